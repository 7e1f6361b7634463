"""What a page says beside its questions."""

from typing import Any

from formwork.entries import Document
from formwork.importers.digital_form_builder.form import Form
from formwork.importers.digital_form_builder.ids import Ids
from formwork.importers.digital_form_builder.report import COMPONENT, LOOKS, Report
from formwork.importers.digital_form_builder.texts import kept_text, own_word, text_of

CONTENT = {
    "Para": "paragraph",
    "Html": "paragraph",
    "InsetText": "inset",
    "Details": "details",
    "List": "paragraph",
}


def content(part: Any, form: Form, ids: Ids, report: Report) -> Document | None:
    """None where nothing of it can ever be seen."""
    said = part.get("content") or ""
    condition: Any = (part.get("options") or {}).get("condition")
    if condition in form.conditions.never:
        report.lose("Its condition is never true.")
        return None
    text = kept_text(said, report.at("/content"))
    if part["type"] == "List":
        text = _bullets(part, form, report)
    if not text:
        report.lose("The content is empty.")
        return None
    item: Document = {
        "id": ids.mint("item", text_of(part.get("name") or part["type"])),
        "type": "content",
        "style": CONTENT[part["type"]],
        "text": text,
    }
    if part["type"] == "Details":
        item["label"] = text_of(part.get("title") or own_word("more", form.lang))
    if condition in form.conditions.named:
        item["when"] = form.conditions.named[condition]
    elif condition:
        report.at("/options/condition").lose(f"There is no condition {condition}.")
    report.rest(part, COMPONENT | LOOKS)
    return item


def _bullets(part: Any, form: Form, report: Report) -> str:
    found = next((x for x in form.file["lists"] if x["name"] == part.get("list")), None)
    if found is None:
        report.refuse(f"There is no list {part.get('list')}.")
        return ""
    return "\n".join(f"- {item['text']}" for item in found["items"])
