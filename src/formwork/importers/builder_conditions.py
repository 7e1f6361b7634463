"""Conditions of digital-form-builder: its tree of {field, operator, value}, and its strings.

Both become our expressions; `semantics: digital-form-builder` then keeps its own table for answers
that are not there (formwork.conditions).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from formwork.canonical import Json


class Untranslatable(ValueError):
    """The condition says what ours cannot; `step` is the rest of its place, a JSON pointer."""

    def __init__(self, message: str, step: str = "") -> None:
        super().__init__(message)
        self.step = step


class NeverTrue(Untranslatable):
    """The original can never find it true. `stops`: it gives up there, and reads no later `or`."""

    def __init__(self, message: str, stops: bool) -> None:
        super().__init__(message)
        self.stops = stops


@dataclass(slots=True)
class Names:
    """What a condition may name. `fields` is {"section.name" or "name": field id}, `options` is
    {field id: {value as text: option id}}."""

    fields: Mapping[str, str]
    types: Mapping[str, str]
    options: Mapping[str, Mapping[str, str]]
    conditions: Mapping[str, str] = field(default_factory=dict)

    def field(self, name: str) -> str:
        """The field of that name. One named without its section is found if no other is so named:
        the ministry's forms say it so, and run."""
        if name in self.fields:
            return self.fields[name]
        bare = {i for known, i in self.fields.items() if known.rpartition(".")[2] == name}
        if len(bare) != 1:
            raise NeverTrue(f"There is no field “{name}”.", stops=True)
        return bare.pop()


def translated(value: Any, names: Names) -> Json:
    """Our expression for a condition's `value`. Raises Untranslatable."""
    if isinstance(value, str):
        try:
            return _Parser(value, names).read()
        except NeverTrue as fault:
            raise Untranslatable(str(fault)) from fault
    if isinstance(value, dict) and isinstance(value.get("conditions"), list):
        return _tree(value["conditions"], names, "/conditions")
    raise Untranslatable("This is neither a text nor a list of conditions.")


def _tree(parts: list[Any], names: Names, place: str) -> Json:
    """A list joined by coordinators: `and` binds closer than `or`."""
    if not parts:
        raise Untranslatable("The condition is empty.", place)
    groups: list[list[tuple[Mapping[str, Any], str]]] = [[]]
    for number, part in enumerate(parts):
        if part.get("coordinator") == "or" and groups[-1]:
            groups.append([])
        groups[-1].append((part, f"{place}/{number}"))
    found, fault = _alternatives(groups, names)
    if not found and fault:
        raise fault
    return _joined("any", found)


def _alternatives(
    groups: list[list[tuple[Mapping[str, Any], str]]], names: Names
) -> tuple[list[Json], NeverTrue | None]:
    """The alternatives that can be true, and why another cannot."""
    found: list[Json] = []
    never: NeverTrue | None = None
    for group in groups:
        try:
            found.append(_joined("all", [_leaf(part, names, where) for part, where in group]))
        except NeverTrue as fault:
            never = fault
            if fault.stops:
                break
    return found, never


def _joined(word: str, parts: list[Json]) -> Json:
    return parts[0] if len(parts) == 1 else {word: parts}


def _leaf(part: Mapping[str, Any], names: Names, place: str) -> Json:
    if "conditions" in part:
        return _tree(part["conditions"], names, f"{place}/conditions")
    if "conditionName" in part:
        return _condition(str(part["conditionName"]), names, place)
    try:
        identifier = names.field(str(part["field"]["name"]))
        return compared(identifier, str(part["operator"]), _value(part["value"]), names)
    except NeverTrue as fault:
        fault.step = fault.step or place
        raise
    except Untranslatable as fault:
        raise Untranslatable(str(fault), fault.step or place) from fault
    except (KeyError, TypeError) as fault:
        raise Untranslatable("The condition lacks a field, operator or value.", place) from fault


def _condition(name: str, names: Names, place: str = "") -> Json:
    if name not in names.conditions:
        raise Untranslatable(f"There is no condition “{name}”.", place)
    return {"condition": names.conditions[name]}


def _value(value: Any) -> str:
    if isinstance(value, dict):
        if value.get("type") not in (None, "Value"):
            raise Untranslatable(f"A value of the type {value.get('type')} cannot be translated.")
        value = value.get("value")
    return text_of(value)


