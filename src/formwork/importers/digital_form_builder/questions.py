"""A form's questions: what each is called, and what it becomes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from formwork.entries import Document
from formwork.importers.digital_form_builder.ids import Ids
from formwork.importers.digital_form_builder.lists import Lists
from formwork.importers.digital_form_builder.report import COMPONENT, LOOKS, Report
from formwork.importers.digital_form_builder.texts import kept_text, text_of

FIELDS = {
    "TextField": "text",
    "WebsiteField": "text",
    "AutocompleteField": "select",
    "MultilineTextField": "long-text",
    "FreeTextField": "long-text",
    "NumberField": "decimal",
    "DateField": "date",
    "DatePartsField": "date",
    "YesNoField": "yes-no",
    "RadiosField": "radios",
    "SelectField": "select",
    "CheckboxesField": "checkboxes",
    "EmailAddressField": "email",
    "TelephoneNumberField": "telephone",
    "UkAddressField": "address",
}
CHOOSING = ("radios", "select", "checkboxes")

OPTIONS = {"maxWords", "maxLength", "behaviour", "behaviourItemValue"}
OPTIONS |= {"maxDaysInPast", "maxDaysInFuture"}
SCHEMA = {"min", "max", "length", "precision", "integer"}


@dataclass(frozen=True, slots=True)
class Questions:
    """`at` finds a question's id by the numbers of its page and component, `named` by
    "section.name", or "name" outside any section; `options` is {id: {value as text: option id}}."""

    at: Mapping[tuple[int, int], str]
    named: Mapping[str, str]
    types: Mapping[str, str]
    options: Mapping[str, Mapping[str, str]]


def asks(page: Any) -> bool:
    return any(part["type"] in FIELDS for part in page.get("components", []))


def read_questions(file: Any, lists: Lists, ids: Ids, report: Report) -> Questions:
    """Every question by its names, before any page is read. The original keeps answers by section
    and name: two questions of one name in one section would share an answer there; here each has
    its own."""
    at: dict[tuple[int, int], str] = {}
    named: dict[str, str] = {}
    types: dict[str, str] = {}
    options: dict[str, Mapping[str, str]] = {}
    for n, page in enumerate(file["pages"]):
        section = page.get("section") or ""
        for m, part in enumerate(page.get("components", [])):
            if part["type"] not in FIELDS:
                continue
            name = text_of(part["name"])
            identifier = ids.mint("item", name, f"{section} {name}".strip())
            at[n, m] = identifier
            whole = f"{section}.{name}" if section else name
            if whole in named:
                said = f"“{whole}” is asked twice; here each question has its own answer."
                report.at(f"/pages/{n}/components/{m}").lose(said)
            named.setdefault(whole, identifier)
            types[identifier] = _type_of(part)
            known = lists.named.get(_list_of(part))
            if types[identifier] in CHOOSING and known:
                options[identifier] = known.options
    return Questions(at, named, types, options)


def _list_of(part: Any) -> str:
    return text_of(part.get("list") or (part.get("options") or {}).get("list") or "")


def _type_of(part: Any) -> str:
    kind = FIELDS[part["type"]]
    if part["type"] != "NumberField":
        return kind
    options, schema = part.get("options") or {}, part.get("schema") or {}
    if options.get("prefix") == "£":
        return "money"
    whole = schema.get("integer") or text_of(schema.get("precision", "")) == "0"
    return "whole-number" if whole else kind


def question(part: Any, identifier: str, lists: Lists, report: Report) -> Document:
    options, schema = part.get("options") or {}, part.get("schema") or {}
    kind = _type_of(part)
    item: Document = {"id": identifier, "type": kind, "name": text_of(part["name"])}
    title = kept_text(part.get("title"), report.at("/title"))
    hint = kept_text(part.get("hint"), report.at("/hint"))
    item |= {"label": title} if title else {}
    item |= {"hint": hint} if hint else {}
    item |= {"required": False} if options.get("required") is False else {}
    item |= _choice(part, options, lists, report) if kind in CHOOSING else {}
    limits = _limits(kind, options, schema)
    item |= {"limits": limits} if limits else {}
    _report_unkept(part, options, schema, report)
    return item


def _choice(part: Any, options: Any, lists: Lists, report: Report) -> Document:
    known = lists.named.get(_list_of(part))
    if known is None:
        report.refuse(f"There is no list {_list_of(part) or '(none is named)'}.")
        return {}
    if part["type"] == "AutocompleteField":
        report.lose("The list is shown whole, without typing ahead.")
    if options.get("behaviour") != "exclusive":
        return {"list": known.id}
    value = text_of(options.get("behaviourItemValue"))
    if value in known.options:
        return {"list": known.id, "exclusive": known.options[value]}
    report.at("/options/behaviourItemValue").lose(f"There is no option “{value}”.")
    return {"list": known.id}


def _limits(kind: str, options: Any, schema: Any) -> Document:
    match kind:
        case "text" | "long-text":
            return _lengths(kind, options, schema)
        case "money" | "decimal" | "whole-number":
            return _bounds(kind, schema)
        case "date":
            return _days(options)
    return {}


def _lengths(kind: str, options: Any, schema: Any) -> Document:
    # The original sets no length of its own.
    longest = schema.get("max") or options.get("maxLength") or schema.get("length")
    found = {"max-length": int(longest or (10_000 if kind == "text" else 100_000))}
    if schema.get("min") or schema.get("length"):
        found["min-length"] = int(schema.get("min") or schema.get("length"))
    if options.get("maxWords"):
        found["max-words"] = int(options["maxWords"])
    return found


def _bounds(kind: str, schema: Any) -> Document:
    found: Document = {}
    for side in ("min", "max"):
        if text_of(schema.get(side, "")).strip() not in ("", "None"):
            found[side] = text_of(schema[side])
    if kind == "decimal" and text_of(schema.get("precision") or "").isdigit():
        found["decimals"] = int(schema["precision"])
    return found


def _days(options: Any) -> Document:
    found = {}
    for side, key, sign in (("min", "maxDaysInPast", -1), ("max", "maxDaysInFuture", 1)):
        if text_of(options.get(key) or "").isdigit():
            found[side] = {"today": {"days": sign * int(options[key])}}
    return found


def _report_unkept(part: Any, options: Any, schema: Any, report: Report) -> None:
    if part["type"] == "WebsiteField":
        report.lose("Any text is taken: whether it is a web address is not checked.")
    if part["type"] == "FreeTextField":
        report.lose("The answer is plain text, without bold or lists.")
    odd_prefix = options.get("prefix") not in (None, "", "£")
    used = OPTIONS if odd_prefix else OPTIONS | {"prefix"}
    report.at("/options").rest(options, LOOKS | used)
    report.at("/schema").rest(schema, SCHEMA)
    report.rest(part, COMPONENT | LOOKS)
