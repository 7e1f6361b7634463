"""Conditions: a small tree of comparisons, compiled to closures, three-valued, explainable.

An answer is a VALUE, BLANK (asked, left empty), ABSENT (not on the walked path) or PENDING (on it,
not posted yet). Only PENDING is unknown: it makes a comparison neither true nor false (None), and
`all`, `any` and `not` follow Kleene. The others compare two-valued, by this table:

    operator                                        VALUE      BLANK   ABSENT
    is, in, contains, orders, dates, lengths        compared   false   false
    is-not, lacks (the opposites of is, contains)   compared   true    true
    answered: true                                  true       false   false

A form imported from digital-form-builder keeps its own table: a blank counts as JavaScript's null
(as 0 in an order of numbers), and a condition that names a section or field outside any section
that was not walked is false as a whole, even where it says "is not".

Dates are texts as 2026-04-01, money is whole pence, decimals are exact.
"""

import operator
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from formwork.canonical import Json

Truth = bool | None
BLANK: Final = None


class _Mark:
    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


PENDING: Final = _Mark("PENDING")
ABSENT: Final = _Mark("ABSENT")


class ConditionFault(ValueError):
    """The condition cannot be: it names what is not there, or compares apples with pears."""


class NotThere(Exception):
    """digital-form-builder: the condition named something that does not exist."""


@dataclass(slots=True)
class Env:
    """What a condition can see."""

    values: dict[str, Any]
    facts: dict[str, Any] = field(default_factory=dict)
    repeats: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    today: date = date.min
    walked: set[str] = field(default_factory=set)  # sections with a walked page

    def inside(self, instance: Mapping[str, Any]) -> "Env":
        merged = {**self.values, **instance}
        return Env(merged, self.facts, self.repeats, self.today, self.walked)


Test = Callable[[Env], Truth]
Get = Callable[[Env], Any]


@dataclass(slots=True)
class Scope:
    """What a condition may name: types of fields, facts and settings, and the named conditions."""

    fields: Mapping[str, str]
    facts: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, tuple[str, Json]] = field(default_factory=dict)  # id: (type, value)
    conditions: Mapping[str, Json] = field(default_factory=dict)
    repeats: Mapping[str, Sequence[str]] = field(default_factory=dict)  # id: its fields
    options: Mapping[str, Sequence[str]] = field(default_factory=dict)  # field: its option ids
    sections: Mapping[str, str] = field(default_factory=dict)  # field: section, "" for none
    fact_sources: Mapping[str, str] = field(default_factory=dict)  # fact: the field it is of
    foreign: bool = False  # digital-form-builder's table
    tests: dict[str, Test] = field(default_factory=dict)
    naming: list[str] = field(default_factory=list)


ORDERS = {
    "less-than": operator.lt,
    "at-most": operator.le,
    "more-than": operator.gt,
    "at-least": operator.ge,
    "before": operator.lt,
    "on-or-before": operator.le,
    "after": operator.gt,
    "on-or-after": operator.ge,
}
LENGTHS = {"has-length": operator.eq, "longer-than": operator.gt, "shorter-than": operator.lt}
OPERATORS = ("is", "is-not", "in", "contains", "lacks", *ORDERS, *LENGTHS, "answered")
SUBJECTS = ("field", "fact", "setting", "count")
JOINS = ("all", "any", "not", "condition", "some", "every")
NUMBERS = ("whole-number", "decimal", "money")


def compiled(expression: Json, scope: Scope) -> Test:
    """A function of what can be seen to True, False or None (unknown). Raises ConditionFault."""
    if isinstance(expression, str):
        return _named(expression, scope)
    join = [word for word in JOINS if word in expression]
    if len(join) > 1 or (join and any(s in expression for s in SUBJECTS)):
        raise ConditionFault(f"One condition holds {' and '.join(join)}: put one inside the other.")
    match join[0] if join else "":
        case "all" | "any" as word:
            tests = [compiled(part, scope) for part in expression[word]]
            return _all(tests) if word == "all" else _any(tests)
        case "not":
            return _not(compiled(expression["not"], scope))
        case "condition":
            return _named(expression["condition"], scope)
        case "some" | "every" as word:
            return _quantified(word, expression, scope)
    return _comparison(expression, scope)


def _all(tests: list[Test]) -> Test:
    def every(env: Env) -> Truth:
        result: Truth = True
        for test in tests:
            found = test(env)
            if found is False:
                return False
            if found is None:
                result = None
        return result

    return every


def _any(tests: list[Test]) -> Test:
    def some(env: Env) -> Truth:
        result: Truth = False
        for test in tests:
            found = test(env)
            if found:
                return True
            if found is None:
                result = None
        return result

    return some


def _not(test: Test) -> Test:
    def opposite(env: Env) -> Truth:
        found = test(env)
        return None if found is None else not found

    return opposite


