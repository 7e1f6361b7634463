"""What is wrong with a file, said so that its author can put it right."""

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: a stable code, a plain sentence, and where it is.

    `where` is an address (`page:vehicle/field:vrm`) or a place in the file (`/pages/3/next/0`);
    line and column count from 1, and are 0 where the file has none to give.
    """

    code: str
    message: str
    where: str = ""
    line: int = 0
    column: int = 0
    file: str = ""

    def in_file(self, name: str) -> "Problem":
        return replace(self, file=name)

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line) if part)
        return " ".join(part for part in (f"{place}:" if place else "", self.sentence) if part)

    @property
    def sentence(self) -> str:
        return f"{self.message} ({self.where})" if self.where else self.message

    def as_json(self) -> dict[str, str | int]:
        return {
            "code": self.code,
            "message": self.message,
            "where": self.where,
            "file": self.file,
            "line": self.line,
            "column": self.column,
        }


class FormworkError(ValueError):
    """A refusal by formwork; `problems` says why, one by one."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class DefinitionError(FormworkError):
    """The file is no definition that can run."""


class OverlayError(FormworkError):
    """The overlay asks for what its definition does not allow."""
