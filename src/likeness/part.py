"""Texts that do not change any more, as arrays: what the index scans, and what its file holds."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

SATURATION, LENGTH_SHARE = 1.2, 0.75  # k1 and b of Okapi BM25, at their usual values
# Words of an ordinary text. BM25 would have the mean of all: then one text more would change what
# every other is worth, and nothing could be computed beforehand.
ORDINARY = 40
SKETCH_WORD, SKETCH_WORDS = 64, 2  # bits; a sketch has the signs of the first 128 numbers


@dataclass(frozen=True, slots=True)
class Entry:
    """One text on its way into a part. `terms` are numbers of the index's vocabulary."""

    ref: str
    kind: str
    service: str
    terms: Ints
    weights: Floats
    length: int
    meaning: NDArray[np.int8]
    hidden: bool


@dataclass(slots=True)
class Part:
    """`starts[n]:starts[n + 1]` are the terms of text n; `heads[t]:heads[t + 1]` the texts (slots)
    with term t, and `gains` what it gives each by BM25. A sketch has signs of a meaning, one
    bit each, 64 to a row. `hidden` marks texts that not everybody finds."""

    refs: Sequence[str]
    kinds: Sequence[str]
    services: Sequence[str]
    starts: NDArray[np.int64]
    terms: Ints
    weights: Floats
    lengths: Ints
    hidden: Mask
    meanings: NDArray[np.int8]
    heads: NDArray[np.int64]
    slots: Ints
    gains: Floats
    sketches: NDArray[np.uint64]
    norms: NDArray[np.float64] = field(init=False)
    _masks: dict[tuple[str, ...], Mask] = field(init=False, default_factory=dict)
    _by_service: dict[str, list[int]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        squares = np.zeros(len(self.refs))
        for start in range(0, len(squares), 10_000):  # so that no second copy is ever in memory
            some = self.meanings[start : start + 10_000].astype(np.float32)
            squares[start : start + len(some)] = np.einsum("ij,ij->i", some, some)
        self.norms = np.maximum(np.sqrt(squares), 1e-9)

    def __len__(self) -> int:
        return len(self.refs)

    @classmethod
    def of(cls, entries: Sequence[Entry], dimensions: int) -> "Part":
        counts = [len(entry.terms) for entry in entries]
        return cls.arranged(
            refs=[entry.ref for entry in entries],
            kinds=[entry.kind for entry in entries],
            services=[entry.service for entry in entries],
            starts=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            terms=_joined([entry.terms for entry in entries], np.int32),
            weights=_joined([entry.weights for entry in entries], np.float32),
            lengths=np.array([entry.length for entry in entries], np.int32),
            hidden=np.array([entry.hidden for entry in entries], np.bool_),
            meanings=np.array([entry.meaning for entry in entries], np.int8).reshape(
                len(entries), dimensions
            ),
        )

    @classmethod
    def arranged(
        cls,
        *,
        refs: Sequence[str],
        kinds: Sequence[str],
        services: Sequence[str],
        starts: NDArray[np.int64],
        terms: Ints,
        weights: Floats,
        lengths: Ints,
        hidden: Mask,
        meanings: NDArray[np.int8],
    ) -> "Part":
        """With the inverted lists and sketches made from the rest."""
        order = np.argsort(terms, kind="stable")
        owners = np.repeat(np.arange(len(refs), dtype=np.int32), np.diff(starts))
        seen = np.bincount(terms) if len(terms) else np.zeros(0, np.int64)
        return cls(
            refs, kinds, services, starts, terms, weights, lengths, hidden, meanings,
            heads=np.concatenate([[0], np.cumsum(seen)]).astype(np.int64),
            slots=owners[order],
            gains=gained(weights, lengths[owners])[order],
            sketches=sketched(meanings),
        )  # fmt: skip

    def postings(self, term: int) -> tuple[Ints, Floats]:
        """Which texts hold a term, and what it gives them. One younger than the part has none."""
        if term + 1 >= len(self.heads):
            return self.slots[:0], self.gains[:0]
        here = slice(self.heads[term], self.heads[term + 1])
        return self.slots[here], self.gains[here]

    def ranked(self, terms: Sequence[int], worth: NDArray[np.float64]) -> Floats:
        """The BM25 score of every text for these terms."""
        scores = np.zeros(len(self), np.float32)
        for term in terms:
            slots, gains = self.postings(term)
            scores[slots] += np.float32(worth[term]) * gains
        return scores

    def far(self, sketch: NDArray[np.uint64]) -> NDArray[np.uint8]:
        """How many signs of each text's meaning differ from those of a sketch: 128 at most."""
        apart = np.zeros(len(self), np.uint8)
        for row, word in zip(self.sketches, sketch, strict=True):
            apart += np.bitwise_count(row ^ word)
        return apart

    def of_kinds(self, kinds: tuple[str, ...]) -> Mask:
        if kinds not in self._masks:
            wanted = set(kinds)
            self._masks[kinds] = np.array([kind in wanted for kind in self.kinds], np.bool_)
        return self._masks[kinds]

    def of_service(self, service: str) -> Sequence[int]:
        if not self._by_service:
            for slot, each in enumerate(self.services):
                self._by_service.setdefault(each, []).append(slot)
        return self._by_service.get(service, ())

    def gathered(self, slots: NDArray[np.int64]) -> tuple[NDArray[np.int64], Ints, Floats]:
        """The terms of some texts in one row: whose each is (by place in `slots`), term, weight."""
        starts = self.starts[slots]
        counts = self.starts[slots + 1] - starts
        owners = np.repeat(np.arange(len(slots)), counts)
        at = np.arange(len(owners)) + np.repeat(starts - np.cumsum(counts) + counts, counts)
        return owners, self.terms[at], self.weights[at]


def gained(often: Floats, lengths: Ints) -> Floats:
    """The part of a term's BM25 score that depends on how often a text of that length has it."""
    resistance = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * lengths / ORDINARY)
    return (often * (SATURATION + 1) / (often + resistance)).astype(np.float32)


