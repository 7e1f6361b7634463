"""What a condition sees: values, and marks where there is none."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

BLANK: Final = None


class _Mark:
    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


PENDING: Final = _Mark("PENDING")
ABSENT: Final = _Mark("ABSENT")


@dataclass(slots=True)
class Env:
    """Answers, facts, the instances of repeats, and the day."""

    values: dict[str, Any]
    facts: dict[str, Any] = field(default_factory=dict)
    repeats: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    today: date = date.min
    walked: set[str] = field(default_factory=set)  # sections with a walked page

    def inside(self, instance: Mapping[str, Any]) -> "Env":
        merged = {**self.values, **instance}
        return Env(merged, self.facts, self.repeats, self.today, self.walked)


Truth = bool | None
Test = Callable[[Env], Truth]
Get = Callable[[Env], Any]
