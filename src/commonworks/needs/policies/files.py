"""Files of needs and of systems: what comes twice in them, and what they came to.

A long file is gone through in parts, so what one part has named is known to the next.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from django.utils.translation import gettext as _

from commonworks.kernel.sheets import Problem, Row

MOST_PROBLEMS = 100  # a screenful or two; more of them say nothing new
MOST_SHOWN = 100  # of what changes


@dataclass(slots=True)
class Named:
    """What the rows of a file have named so far."""

    # what kind of name, and what a row is known by -> its line
    lines: dict[tuple[str, str], int] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)  # a title -> the reference it has

    def line_of(self, known_by: str, row: Row, kind: str = "reference") -> int:
        """The line that named it first, which may be this row's own."""
        return self.lines.setdefault((kind, known_by), row.line)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a file says otherwise of something that is there: in which of its columns, but not what
    they hold. `notes` are what nobody may overlook, as that more people will see it."""

    name: str
    columns: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        """A sentence for a terminal, and one for each note."""
        where = f"“{self.name}” changes in: {', '.join(self.columns)}." if self.columns else ""
        noted = [f"{note}." for note in self.notes]
        return " ".join([where or f"“{self.name}”:", *noted])


@dataclass(frozen=True, slots=True)
class Report:
    """What a file changed, or would change. `written` is false after a dry run, and where there
    is any problem at all. `added` and `changed` are names or titles, and nothing private;
    `differences` are in what those changed."""

    written: bool
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: int = 0
    differences: tuple[Difference, ...] = ()
    problems: tuple[Problem, ...] = ()
    not_shown: int = 0  # problems beside these

    @classmethod
    def of(cls, parts: Sequence["Report"]) -> "Report":
        """One report of all parts of a file."""
        hidden = sum(part.not_shown for part in parts)
        if problems := [problem for part in parts for problem in part.problems]:
            return cls.refusing(problems, hidden)
        return cls(
            written=all(part.written for part in parts),
            added=tuple(chain.from_iterable(part.added for part in parts)),
            changed=tuple(chain.from_iterable(part.changed for part in parts)),
            unchanged=sum(part.unchanged for part in parts),
            differences=tuple(chain.from_iterable(part.differences for part in parts)),
        )

    @classmethod
    def refusing(cls, problems: Sequence[Problem], hidden: int = 0) -> "Report":
        """Nothing was written, because of these."""
        shown = tuple(problems[:MOST_PROBLEMS])
        return cls(False, problems=shown, not_shown=len(problems) - len(shown) + hidden)

    def lines(self) -> list[str]:
        """For people to read at a terminal, the sum last."""
        if self.problems:
            again = "Nothing was written. Put these right, then import the file again."
            more = [f"And {self.not_shown:,} more."] if self.not_shown else []
            return [*map(str, self.problems), *more, again]
        counted = (len(self.added), len(self.changed), self.unchanged)
        count = "{:,} added, {:,} changed, {:,} as before.".format(*counted)
        last = count if self.written else f"Dry run, nothing written: {count}"
        return [*self._differences(), last]

    def noted(self) -> dict[str, list[str]]:
        """What nobody may overlook, and the names of what it is so of."""
        found: dict[str, list[str]] = {}
        for each in self.differences:
            for note in each.notes:
                found.setdefault(note, []).append(each.name)
        return found

    def _differences(self) -> list[str]:
        """Those with a note first; of what is written, no others."""
        noted = [each for each in self.differences if each.notes]
        plain = [each for each in self.differences if not (each.notes or self.written)]
        told = [str(each) for each in (*noted, *plain)]
        more = len(told) - MOST_SHOWN
        if more <= 0:
            return told
        hidden = f", {len(noted) - MOST_SHOWN:,} of them like these" if noted[MOST_SHOWN:] else ""
        return [*told[:MOST_SHOWN], f"And {more:,} more{hidden}."]


def not_whole(row: Row) -> list[Problem]:
    return [Problem(row.line, "(all)", _("The row has not as many cells as there are columns."))]


def problems_of(row: Row, wrong: Mapping[str, str]) -> list[Problem]:
    """What is wrong with a row, column by column."""
    return [Problem(row.line, column, why) for column, why in wrong.items()]
