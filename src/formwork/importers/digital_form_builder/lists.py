"""A form's lists: the options that its questions offer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from formwork.entries import Document
from formwork.importers.digital_form_builder.ids import Ids
from formwork.importers.digital_form_builder.report import Report
from formwork.importers.digital_form_builder.texts import kept_text, text_of

LIST = {"name", "title", "type", "items"}
OPTION = {"text", "value", "description", "condition", "conditionals"}


@dataclass(frozen=True, slots=True)
class Choices:
    """What a question needs of its list: `options` is {value as text: option id}."""

    id: str
    options: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Lists:
    """`named` finds a list by its name in the file."""

    documents: list[Document]
    named: Mapping[str, Choices]


def read_lists(file: Any, ids: Ids, report: Report) -> Lists:
    documents = []
    named = {}
    for n, one in enumerate(file.get("lists", [])):
        here = report.at(f"/lists/{n}")
        identifier = ids.mint("list", one["name"])
        values: dict[str, str] = {}
        options = [
            _option(item, values, identifier, ids, here.at(f"/items/{m}"))
            for m, item in enumerate(one["items"])
        ]
        named[one["name"]] = Choices(identifier, values)
        title = {"title": one["title"]} if one.get("title") else {}
        documents.append({"id": identifier, **title, "options": options})
        here.rest(one, LIST)
    return Lists(documents, named)


def _option(item: Any, values: dict[str, str], group: str, ids: Ids, report: Report) -> Document:
    value = text_of(item["value"])
    identifier = ids.mint(f"option of {group}", value)
    if value in values:
        report.lose(f"The value “{value}” stands twice in the list.")
    values.setdefault(value, identifier)
    if item.get("condition"):
        report.at("/condition").refuse("An option with a condition is not imported yet.")
    if item.get("conditionals"):
        report.at("/conditionals").refuse("Revealed questions are not imported yet.")
    report.rest(item, OPTION)
    hint = kept_text(item.get("description"), report.at("/description"))
    label = kept_text(item["text"], report.at("/text")) or value
    made = {"id": identifier, "label": label, "name": value}
    return {**made, "hint": hint} if hint else made
