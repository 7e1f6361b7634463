"""What may be told of counts: everything to the council's own staff, to others nothing small.

The public is told of whole months of whole deployments, cell by cell, and of nothing that is not
worked out from what those cells tell. So there is no total from which a withheld count could be
taken away, whatever is asked and however often: other values of it give the very same answer.

Within a cell the complement is guarded too. Of 40 decisions of which 38 were in time it may be
told that there were 40, and that at least 36 of them were in time: 2 is as small as 38 is large.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import TypeVar

K = TypeVar("K")
FEWEST = 5
SATISFIED = (4, 5)  # of 1 to 5: "satisfied" and "very satisfied", as GOV.UK counts them


@dataclass(frozen=True, slots=True)
class Cell:
    """What was counted, of one deployment in one stretch of days."""

    started: int = 0
    completed: int = 0
    in_time: int = 0
    left: Mapping[str, int] = field(default_factory=dict)  # page: how many stopped there
    seconds: Mapping[int, int] = field(default_factory=dict)  # band: how many were sent
    days: Mapping[int, int] = field(default_factory=dict)  # working days: how many were decided
    scores: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """How many of a whole: so many, or at least so many."""

    whole: int
    part: int
    exact: bool = True

    def __add__(self, other: "Part") -> "Part":
        exact = self.exact and other.exact
        return Part(self.whole + other.whole, self.part + other.part, exact)

    @property
    def per_hundred(self) -> int | None:
        """Rounded; a bound is rounded down, so that it stays true. None of nothing, and of more
        than the whole: applications sent in one month may have been started in another."""
        if not 0 < self.whole >= self.part:
            return None
        exact = self.part * 100 / self.whole
        return round(exact) if self.exact else int(exact)


@dataclass(frozen=True, slots=True)
class Told:
    """What may be told. None: this is withheld. The histograms are for percentiles alone."""

    started: int | None = None
    submitted: int | None = None
    completed: int | None = None
    decided: int | None = None
    answers: int | None = None
    finished: Part | None = None  # completed, of started
    in_time: Part | None = None  # of decided
    satisfied: Part | None = None  # of answers
    left: Mapping[str, int] = field(default_factory=dict)
    seconds: Mapping[int, int] = field(default_factory=dict)
    days: Mapping[int, int] = field(default_factory=dict)


def exactly(cell: Cell) -> Told:
    """For the council's own staff."""
    return _told(cell, fewest=0)


def carefully(cell: Cell) -> Told:
    """For everybody else."""
    return _told(cell, fewest=FEWEST)


def _told(cell: Cell, *, fewest: int) -> Told:
    def enough(count: int) -> int | None:
        return count if count >= fewest else None

    sent, decided, answers = (sum(h.values()) for h in (cell.seconds, cell.days, cell.scores))
    satisfied = sum(cell.scores.get(score, 0) for score in SATISFIED)
    both = min(cell.started, cell.completed) >= fewest
    return Told(
        started=enough(cell.started),
        submitted=enough(sent),
        completed=enough(cell.completed),
        decided=enough(decided),
        answers=enough(answers),
        finished=Part(cell.started, cell.completed) if both else None,
        in_time=_part(decided, cell.in_time, fewest),
        satisfied=_part(answers, satisfied, fewest),
        left={page: count for page, count in cell.left.items() if count >= fewest},
        seconds=cell.seconds if sent >= fewest else {},
        days=cell.days if decided >= fewest else {},
    )


def _part(whole: int, part: int, fewest: int) -> Part | None:
    """A part whose rest is too small is told as a bound; one that is itself too small is not."""
    if whole < fewest or part < fewest:
        return None
    if whole - part >= fewest:
        return Part(whole, part)
    bound = whole - (fewest - 1)
    # At the very edge a bound would be a small number itself.
    return Part(whole, bound, exact=False) if bound >= fewest else None


def together(cells: Iterable[Told]) -> Told:
    """The sum of what is told, and of nothing else."""
    parts = list(cells)
    return Told(
        started=_sum(each.started for each in parts),
        submitted=_sum(each.submitted for each in parts),
        completed=_sum(each.completed for each in parts),
        decided=_sum(each.decided for each in parts),
        answers=_sum(each.answers for each in parts),
        finished=_joined(each.finished for each in parts),
        in_time=_joined(each.in_time for each in parts),
        satisfied=_joined(each.satisfied for each in parts),
        left=_merged(each.left for each in parts),
        seconds=_merged(each.seconds for each in parts),
        days=_merged(each.days for each in parts),
    )


def _sum(counts: Iterable[int | None]) -> int | None:
    told = [count for count in counts if count is not None]
    return sum(told) if told else None


def _joined(parts: Iterable[Part | None]) -> Part | None:
    told = [part for part in parts if part is not None]
    return reduce(Part.__add__, told) if told else None


def _merged(histograms: Iterable[Mapping[K, int]]) -> Mapping[K, int]:
    merged: Counter[K] = Counter()
    for histogram in histograms:
        merged.update(histogram)
    return dict(merged)
