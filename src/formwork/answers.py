"""Answers: reading what a page posted, typed and checked, with a plain message for each fault.

What is kept, by type (None is "left empty"):

    text, long-text, email, telephone, postcode, vehicle-registration, radios, select   a text
    whole-number   an integer          money   whole pence       decimal   a text such as "12.5"
    date   "2026-04-01"                yes-no  true or false     declaration   true
    checkboxes   option ids in the order of the list
    address   {line1, line2, town, county, postcode}, all texts
"""

from collections.abc import Mapping
from typing import Any

from formwork.env import Env
from formwork.inputs import READERS, Posted
from formwork.limits import Invalid, Sight, hold
from formwork.shape import ADDRESS, DATE, Field, Page
from formwork.walk import Walk, reveals
from formwork.wording import message
from formwork.words import Words


def read_page(
    kept: Walk, words: Words, page: str, posted: Posted, instance: str | None = None
) -> tuple[dict[str, Any], dict[str, str]]:
    """(values, errors) of one page's form post.

    `values` holds {field id: value} for every question that applies and could be read: None for one
    left empty. `errors` holds {field id: message} in the words' language, in the page's order. A
    question hidden by its condition, or whose option was not chosen, is in neither. `instance` is
    which of a repeat's; the values are for `Walk.post` with the same page and instance.
    """
    here = kept.shape.pages[page]
    sight = Sight(_env(kept, here, instance), words, kept.shape.scope.settings)
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for question in here.fields:
        if not applies(question, values, sight.env):
            continue
        try:
            values[question.id] = read_field(question, posted, sight)
        except Invalid as fault:
            errors[question.id] = told(fault, question, words)
    return values, errors


def _env(kept: Walk, page: Page, instance: str | None) -> Env:
    if page.repeat is None or instance is None:
        return kept.env
    return kept.env.inside((kept.answers.get(page.repeat.id) or {}).get(instance, {}))


def applies(question: Field, values: Mapping[str, Any], env: Env) -> bool:
    """Whether a question is asked, given the answers before it on its page."""
    if question.revealed_by and not reveals(question.revealed_by, values):
        return False
    return question.test is None or question.test(env) is True


def read_field(question: Field, posted: Posted, sight: Sight) -> Any:
    """One question's answer; None if it was left empty and may be. Raises Invalid."""
    value = READERS[question.type](question, posted, sight)
    if value is None:
        if question.required:
            raise Invalid(MISSING.get(question.type, "enter"))
        return None
    hold(question, value, sight)
    return value


MISSING = {
    **dict.fromkeys(("radios", "select", "checkboxes", "yes-no"), "select"),
    "declaration": "confirm",
}


def told(fault: Invalid, question: Field, words: Words) -> str:
    """The sentence for a fault, naming the question."""
    short = words.get(question.address, "short")
    what = short or f"“{words.plain_label(question.address)}”"
    return message(fault.code, words.lang, what, **fault.parts)


def as_posted(question: Field, value: Any) -> dict[str, list[str]]:
    """The inputs that would post this value: what a page is filled in with when it is shown again.
    Raises Invalid("wrong-type") for a value that is none of the question's type."""
    if value is None:
        return {}
    match question.type, value:
        case "date", str():
            # Filled in from the end: a year of any length keeps its place.
            year, _, rest = value.partition("-")
            numbers = (rest[3:], rest[:2], year)
            return {
                f"{question.id}-{part}": [str(int(n)) if n.isdigit() and part != "year" else n]
                for part, n in zip(DATE, numbers, strict=True)
            }
        case "address", dict() if all(isinstance(line, str) for line in value.values()):
            return {f"{question.id}-{part}": [value.get(part, "")] for part in ADDRESS}
        case "checkboxes", list() if all(isinstance(one, str) for one in value):
            return {question.id: value}
        case "yes-no", bool():
            return {question.id: ["yes" if value else "no"]}
        case "declaration", bool():
            return {question.id: ["yes"] if value else []}
        case "whole-number", int() if not isinstance(value, bool):
            return {question.id: [str(value)]}
        case "money", int() if not isinstance(value, bool):
            pence = f"{abs(value):03}"
            return {question.id: [f"{'-' if value < 0 else ''}{pence[:-2]}.{pence[-2:]}"]}
        case "date" | "address" | "checkboxes" | "yes-no" | "declaration", _:
            raise Invalid("wrong-type")
        case "whole-number" | "money", _:
            raise Invalid("wrong-type")
        case _, str():
            return {question.id: [value]}
    raise Invalid("wrong-type")


def stored_errors(kept: Walk, words: Words) -> dict[tuple[str, str | None], dict[str, str]]:
    """{(page, instance): {field: message}} of the walked path's answers that are not, or are no
    longer, good: what must be put right before anything is submitted."""
    found: dict[tuple[str, str | None], dict[str, str]] = {}
    for step in kept.path().steps:
        page = kept.shape.pages[step.page]
        answers = kept.answers
        if page.repeat:
            answers = (kept.answers.get(page.repeat.id) or {}).get(step.instance) or {}
        errors = page_errors(kept, words, page, answers, step.instance)
        if errors:
            found[step.page, step.instance] = errors
    return found


def page_errors(
    kept: Walk, words: Words, page: Page, answers: Mapping[str, Any], instance: str | None
) -> dict[str, str]:
    """{field: message} of one page's stored answers; a question not answered yet is no error."""
    sight = Sight(_env(kept, page, instance), words, kept.shape.scope.settings)
    errors = {}
    for question in page.fields:
        if question.id not in answers or not applies(question, answers, sight.env):
            continue
        try:
            value = read_field(question, as_posted(question, answers[question.id]), sight)
            if value != answers[question.id]:
                raise Invalid("wrong-type")
        except Invalid as fault:
            errors[question.id] = told(fault, question, words)
    return errors
