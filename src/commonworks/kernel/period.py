"""Stretches of days."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from django.utils.translation import gettext as _

from commonworks.kernel.errors import Invalid


@dataclass(frozen=True, slots=True)
class Period:
    """From a first day to the day before `end`; without an end it is open. Half-open, so that
    periods that follow each other neither overlap nor leave a gap."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            raise Invalid(_("A period must end after it starts."))

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)

    def overlaps(self, other: Self) -> bool:
        return (other.end is None or self.start < other.end) and (
            self.end is None or other.start < self.end
        )
