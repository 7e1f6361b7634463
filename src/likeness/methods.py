"""Ours and the baselines, as `evaluation` asks them. Baselines that are not installed are None."""

import logging
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np

from likeness.evaluation import DEEPEST, Method, Ranking, Record
from likeness.index import Index, Text
from likeness.reading import Reader
from likeness.static import static_embedding
from likeness.words import plain, words

Answer = Callable[[Record], Ranking]


def ours(reader: Reader) -> Method:
    def prepare(everything: Sequence[Record]) -> Answer:
        index = Index(reader)
        index.put_all([Text(record.id, record.text) for record in everything])

        def answer(record: Record) -> Ranking:
            hits = index.like(record.text, limit=DEEPEST, without=[record.id])
            return [(hit.ref, hit.score) for hit in hits]

        return answer

    return prepare


def embedding_alone(everything: Sequence[Record]) -> Answer:
    """The mean of all word pieces, as the package itself makes it, by cosine."""
    said = [[word for word, _ in words(plain(record.text))] for record in everything]
    rows = static_embedding().vectors(said)
    rows = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    places = {record.id: at for at, record in enumerate(everything)}

    def answer(record: Record) -> Ranking:
        scores = rows @ rows[places[record.id]]
        return _ranked(record, [each.id for each in everything], scores.tolist())

    return answer


def bm25s(everything: Sequence[Record]) -> Answer:
    import bm25s as package

    logging.getLogger("bm25s").setLevel(logging.WARNING)
    tokens = package.tokenize([r.text for r in everything], stopwords="en", show_progress=False)
    retriever = package.BM25()
    retriever.index(tokens, show_progress=False)
    count = min(len(everything), DEEPEST + 1)

    def answer(record: Record) -> Ranking:
        asked = package.tokenize([record.text], stopwords="en", show_progress=False)
        found, scores = retriever.retrieve(asked, k=count, show_progress=False)
        refs = [everything[int(at)].id for at in found[0]]
        return _ranked(record, refs, [float(score) for score in scores[0]])

    return answer


def tantivy(everything: Sequence[Record]) -> Answer:
    import tantivy as package

    made = package.SchemaBuilder()
    made.add_text_field("id", stored=True, tokenizer_name="raw")
    made.add_text_field("text", tokenizer_name="en_stem")
    index = package.Index(made.build())
    writer = index.writer()
    for record in everything:
        writer.add_document(package.Document(id=record.id, text=record.text))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher: Any = index.searcher()

    def answer(record: Record) -> Ranking:
        asked = " ".join(word for word, _ in words(record.text)).replace("'", " ")
        found = searcher.search(index.parse_query(asked, ["text"]), DEEPEST + 1).hits
        refs = [searcher.doc(address)["id"][0] for _, address in found]
        return _ranked(record, refs, [score for score, _ in found])

    return answer


def _ranked(record: Record, refs: Sequence[str], scores: Sequence[float]) -> Ranking:
    rows = [(ref, score) for ref, score in zip(refs, scores, strict=True) if ref != record.id]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


BASELINES: dict[str, tuple[str, Method]] = {
    "bm25s": ("bm25s", bm25s),
    "tantivy": ("tantivy", tantivy),
    "embedding alone": ("wordllama", embedding_alone),
}


def baselines() -> dict[str, Method | None]:
    """Each by name; None where its package is not installed."""
    return {
        name: method if find_spec(package) else None
        for name, (package, method) in BASELINES.items()
    }
