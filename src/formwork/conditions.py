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

from collections.abc import Mapping
from typing import Any

from formwork.canonical import Json
from formwork.comparisons import LENGTHS, OPERATORS, answered, compared, lengths_compared
from formwork.dates import later
from formwork.env import ABSENT, Env, Get, Test, Truth
from formwork.literals import NUMBERS, WORDS, typed_literal
from formwork.logic import all_of, any_of, opposite
from formwork.scope import ConditionFault, Scope

SUBJECTS = ("field", "fact", "setting", "count")
JOINS = ("all", "any", "not", "condition", "some", "every")


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
            return all_of(tests) if word == "all" else any_of(tests)
        case "not":
            return opposite(compiled(expression["not"], scope))
        case "condition":
            return _named(expression["condition"], scope)
        case "some" | "every" as word:
            return _quantified(word, expression, scope)
    return _comparison(expression, scope)


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


class NotThere(Exception):
    """digital-form-builder: the condition named something that does not exist."""


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
        return answered(left, operand)
    if word in LENGTHS:
        return lengths_compared(word, left, _always(operand), scope)
    right = _operand(operand, word, kind, (subject, name), scope)
    return compared(word, kind, left, right, scope)


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
        return _always(_literal(operand, "text" if word == "in" else kind, subject, scope))
    if isinstance(operand, list):
        if word != "in":
            raise ConditionFault(f"“{word}” compares with one value, not with a list.")
        return _always([_literal(one, kind, subject, scope) for one in operand])
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


def _literal(text: str, kind: str, subject: Subject, scope: Scope) -> Json:
    """A value as a definition writes it, as answers of that type are stored."""
    options = scope.options.get(subject[1]) if subject[0] == "field" else None
    if options is not None and text not in options:
        raise ConditionFault(f"“{text}” is no option of the field “{subject[1]}”.")
    try:
        return typed_literal(text, kind)
    except ValueError as fault:
        raise ConditionFault(f"“{text}” is not {WORDS.get(kind, 'a ' + kind)}.") from fault


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
