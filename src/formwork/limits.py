"""What the answers to a question are held to: how long, how many, how small and how large."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from formwork.canonical import Json
from formwork.dates import later
from formwork.display import display_value
from formwork.env import Env
from formwork.literals import decimal, typed_literal
from formwork.shape import Field
from formwork.words import Words

LONGEST = {"text": 255, "email": 254, "telephone": 30, "long-text": 10_000}


class Invalid(Exception):
    """`code` is a key of formwork.wording.MESSAGES, `parts` what its sentence needs."""

    def __init__(self, code: str, **parts: str) -> None:
        super().__init__(code)
        self.code, self.parts = code, parts


@dataclass(frozen=True, slots=True)
class Sight:
    """What reading a page needs to know beside what was posted."""

    env: Env
    words: Words
    settings: Mapping[str, tuple[str, Json]]

    @property
    def lang(self) -> str:
        return self.words.lang


def hold(question: Field, value: Any, sight: Sight) -> None:
    """Hold an answer to its question's limits. Raises Invalid."""
    limits = question.limits
    if isinstance(value, str) and question.type in LONGEST:
        _lengths(question, value)
    if question.type == "checkboxes":
        if len(value) < limits.get("min-choices", 0):
            raise Invalid("min-choices", limit=str(limits["min-choices"]))
        if len(value) > limits.get("max-choices", len(value)):
            raise Invalid("max-choices", limit=str(limits["max-choices"]))
    for side in ("min", "max"):
        bound = bound_of(limits.get(side), question.type, sight.env.today, sight.settings)
        if bound is None:
            continue
        mine, other = comparable(value, question.type), comparable(bound, question.type)
        if (mine < other) if side == "min" else (mine > other):
            code = f"date-{side}" if question.type == "date" else side
            raise Invalid(code, limit=display_value(bound, question.type, sight.lang))


def _lengths(question: Field, value: str) -> None:
    limits = question.limits
    longest = limits.get("max-length", LONGEST[question.type])
    # GOV.UK counts characters, not bytes; a line break is one.
    if len(value) > longest:
        raise Invalid("too-long", limit=f"{longest:,}")
    if len(value) < limits.get("min-length", 0):
        raise Invalid("too-short", limit=f"{limits['min-length']:,}")
    if "max-words" in limits and len(value.split()) > limits["max-words"]:
        raise Invalid("too-many-words", limit=f"{limits['max-words']:,}")


def bound_of(bound: Json, kind: str, today: date, settings: Mapping[str, tuple[str, Json]]) -> Json:
    """A limit as answers of that type are kept; None for none, or for a setting not filled in."""
    if bound is None:
        return None
    if isinstance(bound, str):
        return typed_literal(bound, kind)
    if "today" in bound:
        return later(today, bound["today"]).isoformat()
    return settings[bound["setting"]][1] if bound.get("setting") in settings else None


def comparable(value: Json, kind: str) -> Any:
    return decimal(str(value)) if kind == "decimal" else value
