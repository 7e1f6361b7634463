"""The texts that are known, and those among them that are likest to a new one.

A likeness is the mean of three cosines, each from 0 to 1: of the words (weighted as Okapi BM25
weighs them), of the subjects, and of the meanings. They are computed for candidates alone: the 120
texts that BM25 ranks first, the 120 whose meanings are nearest by the sketch of their signs, and
60 of each service that is favoured. Equal ones go by ref.
"""

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from likeness.part import SATURATION, SKETCH_WORD, Entry, Mask, Part, merged, sketched
from likeness.reading import DOUBTFUL, NAME, SUBJECT, Read, Reader, is_word

BY_WORDS = BY_MEANING = 120
BY_SERVICE = 60
AT_ONCE = 5_000  # texts that are read together
LARGE = 20_000  # values from which on a sample saves ordering them all
SAMPLE, SAMPLE_KEPT = 2_000, 40
MOST_TERMS = 20  # of a query that look for candidates: the rarest
COMMON = 10  # a term that more than a tenth of all texts hold looks for none …
FEW = 1_000  # … once there are so many texts
EVERYDAY = 20  # a word that more than a twentieth of all texts hold is not named as shared …
TELLING = 100  # … once there are so many texts, and another word is
FAVOUR = 0.15  # for texts of a service that is favoured, in the order alone
SAME_NAME = 0.03  # for texts that name the same organisation
TAIL = 1_024  # new texts wait apart until there are so many, and a quarter as many as the rest
WORD, SUBJECT_FIELD, NAME_FIELD = 0, 1, 2
FIELDS = 3

Number = TypeVar("Number", float, NDArray[np.float64])


@dataclass(frozen=True, slots=True)
class Text:
    """What is put into an index."""

    ref: str
    text: str
    kind: str = ""
    service: str = ""
    hidden: bool = False  # found by those alone who ask for the hidden, too


@dataclass(frozen=True, slots=True)
class Hit:
    """A text like the one asked about. `score` is the mean of `words`, `subjects` and `meaning`
    with a little for a name in both; what both share is in words, the weightiest first: of words
    those that few other texts hold, of subjects those that both are surely about."""

    ref: str
    score: float
    words: float
    subjects: float
    meaning: float
    shared_words: tuple[str, ...] = ()
    shared_subjects: tuple[str, ...] = ()
    shared_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """What the texts come to that one who asks may find: how many there are, how many hold each
    term, and by that the inverse document frequency of each term, as BM25 has it."""

    texts: int
    held: NDArray[np.int32]
    worth: NDArray[np.float64]

    @classmethod
    def of(cls, texts: int, held: NDArray[np.int32]) -> "Tally":
        return cls(texts, held, np.log(1 + (texts - held + 0.5) / (held + 0.5)))