def sketched(meanings: NDArray[np.int8]) -> NDArray[np.uint64]:
    """The signs of each meaning: two rows with a number for each text."""
    rows = min(meanings.shape[1] // SKETCH_WORD, SKETCH_WORDS)
    bits = np.packbits(meanings[:, : rows * SKETCH_WORD] > 0, axis=1)
    words = np.ascontiguousarray(bits).view(np.uint64).reshape(len(meanings), rows)
    return np.ascontiguousarray(words.T)


def merged(parts: Sequence[tuple[Part, Mask]], dimensions: int) -> Part:
    """One part with those texts of others that are still there."""
    kept = [(part, np.flatnonzero(alive)) for part, alive in parts]
    rows = [part.gathered(slots) for part, slots in kept]
    counts = [np.diff(part.starts)[slots] for part, slots in kept]
    return Part.arranged(
        refs=_picked([(part.refs, slots) for part, slots in kept]),
        kinds=_picked([(part.kinds, slots) for part, slots in kept]),
        services=_picked([(part.services, slots) for part, slots in kept]),
        starts=np.concatenate([[0], np.cumsum(np.concatenate(counts))]).astype(np.int64),
        terms=_joined([terms for _, terms, _ in rows], np.int32),
        weights=_joined([weights for _, _, weights in rows], np.float32),
        lengths=_joined([part.lengths[slots] for part, slots in kept], np.int32),
        hidden=_joined([part.hidden[slots] for part, slots in kept], np.bool_),
        meanings=np.concatenate([part.meanings[slots] for part, slots in kept]).reshape(
            -1, dimensions
        ),
    )


def _picked(rows: Sequence[tuple[Sequence[str], NDArray[np.int64]]]) -> list[str]:
    return [texts[slot] for texts, slots in rows for slot in slots.tolist()]


def _joined(rows: Sequence[NDArray[Any]], kind: type[np.generic]) -> NDArray[Any]:
    return np.concatenate([np.zeros(0, kind), *rows]).astype(kind, copy=False)
