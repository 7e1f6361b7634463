"""A form's texts as ours, and the words that the original's own pages say."""

from typing import Any

from formwork.importers.digital_form_builder.report import Report
from formwork.importers.html_text import markdown

# A form does not say these.
OWN_WORDS = {
    "imported": {"en": "Imported form", "cy": "Ffurflen a fewnforiwyd"},
    "more": {"en": "More information", "cy": "Rhagor o wybodaeth"},
    "declaration": {"en": "Declaration", "cy": "Datganiad"},
    "agree": {"en": "I agree", "cy": "Rwy’n cytuno"},
}


def own_word(word: str, lang: str) -> str:
    return OWN_WORDS[word][lang]


def text_of(value: Any) -> str:
    """A JSON value as an answer's text: true is "yes"."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def kept_text(value: Any, report: Report) -> str:
    """What people read, as Markdown; the report says what of its HTML has no place in it."""
    text, lost = markdown(text_of(value or ""))
    if lost:
        report.lose(f"Not kept in the text: {', '.join(lost)[:200]}.")
    return text