class Index:
    """Not safe to change while it is asked: give each thread its own, or a lock.

    Whoever asks without the hidden texts gets what an index that never held them would answer, to
    the last digit: no score tells that there is something else.
    """

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._vocabulary: dict[str, int] = {}
        # Texts with each term, and how many texts there are: those that all find, and the hidden.
        self._held = np.zeros((2, 1_024), np.int32)
        self._texts = [0, 0]
        self._fields = np.zeros(1_024, np.int8)
        self._base = Part.of([], reader.dimensions)
        self._alive: Mask = np.zeros(0, np.bool_)
        self._at: dict[str, int] = {}  # slots of the base
        self._tail: dict[str, Entry] = {}
        self._fresh: Part | None = None  # the tail as a part; None once it changed
        self._tallies: dict[bool, Tally] = {}  # with the hidden, and without

    @classmethod
    def on(cls, reader: Reader, vocabulary: Sequence[str], base: Part) -> "Index":
        """An index that begins with a part that was kept."""
        index = cls(reader)
        for term in vocabulary:
            index._number(term)
        size = index._held.shape[1]
        _, hidden, _ = base.gathered(np.flatnonzero(base.hidden))
        everything, apart = (np.bincount(t, minlength=size) for t in (base.terms, hidden))
        index._held = np.array([everything - apart, apart], np.int32)
        count = int(base.hidden.sum())
        index._texts = [len(base) - count, count]
        index._take(base)
        return index

    def settled(self) -> tuple[list[str], Part]:
        """The vocabulary and the part with every text, right after `settle`."""
        return list(self._vocabulary), self._base

    def __len__(self) -> int:
        return len(self._at) + len(self._tail)

    def __contains__(self, ref: str) -> bool:
        return ref in self._at or ref in self._tail

    # --- change -------------------------------------------------------------------------------

    def put(self, text: Text) -> None:
        """Add a text, or exchange the one of that ref."""
        self.put_all([text])

    def put_all(self, texts: Sequence[Text]) -> None:
        """As `put`, much faster for many."""
        for start in range(0, len(texts), AT_ONCE):
            some = texts[start : start + AT_ONCE]
            read = self.reader.read_all([text.text for text in some])
            for text, found in zip(some, read, strict=True):
                self.drop(text.ref)
                self._add(text, found)
        if len(self._tail) > TAIL + len(self._at) // 4:
            self.settle()

    def drop(self, ref: str) -> bool:
        """Take a text out; whether it was there."""
        if (entry := self._tail.pop(ref, None)) is not None:
            terms, hidden = entry.terms, entry.hidden
        elif (slot := self._at.pop(ref, None)) is not None:
            self._alive[slot] = False
            terms = self._base.terms[self._base.starts[slot] : self._base.starts[slot + 1]]
            hidden = bool(self._base.hidden[slot])
        else:
            return False
        self._count(terms, hidden, -1)
        return True

    def settle(self) -> None:
        """Merge what is new with the rest: half a second for 100,000 texts."""
        tail = self._tail_part()
        everything = [(self._base, self._alive), (tail, np.ones(len(tail), np.bool_))]
        self._take(merged(everything, self.reader.dimensions))

    def _take(self, base: Part) -> None:
        self._base = base
        self._alive = np.ones(len(base), np.bool_)
        self._at = {ref: slot for slot, ref in enumerate(base.refs)}
        self._tail, self._fresh = {}, None

    def _add(self, text: Text, read: Read) -> None:
        terms = np.array([self._number(term) for term in read.terms], np.int32)
        weights = np.array(list(read.terms.values()), np.float32)
        self._tail[text.ref] = Entry(
            text.ref,
            text.kind,
            text.service,
            terms,
            weights,
            read.length,
            read.meaning,
            text.hidden,
        )
        self._count(terms, text.hidden, 1)

    def _count(self, terms: NDArray[np.int32], hidden: bool, change: int) -> None:
        self._held[int(hidden), terms] += change
        self._texts[hidden] += change
        self._fresh = None
        self._tallies.clear()

    def _number(self, term: str) -> int:
        number = self._vocabulary.setdefault(term, len(self._vocabulary))
        if number >= len(self._fields):
            self._held = np.concatenate([self._held, np.zeros_like(self._held)], axis=1)
            self._fields = np.concatenate([self._fields, np.zeros_like(self._fields)])
        self._fields[number] = _field(term)
        return number

    # --- ask ----------------------------------------------------------------------------------

    def like(
        self,
        text: str,
        *,
        limit: int = 10,
        kinds: Iterable[str] = (),
        favoured: Collection[str] = (),
        weaker: Mapping[str, float] | None = None,
        without: Iterable[str] = (),
        with_hidden: bool = False,
    ) -> list[Hit]:
        """The likest texts, best first; those with nothing in common are left out.

        Texts of `favoured` services go before others that are a little likelier; `weaker` terms
        count for that share of what they would; refs in `without` are passed over. Hidden texts
        are found `with_hidden` alone; without, they are left out before the likest are chosen.
        """
        query = _Query(self, self.reader.read(text), weaker or {}, with_hidden)
        passed, more = set(without), len(set(without))
        places = self._candidates(query, tuple(sorted(set(kinds))), favoured, more)
        scores, rows = self._scored(query, places)
        order = np.round(scores + self._points(places, favoured), 6)
        found = self._first(order, limit + more)
        ranked = sorted((-order[at], self._ref(places[at]), at) for at in found)
        chosen = [each for each in ranked if each[1] not in passed][:limit]
        return [self._hit(query, places[at], scores[at], rows[at]) for _, _, at in chosen]

    def tally(self, with_hidden: bool) -> Tally:
        if with_hidden not in self._tallies:
            held = self._held[:, : len(self._vocabulary)]
            if with_hidden:
                found = Tally.of(len(self), held.sum(axis=0, dtype=np.int32))
            else:
                found = Tally.of(self._texts[False], held[0])
            self._tallies[with_hidden] = found
        return self._tallies[with_hidden]

    def _tail_part(self) -> Part:
        if self._fresh is None:
            self._fresh = Part.of(list(self._tail.values()), self.reader.dimensions)
        return self._fresh

    def _parts(self) -> tuple[Part, Part]:
        return self._base, self._tail_part()

    def _candidates(
        self, query: "_Query", kinds: tuple[str, ...], favoured: Collection[str], more: int
    ) -> NDArray[np.int64]:
        """Places in base and tail, as if the tail followed the base."""
        parts = self._parts()
        there = np.concatenate([self._alive, np.ones(len(parts[1]), np.bool_)])
        if not query.with_hidden:
            there &= ~np.concatenate([part.hidden for part in parts])
        if kinds:
            there &= np.concatenate([part.of_kinds(kinds) for part in parts])
        ranks = [part.ranked(query.rarest, query.worth) for part in parts]
        chosen = [self._best(np.concatenate(ranks) * there, BY_WORDS + more)]
        near = self._near(query, there)
        if query.has_meaning:
            chosen.append(self._best(near, BY_MEANING + more))
        for service in favoured:
            of_it = self._of_service(service)
            chosen.append(of_it[self._best(near[of_it], BY_SERVICE + more)])
        return np.unique(np.concatenate(chosen))

    def _near(self, query: "_Query", there: Mask) -> NDArray[np.uint8]:
        """One more than the signs of each meaning that are the query's; 0 for what is not there."""
        far = np.concatenate([part.far(query.sketch) for part in self._parts()])
        return (np.uint8(len(query.sketch) * SKETCH_WORD + 1) - far) * there

    def _of_service(self, service: str) -> NDArray[np.int64]:
        base, tail = self._parts()
        after = [len(base) + slot for slot in tail.of_service(service)]
        return np.array([*base.of_service(service), *after], np.int64)

    def _best(self, values: NDArray[Any], count: int) -> NDArray[np.int64]:
        """The places of the largest values above 0; at the edge, equal ones go by ref."""
        places = self._promising(values, count)
        if len(places) <= count:
            return places
        upper = values[places]
        edge = np.partition(upper, len(upper) - count)[len(upper) - count]
        above, level = places[upper > edge], places[upper == edge]
        if len(level) > count - len(above):
            settled = level[-1] < len(self._base)  # places ascend; asking the list itself is fast
            by_ref = sorted(
                level.tolist(), key=self._base.refs.__getitem__ if settled else self._ref
            )
            level = np.array(by_ref[: count - len(above)], np.int64)
        return np.concatenate([above, level])

    def _promising(self, values: NDArray[Any], count: int) -> NDArray[np.int64]:
        """Where so many of the largest values above 0 are for certain, and others."""
        if len(values) > LARGE:  # what a sample says is far below the edge need not be ordered
            sample = values[:: len(values) // SAMPLE]
            floor = max(np.partition(sample, -SAMPLE_KEPT)[-SAMPLE_KEPT], 0)
            places = np.flatnonzero(values > floor)
            if len(places) >= count:
                return places
        return np.flatnonzero(values > 0)

    def _where(self, place: int) -> tuple[Part, int]:
        base = len(self._base)
        return (self._base, place) if place < base else (self._tail_part(), place - base)

    def _ref(self, place: int) -> str:
        part, slot = self._where(place)
        return part.refs[slot]

    def _scored(
        self, query: "_Query", places: NDArray[np.int64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The score of each place, and the row of what it is the sum of."""
        base, tail = self._parts()
        settled = places < len(base)
        rows = np.concatenate(
            [
                query.likenesses(base, places[settled]),
                query.likenesses(tail, places[~settled] - len(base)),
            ]
        )
        return np.minimum(np.round(rows.sum(axis=1), 6), 1.0), rows

    def _points(self, places: NDArray[np.int64], favoured: Collection[str]) -> NDArray[np.float64]:
        points = np.zeros(len(places))
        for service in favoured:
            points[np.isin(places, self._of_service(service))] = FAVOUR
        return points

    def _first(self, scores: NDArray[np.float64], count: int) -> NDArray[np.int64]:
        """Where the highest scores are, with all that equal the last of them."""
        if len(scores) <= count:
            return np.flatnonzero(scores > 0)
        edge = np.partition(scores, len(scores) - count)[len(scores) - count]
        return np.flatnonzero((scores >= edge) & (scores > 0))

    def _hit(self, query: "_Query", place: int, score: float, row: NDArray[np.float64]) -> Hit:
        part, slot = self._where(place)
        here = slice(part.starts[slot], part.starts[slot + 1])
        often = dict(zip(part.terms[here].tolist(), part.weights[here].tolist(), strict=True))
        shared = query.shared(often)
        words, subjects, meaning, _ = np.round(3 * row, 6).tolist()
        return Hit(
            ref=part.refs[slot],
            score=float(score),
            words=words,
            subjects=subjects,
            meaning=meaning,
            shared_words=query.telling([term for term in shared if is_word(term)]),
            shared_subjects=query.sure(often),
            shared_names=tuple(term[1:] for term in shared if term.startswith(NAME)),
        )


class _Query:
    """A text that is asked about, in the numbers of one index."""

    def __init__(
        self, index: Index, read: Read, weaker: Mapping[str, float], with_hidden: bool
    ) -> None:
        self._read = read
        self._fields = index._fields
        self.with_hidden = with_hidden
        self._tally = tally = index.tally(with_hidden)
        known = [(term, index._vocabulary.get(term)) for term in read.terms]
        self._known = {
            number: term for term, number in known if number is not None and tally.held[number]
        }
        self.worth = self._weakened(index, weaker)
        self.rarest = self._looking()
        self.sketch = sketched(read.meaning.reshape(1, -1))[:, 0]
        self.has_meaning = bool(read.meaning.any())
        self._direction = read.meaning.astype(np.float32)
        self._size = max(float(np.sqrt(self._direction @ self._direction)), 1e-9)
        self._values = np.zeros(len(self.worth))
        for number, term in self._known.items():
            self._values[number] = self.worth[number] * _saturated(read.terms[term])
        self._norms = self._sizes(index, weaker)
        most = tally.texts / EVERYDAY
        self._everyday = {
            term
            for number, term in self._known.items()
            if tally.texts >= TELLING and tally.held[number] > most
        }
        # Sorted once for all hits.
        self._weightiest = sorted(
            self._known.items(), key=lambda each: (-self._values[each[0]], each[1])
        )

    def _weakened(self, index: Index, weaker: Mapping[str, float]) -> NDArray[np.float64]:
        worth = self._tally.worth
        if weaker:
            worth = worth.copy()
            for term, share in weaker.items():
                if term in index._vocabulary:
                    worth[index._vocabulary[term]] *= share
        return worth

    def _looking(self) -> list[int]:
        """The terms that look for candidates, in the order of the text."""
        texts, held = self._tally.texts, self._tally.held
        rare = [term for term in self._known if texts < FEW or held[term] * COMMON <= texts]
        kept = set(sorted(rare, key=lambda term: -self.worth[term])[:MOST_TERMS])
        return [term for term in rare if term in kept]

    def _sizes(self, index: Index, weaker: Mapping[str, float]) -> NDArray[np.float64]:
        """The length of the query's words and of its subjects, with those nobody else has."""
        unseen = np.log(1 + (self._tally.texts + 0.5) / 0.5)
        squares = [0.0, 0.0, 0.0]
        for term, often in self._read.terms.items():
            number = index._vocabulary.get(term)
            worth = self.worth[number] if number is not None else unseen * weaker.get(term, 1.0)
            squares[_field(term)] += (worth * _saturated(often)) ** 2
        return np.maximum(np.sqrt(squares), 1e-9)

    def likenesses(self, part: Part, slots: NDArray[np.int64]) -> NDArray[np.float64]:
        """A row for each text: thirds of words, subjects and meaning, and points for names."""
        found = np.zeros((len(slots), 4))
        if not len(slots):
            return found
        owners, terms, weights = part.gathered(slots)
        values = self.worth[terms] * _saturated(weights.astype(np.float64))
        products, fields = values * self._values[terms], self._fields[terms]
        cells = owners * FIELDS + fields  # all fields of all texts are added up at once
        shape = (len(slots), FIELDS)
        sizes = np.bincount(cells, values * values, minlength=len(slots) * FIELDS).reshape(shape)
        sums = np.bincount(cells, products, minlength=len(slots) * FIELDS).reshape(shape)
        for field in (WORD, SUBJECT_FIELD):
            length = np.sqrt(np.maximum(sizes[:, field], 1e-18)) * self._norms[field]
            found[:, field] = sums[:, field] / length / 3
        # Whole numbers below 2**24: the sum is exact, in whatever order it is made.
        near = part.meanings[slots].astype(np.float32) @ self._direction
        found[:, 2] = np.maximum(near / (part.norms[slots] * self._size), 0) / 3
        found[sums[:, NAME_FIELD] > 0, 3] = SAME_NAME
        return found

    def shared(self, terms: Container[int]) -> list[str]:
        return [term for number, term in self._weightiest if number in terms]

    def sure(self, often: Mapping[int, float]) -> tuple[str, ...]:
        """The subjects that this text and one with these terms are surely about."""
        return tuple(
            term[1:]
            for number, term in self._weightiest
            if term.startswith(SUBJECT)
            and min(often.get(number, 0), self._read.terms[term]) > DOUBTFUL
        )

    def telling(self, terms: Sequence[str]) -> tuple[str, ...]:
        """As they are said, the words that tell something; all of them where none does."""
        rare = [term for term in terms if term not in self._everyday]
        return tuple(self._read.said[term] for term in rare or terms)


def _saturated(often: Number) -> Number:
    """The second and third time a word is said count for less than the first."""
    return often * (SATURATION + 1) / (often + SATURATION)


def _field(term: str) -> int:
    return {SUBJECT: SUBJECT_FIELD, NAME: NAME_FIELD}.get(term[:1], WORD)
