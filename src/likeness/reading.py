"""What a text is made of, as the index keeps it: terms with weights, and a meaning."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from likeness.phrases import Phrases
from likeness.words import STOP, plain, stem, words

SUBJECT, NAME = "~", "@"  # first letter of a term that is no word
DOUBTFUL = 0.25  # what a phrase counts that means other things as well, where it stands alone
FULL = 127  # a meaning's numbers are whole, from -127 to 127


class Embedding(Protocol):
    """Where words get their meanings from."""

    dimensions: int

    def vectors(self, texts: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        """The mean of each text's words, a row a text; zeros for a text without words."""
        ...


@dataclass(frozen=True, slots=True)
class Read:
    """A text, read. `terms` -> how often or how surely, in the order of the text; words of the
    text stand for their stems in `said`; `meaning` has whole numbers."""

    terms: Mapping[str, float]
    said: Mapping[str, str]
    meaning: NDArray[np.int8]

    @property
    def length(self) -> int:
        return sum(int(often) for term, often in self.terms.items() if is_word(term))


def is_word(term: str) -> bool:
    return not term.startswith((SUBJECT, NAME))


class Reader:
    """Reads texts with the same subjects, names and embedding each time.

    `subjects` gives (phrase, subject), `names` (name, ref of the organisation). A phrase that ends
    in "?" means other things as well, and counts little without another phrase of its subject:
    whoever books a visit need not mean a library. A name of one word counts only with a capital,
    and stays a word as well: Reading, Bath, Rugby.
    """

    def __init__(
        self,
        *,
        subjects: Iterable[tuple[str, str]] = (),
        names: Iterable[tuple[str, str]] = (),
        embedding: Embedding | None = None,
    ) -> None:
        subjects = list(subjects)
        self._subjects = Phrases(subjects, stemmed=True)
        self._doubtful = frozenset(
            (self._subjects.key(phrase), subject)
            for phrase, subject in subjects
            if phrase.endswith("?")
        )
        self._names = Phrases(names, stemmed=False)
        self._embedding = embedding
        self._middle: NDArray[np.float32] = self._centre([phrase for phrase, _ in subjects])
        self.dimensions = embedding.dimensions if embedding else 0

    def _centre(self, phrases: Sequence[str]) -> NDArray[np.float32]:
        """What all talk of councils has in common, which tells no text from another."""
        if self._embedding is None:
            return np.zeros(0, np.float32)
        known = sorted({word for phrase in phrases for word, _ in words(phrase)} - STOP)
        rows = self._embedding.vectors([[word] for word in known])
        if not len(rows):
            return np.zeros(self._embedding.dimensions, np.float32)
        middle: NDArray[np.float32] = rows.mean(axis=0)
        return middle

    def read(self, text: str) -> Read:
        return self.read_all([text])[0]

    def read_all(self, texts: Sequence[str]) -> list[Read]:
        """As `read`, much faster for many."""
        found = [self._terms(text) for text in texts]
        meanings = self._meanings([meant for _, _, meant in found])
        return [
            Read(terms, said, meaning)
            for (terms, said, _), meaning in zip(found, meanings, strict=True)
        ]

    def _terms(self, text: str) -> tuple[dict[str, float], dict[str, str], list[str]]:
        """The terms, the words they stand for, and the words that carry the meaning."""
        pairs = list(words(plain(text)))
        said = [word for word, _ in pairs]
        named, hidden = self._named(pairs)
        kept = [word for at, word in enumerate(said) if at not in hidden and word not in STOP]
        terms: Counter[str] = Counter()
        forms: dict[str, str] = {}
        for word in kept:
            terms[stem(word)] += 1
            forms.setdefault(stem(word), word)
        for subject, often in self._about(said).items():
            terms[SUBJECT + subject] += often  # type: ignore[assignment]
        weights = {term: float(np.float16(often)) for term, often in terms.items() if term}
        return {**weights, **{NAME + ref: 1.0 for ref in sorted(named)}}, forms, kept

    def _about(self, said: Sequence[str]) -> dict[str, float]:
        """The subjects of a text, and how surely it is about each."""
        found: dict[str, dict[tuple[str, ...], float]] = {}
        for each in self._subjects.find(said):
            share = (1 + (each.length - 1) / 2) / len(each.means)
            for subject in each.means:
                phrases = found.setdefault(subject, {})
                phrases[each.key] = phrases.get(each.key, 0) + share
        return {
            subject: DOUBTFUL if self._is_doubtful(subject, phrases) else sum(phrases.values())
            for subject, phrases in found.items()
        }

    def _is_doubtful(self, subject: str, phrases: Collection[tuple[str, ...]]) -> bool:
        return len(phrases) == 1 and {(key, subject) for key in phrases} <= self._doubtful

    def _named(self, pairs: Sequence[tuple[str, bool]]) -> tuple[set[str], set[int]]:
        """Who is named, and where the words are that only name somebody."""
        named: set[str] = set()
        hidden: set[int] = set()
        for found in self._names.find([word for word, _ in pairs]):
            if found.length == 1 and not pairs[found.start][1]:
                continue
            if len(found.means) == 1:  # a name that several bear tells nothing
                named.add(found.means[0])
            if found.length > 1:
                hidden.update(range(found.start, found.start + found.length))
        return named, hidden

    def _meanings(self, texts: Sequence[Sequence[str]]) -> NDArray[np.int8]:
        if self._embedding is None:
            return np.zeros((len(texts), 0), np.int8)
        rows = self._embedding.vectors(texts)
        empty = ~rows.any(axis=1)
        rows = rows - self._middle
        rows[empty] = 0
        largest = np.maximum(np.abs(rows).max(axis=1, keepdims=True), 1e-9)
        meanings: NDArray[np.int8] = np.rint(rows / largest * FULL).astype(np.int8)
        return meanings
