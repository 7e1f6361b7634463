"""What is said of a file while it is read: what cannot run, and what was left out."""

from collections.abc import Set
from dataclasses import dataclass, field
from typing import Any

from formwork.importers import Loss
from formwork.problems import Problem
from formwork.schema import escaped

# Keys of a component that are used, and those that have no meaning here beyond how the page looks
# or repeat what is said elsewhere.
COMPONENT = {"type", "name", "title", "hint", "options", "schema", "list", "content"}
LOOKS = {"hideTitle", "optionalText", "classes", "values", "nameHasError", "required", "list"}


@dataclass(frozen=True, slots=True)
class Report:
    """Collects for one file, in the order of reading. `place` is where: a JSON pointer."""

    place: str = ""
    problems: list[Problem] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)

    def at(self, step: str) -> "Report":
        """The same report, at a place further down."""
        return Report(self.place + step, self.problems, self.losses)

    def lose(self, message: str) -> None:
        self.losses.append(Loss(self.place, message))

    def refuse(self, message: str) -> None:
        self.problems.append(Problem("cannot-run", message, self.place))

    def rest(self, part: Any, known: Set[str]) -> None:
        """Every key that says something and was not used is lost."""
        for key, value in part.items():
            if key not in known and value not in (None, "", [], {}, False):
                said = f"“{key}” has no place in a definition."
                self.at(f"/{escaped(key)}").lose(said)