def _named(name: str, scope: Scope) -> Test:
    if name in scope.tests:
        return scope.tests[name]
    if name not in scope.conditions:
        raise ConditionFault(f"There is no condition “{name}”.")
    if name in scope.naming:
        ring = " → ".join([*scope.naming[scope.naming.index(name) :], name])
        raise ConditionFault(f"The conditions ask each other in a ring: {ring}.")
    scope.naming.append(name)
    try:
        test = compiled(scope.conditions[name], scope)
    finally:
        scope.naming.pop()
    scope.tests[name] = whole(test) if scope.foreign else test
    return scope.tests[name]


def whole(test: Test) -> Test:
    """digital-form-builder: naming what is not there makes the whole condition false."""

    def shielded(env: Env) -> Truth:
        try:
            return test(env)
        except NotThere:
            return False

    return shielded


def _quantified(word: str, expression: Json, scope: Scope) -> Test:
    repeat = expression[word]
    if repeat not in scope.repeats:
        raise ConditionFault(f"There is no repeat “{repeat}”.")
    if "where" not in expression:
        raise ConditionFault(f"“{word}: {repeat}” says no “where”.")
    test = compiled(expression["where"], scope)

    def over(env: Env) -> Truth:
        found = [test(env.inside(one)) for one in env.repeats.get(repeat, ())]
        decisive = word == "some"
        if decisive in found:
            return decisive
        return None if None in found else not decisive

    return over


def _comparison(expression: Json, scope: Scope) -> Test:
    subjects = [word for word in SUBJECTS if word in expression]
    operators = [word for word in OPERATORS if word in expression]
    if len(subjects) != 1 or len(operators) != 1:
        raise ConditionFault(
            "A comparison has one subject (field, fact, setting or count) and one operator "
            f"({', '.join(OPERATORS)}): this has {len(subjects)} and {len(operators)}."
        )
    subject, word = subjects[0], operators[0]
    name, operand = expression[subject], expression[word]
    left, kind = _getter(subject, name, scope)
    if word == "answered":
        return _answered(left, operand)
    if word in LENGTHS:
        return _foreign_or(scope, left, LENGTHS[word], _always(operand), lambda v: len(str(v)))
    right = _operand(operand, word, kind, (subject, name), scope)
    return _test(word, kind, left, right, scope)


def _test(word: str, kind: str, left: Get, right: Get, scope: Scope) -> Test:
    if word in ORDERS:
        if kind not in (*NUMBERS, "date", "select", "radios") and not scope.foreign:
            raise ConditionFault(f"“{word}” puts numbers and dates in order, not {kind}.")
        return _foreign_or(scope, left, ORDERS[word], right, ordered_as(kind))
    if word in ("contains", "lacks"):
        test = _two(left, right, lambda a, b: b in a, scope.foreign)
        return test if word == "contains" else _not(test)
    if word == "in":
        return _two(left, right, lambda a, b: a in b, scope.foreign)
    value = ordered_as(kind)
    test = _two(left, right, lambda a, b: value(a) == value(b), scope.foreign)
    return test if word == "is" else _not(test)


def ordered_as(kind: str) -> Callable[[Any], Any]:
    """What puts values of a type in order: decimals are stored as texts, dates sort as written."""
    if kind == "decimal":
        return Decimal
    return _same if kind in NUMBERS or kind in ("date", "yes-no") else str


def _same(value: Any) -> Any:
    return value


def _is_date(value: Any) -> bool:
    return isinstance(value, str) and value[4:5] == "-"


def _two(left: Get, right: Get, compare: Callable[[Any, Any], bool], foreign: bool) -> Test:
    def test(env: Env) -> Truth:
        a, b = left(env), right(env)
        if a is PENDING or b is PENDING:
            return None
        if a is BLANK or b is BLANK or a is ABSENT or b is ABSENT:
            return foreign and a is b and a is BLANK
        return compare(a, b)

    return test


def _foreign_or(
    scope: Scope,
    left: Get,
    compare: Callable[[Any, Any], bool],
    right: Get,
    value: Callable[[Any], Any],
) -> Test:
    ours = _two(left, right, lambda a, b: compare(value(a), value(b)), False)
    if not scope.foreign:
        return ours

    def theirs(env: Env) -> Truth:
        b = right(env)
        # JavaScript orders null as 0; against a text it is not a number, and nothing holds.
        if left(env) is BLANK and isinstance(b, str | int) and value in (Decimal, _same):
            return compare(0, value(b)) if not _is_date(b) else False
        return ours(env)

    return theirs


def _answered(left: Get, wanted: bool) -> Test:
    def test(env: Env) -> Truth:
        value = left(env)
        if value is PENDING:
            return None
        return (value is not BLANK and value is not ABSENT) == wanted

    return test


def _always(value: Any) -> Get:
    return lambda env: value


def _getter(subject: str, name: str, scope: Scope) -> tuple[Get, str]:
    """How to read a subject, and its type."""
    match subject:
        case "field":
            if name not in scope.fields:
                raise ConditionFault(f"There is no field “{name}”.")
            return _field_getter(name, scope), scope.fields[name]
        case "fact":
            if name not in scope.facts:
                raise ConditionFault(f"There is no fact “{name}”.")
            return lambda env: env.facts.get(name, ABSENT), scope.facts[name]
        case "setting":
            if name not in scope.settings:
                raise ConditionFault(f"There is no setting “{name}”.")
            kind, value = scope.settings[name]
            return _always(value), kind
    if name not in scope.repeats:
        raise ConditionFault(f"There is no repeat “{name}”.")
    return lambda env: len(env.repeats[name]) if name in env.repeats else ABSENT, "whole-number"


