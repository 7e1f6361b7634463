"""Check your answers: what was said, in the applicant's words, with the page to change it on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from formwork.display import display_value
from formwork.env import ABSENT, PENDING
from formwork.shape import CHOICES, Field, Page
from formwork.walk import Step, Walk, effective
from formwork.wording import word
from formwork.words import Words


@dataclass(frozen=True, slots=True)
class Row:
    """One answer. `change` is (page id, instance id or None): where it can be changed. `text` may
    hold line breaks; `blank` says that the question was left empty."""

    page: str
    field: str
    label: str
    text: str
    change: tuple[str, str | None]
    section: str = ""
    blank: bool = False


def summary(kept: Walk, words: Words) -> list[Row]:
    """A row for each answer that counts, in the order walked. Questions not answered have none."""
    return [row for step in kept.path().steps for row in _rows(kept, words, step)]


def _rows(kept: Walk, words: Words, step: Step) -> list[Row]:
    page = kept.shape.pages[step.page]
    rows = []
    for question in page.fields:
        value = seen_of(kept, page, step.instance).get(question.id, PENDING)
        if value is PENDING or value is ABSENT:
            continue
        rows.append(
            Row(
                page=page.id,
                field=question.id,
                label=words.plain_label(question.address),
                text=display(question, value, words),
                change=(page.id, step.instance),
                section=page.section,
                blank=value is None,
            )
        )
    return rows


def seen_of(kept: Walk, page: Page, instance: str | None) -> Mapping[str, Any]:
    """The states of a step's questions."""
    if page.repeat is None:
        return effective(page, kept.answers, kept.env)
    one = (kept.answers.get(page.repeat.id) or {}).get(instance)
    return effective(page, one, kept.env) if one is not None else {}


def display(question: Field, value: Any, words: Words) -> str:
    """An answer as people read it: labels for options, pounds for pence, dates in words."""
    if value is None:
        return word("blank", words.lang)
    if question.type in CHOICES:
        labels = {o.id: words.plain(o.address, "label") or o.id for o in question.options}
        chosen = value if isinstance(value, list) else [value]
        return "\n".join(str(labels.get(one, one)) for one in chosen)
    return display_value(value, question.type, words.lang)
