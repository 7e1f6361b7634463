"""XGovFormBuilder's digital-form-builder (JSON), and the ministry's dialect of it.

A file is read in one order: lists, sections, paths, questions, conditions; a Form knows all these
by their names. Its pages, fees and declaration are made from that. Ids are minted from names; the
names are kept beside them.
"""

from typing import Any

from formwork.entries import Document
from formwork.ids import slug
from formwork.importers import Family, Loss
from formwork.importers.digital_form_builder.conditions import read_conditions
from formwork.importers.digital_form_builder.declaration import with_declaration
from formwork.importers.digital_form_builder.fees import read_fees
from formwork.importers.digital_form_builder.form import Form
from formwork.importers.digital_form_builder.ids import Ids
from formwork.importers.digital_form_builder.lists import read_lists
from formwork.importers.digital_form_builder.pages import (
    read_pages,
    read_paths,
    read_sections,
    read_start,
)
from formwork.importers.digital_form_builder.questions import read_questions
from formwork.importers.digital_form_builder.report import Report
from formwork.importers.digital_form_builder.texts import own_word, text_of
from formwork.problems import DefinitionError, Problem

FORM = {"startPage", "pages", "lists", "sections", "conditions", "fees", "name", "version"}
FORM |= {"declaration", "metadata"}
WELSH = "isWelsh"  # in a form's metadata


def is_one(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("pages"), list) and "startPage" in value


def convert(value: Any, name: str, lang: str = "") -> tuple[Document, tuple[Loss, ...]]:
    """A document of ours. Raises DefinitionError for what cannot run, naming each place."""
    lang = lang or _language(value)
    report = Report()
    try:
        document = _document(value, name, lang, report)
    except (KeyError, TypeError, AttributeError, IndexError) as fault:
        said = f"The file is no digital-form-builder form: {type(fault).__name__} {fault}."
        raise DefinitionError([*report.problems, Problem("not-a-form", said)]) from fault
    except (ValueError, ArithmeticError) as fault:
        said = f"A length or an amount is no number that can be read ({fault})."
        raise DefinitionError([*report.problems, Problem("not-a-number", said)]) from fault
    if report.problems:
        raise DefinitionError(report.problems)
    return document, tuple(report.losses)


def _language(file: Any) -> str:
    """What the ministry's files say of themselves: {"metadata": {"isWelsh": true}}."""
    said = file.get("metadata")
    return "cy" if isinstance(said, dict) and said.get(WELSH) is True else "en"


FAMILY = Family("digital-form-builder", is_one, convert)


def _document(file: Any, name: str, lang: str, report: Report) -> Document:
    ids = Ids()
    lists = read_lists(file, ids, report)
    sections = read_sections(file, ids)
    paths = read_paths(file, ids, report)
    questions = read_questions(file, lists, ids, report)
    conditions = read_conditions(file, questions, ids, report)
    section_ids = {one["name"]: one["id"] for one in sections}
    form = Form(file, lang, lists, section_ids, paths, questions, conditions)

    title = text_of(file.get("name") or name or own_word("imported", lang))
    start = read_start(file, paths, report)
    pages = read_pages(form, ids, report)
    products = read_fees(form, ids, report)
    found: Document = {
        "definition": slug(name or title),
        "version": "1.0.0",
        "title": title,
        "semantics": "digital-form-builder",
        "start": start,
        "sections": sections,
        "lists": lists.documents,
        "conditions": conditions.documents,
        "pages": with_declaration(pages, form, ids, report),
        "products": products,
    }
    report.rest(file, FORM)
    report.at("/metadata").rest(file.get("metadata") or {}, {WELSH})
    if lang != "en":  # which is the language of a definition that says none
        found["languages"] = [lang]
    return {key: value for key, value in found.items() if value != []}