def _field_getter(name: str, scope: Scope) -> Get:
    if not scope.foreign:
        return lambda env: env.values.get(name, ABSENT)
    section = scope.sections.get(name, "")

    def get(env: Env) -> Any:
        value = env.values.get(name, ABSENT)
        if value is ABSENT and section not in env.walked:
            raise NotThere
        if value is ABSENT and not section:
            raise NotThere
        return value

    return get


Subject = tuple[str, str]


def _operand(operand: Json, word: str, kind: str, subject: Subject, scope: Scope) -> Get:
    if isinstance(operand, str):
        return _always(literal(operand, "text" if word == "in" else kind, subject, scope))
    if isinstance(operand, list):
        if word != "in":
            raise ConditionFault(f"“{word}” compares with one value, not with a list.")
        return _always([literal(one, kind, subject, scope) for one in operand])
    if "today" in operand:
        if kind != "date":
            raise ConditionFault(f"A day counted from today compares with a date, not with {kind}.")
        span = operand["today"]
        return lambda env: later(env.today, span).isoformat()
    subjects = [key for key in ("field", "fact", "setting") if key in operand]
    if len(subjects) != 1:
        raise ConditionFault("Compare with one value, field, fact, setting or today.")
    get, other = _getter(subjects[0], operand[subjects[0]], scope)
    if (kind in NUMBERS) != (other in NUMBERS) or (kind == "date") != (other == "date"):
        raise ConditionFault(f"{kind} and {other} cannot be compared.")
    return get


def literal(text: str, kind: str, subject: Subject, scope: Scope) -> Json:
    """A value as a definition writes it, as answers of that type are stored."""
    options = scope.options.get(subject[1]) if subject[0] == "field" else None
    if options is not None and text not in options:
        raise ConditionFault(f"“{text}” is no option of the field “{subject[1]}”.")
    try:
        return typed_literal(text, kind)
    except ValueError as fault:
        raise ConditionFault(f"“{text}” is not {WORDS.get(kind, 'a ' + kind)}.") from fault


WORDS = {
    "whole-number": "a whole number",
    "decimal": "a number",
    "money": "an amount in pounds, such as 12.50",
    "date": "a date, such as 2026-04-01",
    "yes-no": "yes or no",
}


def typed_literal(text: str, kind: str) -> Json:
    """ValueError where the text is not of the type. Money is written in pounds, kept in pence."""
    match kind:
        case "whole-number":
            return int(text)
        case "decimal":
            return number_text(decimal(text))
        case "money":
            pence = decimal(text) * 100
            if pence != pence.to_integral_value():
                raise ValueError(text)
            return int(pence)
        case "date":
            return date.fromisoformat(text).isoformat()
        case "yes-no" | "declaration":
            if text not in ("yes", "no", "true", "false"):
                raise ValueError(text)
            return text in ("yes", "true")
    return text


def decimal(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation as fault:
        raise ValueError(text) from fault
    if not number.is_finite() or abs(number) >= Decimal(10) ** 15:
        raise ValueError(text)
    return number


def number_text(number: Decimal) -> str:
    """One way to write a decimal, so that equal numbers are equal texts: 12.10 is 12.1."""
    plain = f"{number:f}" if number else "0"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def later(start: date, span: Mapping[str, int]) -> date:
    """A day so many years, months and days on. 31 January and a month is the last of February.
    A day outside the calendar is its first or last."""
    months = start.year * 12 + start.month - 1 + span.get("years", 0) * 12 + span.get("months", 0)
    year, month = divmod(months, 12)
    if not 1 <= year <= 9999:
        return date.min if year < 1 else date.max
    day = min(start.day, monthrange(year, month + 1)[1])
    try:
        return date(year, month + 1, day) + timedelta(days=span.get("days", 0))
    except OverflowError:
        return date.min if span.get("days", 0) < 0 else date.max


def names_in(expression: Json, conditions: Mapping[str, Json]) -> set[tuple[str, str]]:
    """Every (subject, name) that an expression looks at, named conditions followed."""
    found: set[tuple[str, str]] = set()
    seen: set[str] = set()
    waiting = [expression]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            if part not in seen and part in conditions:
                seen.add(part)
                waiting.append(conditions[part])
            continue
        found |= {(word, part[word]) for word in SUBJECTS if isinstance(part.get(word), str)}
        found |= {("count", part[word]) for word in ("some", "every") if word in part}
        waiting += part.get("all", []) + part.get("any", [])
        waiting += [part[word] for word in ("not", "where", "condition") if word in part]
        waiting += [part[word] for word in OPERATORS if isinstance(part.get(word), dict)]
    return found
