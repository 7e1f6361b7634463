"""The pieces of words that the static embedding reads."""

from importlib.util import find_spec

import numpy as np
import pytest

from likeness import static

pytestmark = pytest.mark.skipif(find_spec("wordllama") is None, reason="wordllama is not installed")
SAID = (
    ["residents", "queue", "for", "scratch", "cards"],
    ["scratch", "cards", "übersetzung", "it's", "naïve", "x1y2", "permits"],
    [],
    ["permits", "permits", "for", "residents"],
)


def plainly(embedding: static.StaticEmbedding, said: list[str]) -> list[float]:
    """The mean of the pieces of a whole text, cut in one go and with nothing remembered."""
    cut = embedding._tokenizer.encode(said, is_pretokenized=True, add_special_tokens=False)
    if not cut.ids:
        return [0.0] * embedding.dimensions
    row: list[float] = embedding._weights[cut.ids].astype(np.float32).mean(axis=0).tolist()
    return row


@pytest.mark.parametrize("most", [0, 3, static.MOST_KNOWN])
def test_words_that_are_remembered_mean_what_their_text_means_cut_as_a_whole(monkeypatch, most):
    monkeypatch.setattr(static, "MOST_KNOWN", most)
    embedding = static.static_embedding()
    for _ in range(2):
        rows = embedding.vectors(SAID).tolist()
        assert rows == [plainly(embedding, said) for said in SAID]
