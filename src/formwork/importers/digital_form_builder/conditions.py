"""A form's conditions: trees of {field, operator, value}, or texts.

Both become our expressions; `semantics: digital-form-builder` then keeps its own table for answers
that are not there (formwork.conditions).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from formwork.canonical import Json
from formwork.entries import Document
from formwork.importers.digital_form_builder.comparisons import compared, joined
from formwork.importers.digital_form_builder.expressions import read_expression
from formwork.importers.digital_form_builder.ids import Ids
from formwork.importers.digital_form_builder.names import Names, NeverTrue, Untranslatable
from formwork.importers.digital_form_builder.questions import Questions
from formwork.importers.digital_form_builder.report import Report
from formwork.importers.digital_form_builder.texts import text_of


@dataclass(frozen=True, slots=True)
class Conditions:
    """`named` is {name: id}; `never` are the names of those that cannot be true."""

    documents: list[Document]
    named: Mapping[str, str]
    never: frozenset[str]


def read_conditions(file: Any, questions: Questions, ids: Ids, report: Report) -> Conditions:
    named = _named(file, ids)
    names = Names(questions.named, questions.types, questions.options, named)
    documents = []
    never = set()
    for n, one in enumerate(file.get("conditions", [])):
        here = report.at(f"/conditions/{n}/value")
        try:
            expression = translated(one["value"], names)
        except NeverTrue as fault:
            del named[one["name"]]  # later ones cannot ask for it either
            never.add(one["name"])
            said = f"{fault} The condition is never true, and what hangs on it is left out."
            here.at(fault.step).lose(said)
            continue
        except Untranslatable as fault:
            here.at(fault.step).refuse(str(fault))
            continue
        label = one.get("displayName") or one["name"]
        identifier = named[one["name"]]
        documents.append({"id": identifier, "label": label, "is": expression, "name": one["name"]})
    return Conditions(documents, named, frozenset(never))


def _named(file: Any, ids: Ids) -> dict[str, str]:
    found = {}
    for one in file.get("conditions", []):
        label = one.get("displayName") or one["name"]
        found[one["name"]] = ids.mint("condition", label, one["name"])
    return found


def translated(value: Any, names: Names) -> Json:
    """Our expression for a condition's `value`. Raises Untranslatable."""
    if isinstance(value, str):
        try:
            return read_expression(value, names)
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
    return joined("any", found)


def _alternatives(
    groups: list[list[tuple[Mapping[str, Any], str]]], names: Names
) -> tuple[list[Json], NeverTrue | None]:
    """The alternatives that can be true, and why another cannot."""
    found: list[Json] = []
    never: NeverTrue | None = None
    for group in groups:
        try:
            found.append(joined("all", [_leaf(part, names, where) for part, where in group]))
        except NeverTrue as fault:
            never = fault
            if fault.stops:
                break
    return found, never


def _leaf(part: Mapping[str, Any], names: Names, place: str) -> Json:
    if "conditions" in part:
        return _tree(part["conditions"], names, f"{place}/conditions")
    if "conditionName" in part:
        return {"condition": names.condition(str(part["conditionName"]), place)}
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


def _value(value: Any) -> str:
    if isinstance(value, dict):
        if value.get("type") not in (None, "Value"):
            raise Untranslatable(f"A value of the type {value.get('type')} cannot be translated.")
        value = value.get("value")
    return text_of(value)
