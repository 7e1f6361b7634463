"""Comparing two values: what each operator makes of them, and of blanks, absences and unknowns.

The table stands in formwork.conditions.
"""

import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from formwork.env import ABSENT, BLANK, PENDING, Env, Get, Test, Truth
from formwork.literals import NUMBERS
from formwork.logic import opposite
from formwork.scope import ConditionFault, Scope

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


def compared(word: str, kind: str, left: Get, right: Get, scope: Scope) -> Test:
    """A value of type `kind` and another of the same, by any operator but lengths and answered."""
    if word in ORDERS:
        if kind not in (*NUMBERS, "date", "select", "radios") and not scope.foreign:
            raise ConditionFault(f"“{word}” puts numbers and dates in order, not {kind}.")
        return _foreign_or(scope, left, ORDERS[word], right, _ordered_as(kind))
    if word in ("contains", "lacks"):
        test = _two(left, right, lambda a, b: b in a, scope.foreign)
        return test if word == "contains" else opposite(test)
    if word == "in":
        return _two(left, right, lambda a, b: a in b, scope.foreign)
    value = _ordered_as(kind)
    test = _two(left, right, lambda a, b: value(a) == value(b), scope.foreign)
    return test if word == "is" else opposite(test)


def lengths_compared(word: str, left: Get, right: Get, scope: Scope) -> Test:
    return _foreign_or(scope, left, LENGTHS[word], right, lambda v: len(str(v)))


def answered(left: Get, wanted: bool) -> Test:
    def test(env: Env) -> Truth:
        value = left(env)
        if value is PENDING:
            return None
        return (value is not BLANK and value is not ABSENT) == wanted

    return test


def _ordered_as(kind: str) -> Callable[[Any], Any]:
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