def text_of(value: Any) -> str:
    """A JSON value as an answer's text: true is "yes"."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


SAME = {"is": "is", "==": "is", "is not": "is-not", "!=": "is-not"}
ORDERED = {
    "is at least": "at-least",
    "is at most": "at-most",
    "is less than": "less-than",
    "is more than": "more-than",
    "is before": "before",
    "is after": "after",
    "<": "less-than",
    "<=": "at-most",
    ">": "more-than",
    ">=": "at-least",
}
LENGTHS = {
    "has length": "has-length",
    "is longer than": "longer-than",
    "is shorter than": "shorter-than",
}
CONTAINS = {"contains": "contains", "does not contain": "lacks"}


def compared(identifier: str, word: str, value: str, names: Names) -> Json:
    """One comparison. A value that no option has can never be equal to the answer."""
    if word in LENGTHS:
        return {"field": identifier, LENGTHS[word]: int(value)}
    options = names.options.get(identifier)
    if word in ORDERED:
        return _ordered(identifier, ORDERED[word], value, options)
    ours = {**SAME, **CONTAINS}.get(word)
    if ours is None:
        raise Untranslatable(f"The operator “{word}” cannot be translated.")
    if options is not None:
        if value not in options and ours in ("is", "contains"):
            raise NeverTrue(f"“{value}” is no option of the field.", stops=False)
        if value not in options:
            raise Untranslatable(f"“{value}” is no option of the field.")
        value = options[value]
    if names.types.get(identifier) == "yes-no":
        value = {"true": "yes", "false": "no"}.get(value, value)
    return {"field": identifier, ours: value}


ORDER: Mapping[str, Callable[[float, float], bool]] = {
    "less-than": lambda a, b: a < b,
    "at-most": lambda a, b: a <= b,
    "more-than": lambda a, b: a > b,
    "at-least": lambda a, b: a >= b,
}


def _ordered(identifier: str, word: str, value: str, options: Mapping[str, str] | None) -> Json:
    if options is None:
        return {"field": identifier, word: value}
    # A choice of numbers: the options for which it holds.
    try:
        chosen = [o for text, o in options.items() if ORDER[word](float(text), float(value))]
    except (ValueError, KeyError) as fault:
        raise Untranslatable("Only options that are numbers can be put in order.") from fault
    return {"field": identifier, "in": chosen}


TOKEN = re.compile(
    r"\s*(?:(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<sign>==|!=|<=|>=|<|>|\(|\)|!)|(?P<word>[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*))"
)


class _Parser:
    """expr-eval's grammar as far as conditions use it: or, and, not, comparisons, `in`."""

    def __init__(self, text: str, names: Names) -> None:
        self.names = names
        self.tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(text.rstrip()):
            found = TOKEN.match(text, at)
            if not found or not found.lastgroup:
                raise Untranslatable(f"“{text[at:].strip()[:40]}” cannot be read.")
            self.tokens.append((found.lastgroup, found[found.lastgroup]))
            at = found.end()
        self.tokens.reverse()  # so that the next one is popped

    def read(self) -> Json:
        expression = self.either()
        if self.tokens:
            raise Untranslatable(f"“{self.tokens[-1][1]}” is one word too many.")
        return expression

    def next_is(self, *words: str) -> bool:
        if self.tokens and self.tokens[-1][1] in words:
            self.tokens.pop()
            return True
        return False

    def either(self, depth: int = 0) -> Json:
        parts = [self.both(depth)]
        while self.next_is("or"):
            parts.append(self.both(depth))
        return _joined("any", parts)

    def both(self, depth: int) -> Json:
        parts = [self.negated(depth)]
        while self.next_is("and"):
            parts.append(self.negated(depth))
        return _joined("all", parts)

    def negated(self, depth: int) -> Json:
        if depth > 30:
            raise Untranslatable("The condition is nested too deep.")
        if self.next_is("not", "!"):
            return {"not": self.negated(depth + 1)}
        if self.next_is("("):
            inner = self.either(depth + 1)
            if not self.next_is(")"):
                raise Untranslatable("A bracket is not closed.")
            return inner
        return self.comparison()

    def comparison(self) -> Json:
        kind, left = self.take()
        if self.tokens and self.tokens[-1][1] in (*SAME, *ORDERED, "in"):
            _, sign = self.take()
            other, right = self.take()
            if sign == "in":
                return compared(
                    self.names.field(right), "contains", literal(kind, left), self.names
                )
            if kind == "word" and left not in ("true", "false"):
                return compared(self.names.field(left), sign, literal(other, right), self.names)
            raise Untranslatable("A comparison starts with a field.")
        if left in self.names.conditions:
            return {"condition": self.names.conditions[left]}
        identifier = self.names.field(left)
        if self.names.types.get(identifier) != "yes-no":
            raise Untranslatable(f"“{left}” alone is neither true nor false.")
        return {"field": identifier, "is": "yes"}

    def take(self) -> tuple[str, str]:
        if not self.tokens:
            raise Untranslatable("The condition stops too early.")
        return self.tokens.pop()


def literal(kind: str, text: str) -> str:
    if kind == "text":
        return text[1:-1]
    if kind == "number" or text in ("true", "false"):
        return text
    raise Untranslatable(f"“{text}”: a field can only be compared with a value.")
