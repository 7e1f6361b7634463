"""How scores of several assessors lie: from the least to the most, with quartiles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

Marks = Mapping[tuple[int, int], int]  # (option, criterion) -> 0 to 5, of one assessor


@dataclass(frozen=True, slots=True)
class Spread:
    """Five figures and how many assessors they come from; exact, on the scale of 0 to 5."""

    count: int
    least: Fraction
    lower: Fraction
    middle: Fraction
    upper: Fraction
    most: Fraction

    @property
    def figures(self) -> tuple[float, ...]:
        return tuple(map(float, (self.least, self.lower, self.middle, self.upper, self.most)))

    @property
    def range(self) -> float:
        return float(self.most - self.least)


def spread_of(values: Sequence[Fraction]) -> Spread | None:
    """None for no value. Quartiles lie between neighbours in proportion (Hyndman and Fan's
    definition 7, as spreadsheets have it)."""
    if not values:
        return None
    ordered = sorted(values)
    cuts = (quantile(ordered, Fraction(quarter, 4)) for quarter in range(5))
    return Spread(len(ordered), *cuts)


def quantile(ordered: Sequence[Fraction], share: Fraction) -> Fraction:
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def weighed(marks: Marks, option: int, weights: Mapping[int, int]) -> Fraction | None:
    """One assessor's score of an option over all criteria, 0 to 5; None unless each is scored."""
    given = [(weight, marks.get((option, criterion))) for criterion, weight in weights.items()]
    total = sum(weights.values())
    if not total or any(mark is None for _weight, mark in given):
        return None
    return Fraction(sum(weight * (mark or 0) for weight, mark in given), total)
