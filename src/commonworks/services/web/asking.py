"""A page of a form as fields to draw: what it asks, and what was answered so far."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from markupsafe import Markup, escape

from commonworks.frontend.fields import Field, Option, Value
from commonworks.services.queries.answers import spot_of
from commonworks.services.queries.drafts import OpenDraft
from formwork import Content, Words, as_posted, read_page, shown_options
from formwork import Field as Question
from formwork.env import Env
from formwork.inputs import EMAIL
from formwork.shape import ADDRESS, DATE
from formwork.wording import word

Posted = Mapping[str, Sequence[str]]
Item = Question | Content
WRONG_EMAIL = gettext_noop("Enter an email address in the correct format, like name@example.com")
PARTS = {"date": DATE, "address": ADDRESS}
KINDS = {"whole-number": "number", "decimal": "number"}
STYLES = {
    "paragraph": "{text}",
    "inset": '<div class="govuk-inset-text">{text}</div>',
    "details": '<details class="govuk-details"><summary class="govuk-details__summary">'
    '<span class="govuk-details__summary-text">{label}</span></summary>'
    '<div class="govuk-details__text">{text}</div></details>',
    "warning": '<div class="govuk-warning-text"><span class="govuk-warning-text__icon" '
    'aria-hidden="true">!</span><div class="govuk-warning-text__text">{text}</div></div>',
}


def questions(
    found: OpenDraft, page: str, instance: str | None, words: Words, *, refused: bool
) -> tuple[list[Field], bool]:
    """The fields of a page, and whether the first one's label is the page's heading.

    `refused`: with what was typed last and not taken, and what is wrong with it."""
    posted = found.answers.refused.get(spot_of(page, instance)) if refused else None
    errors: Mapping[str, str] = {}
    if posted is not None:
        _, errors = read_page(found.walk, words, page, posted, instance)
    here = found.plan.shape.pages[page]
    sight = _Sight(_env(found, page, instance), words, errors)
    shown = [item for item in here.items if item.test is None or item.test(sight.env) is True]
    inputs = posted if posted is not None else _inputs(shown, found.stored(page, instance))
    heading = _is_heading(shown, words, here.address)
    tops = [item for item in shown if item.revealed_by is None]
    title = words.plain(here.address, "title")
    drawn = (sight.draw(item, shown, inputs, heading) for item in tops)
    return [_once(field, title, heading) for field in drawn], heading


def _once(field: Field, title: str, heading: bool) -> Field:
    """Where other words stand between a page's heading and its question, it is not said again."""
    return replace(field, quiet=not heading and field.label == title)


def _env(found: OpenDraft, page: str, instance: str | None) -> Env:
    inside = found.stored(page, instance) if instance else None
    return found.walk.env.inside(inside) if inside else found.walk.env


def _inputs(shown: Sequence[Item], stored: Mapping[str, Any]) -> Posted:
    found: dict[str, Sequence[str]] = {}
    for item in shown:
        if isinstance(item, Question) and stored.get(item.id) is not None:
            found |= as_posted(item, stored[item.id])
    return found


def _is_heading(shown: Sequence[Item], words: Words, page: str) -> bool:
    """A page of one question has it as its heading, as the Design System wants it."""
    tops = [item for item in shown if item.revealed_by is None]
    if len(tops) != 1 or not isinstance(tops[0], Question) or tops[0].type == "declaration":
        return False
    return words.plain_label(tops[0].address) == words.plain(page, "title")


def another(some: bool, *, lang: str, problem: bool) -> Field:
    """Whether there is one more to be added."""
    label = _("Do you want to add another?") if some else _("Do you want to add one?")
    error = _("Select yes if you want to add one more") if problem else ""
    said = tuple(Option(each, word(each, lang)) for each in ("yes", "no"))  # as in the form itself
    return Field("yes-no", "another", label, options=said, error=error, size="m")


def email(text: str, *, checked: bool) -> Field:
    """Where to mail the way back to."""
    error = "" if not checked or EMAIL.fullmatch(text.strip()) else _(WRONG_EMAIL)
    return Field("email", "email", _("Your email address"), value=text.strip(), error=error)


class _Sight:
    """What drawing one page needs to know."""

    def __init__(self, env: Env, words: Words, errors: Mapping[str, str]) -> None:
        self.env, self.words, self.errors = env, words, errors

    def draw(self, item: Item, shown: Sequence[Item], inputs: Posted, heading: bool) -> Field:
        if isinstance(item, Content):
            return Field("content", item.id, html=self._content(item))
        words, limits = self.words, item.limits
        return Field(
            kind=KINDS.get(item.type, item.type),
            name=item.id,
            label=words.plain_label(item.address),
            hint=words.plain(item.address, "hint"),
            value=_value(item, inputs),
            error=self.errors.get(item.id, ""),
            options=self._options(item, shown, inputs),
            required=item.required,
            heading=heading,
            max_length=limits.get("max-length", 0),
            max_words=limits.get("max-words", 0),
            autocomplete=item.autocomplete,
            inputmode="decimal" if item.type == "decimal" else "",
        )

    def _options(self, item: Question, shown: Sequence[Item], inputs: Posted) -> tuple[Option, ...]:
        words = self.words
        if item.type == "yes-no":
            named = [(each, word(each, words.lang)) for each in ("yes", "no")]
            return tuple(
                Option(each, label, reveals=self._revealed(item, each, shown, inputs))
                for each, label in named
            )
        return tuple(
            Option(
                option.id,
                words.plain(option.address, "label"),
                words.plain(option.address, "hint"),
                self._revealed(item, option.id, shown, inputs),
                exclusive=option.id == item.exclusive,
            )
            for option in shown_options(item, self.env)
        )

    def _revealed(
        self, by: Question, option: str, shown: Sequence[Item], inputs: Posted
    ) -> tuple[Field, ...]:
        mine = [item for item in shown if item.revealed_by == (by.id, option)]
        return tuple(self.draw(item, shown, inputs, False) for item in mine)

    def _content(self, item: Content) -> Markup:
        text = self.words.html(item.address, "text")
        label = escape(self.words.plain(item.address, "label"))
        html = STYLES[item.style].format(text=text, label=label)
        return Markup(html)  # noqa: S704 - formwork lets no HTML of an author's through


def _value(item: Question, inputs: Posted) -> Value:
    if item.type in PARTS:
        return {part: _first(inputs, f"{item.id}-{part}") for part in PARTS[item.type]}
    return list(inputs.get(item.id, ())) if item.type == "checkboxes" else _first(inputs, item.id)


def _first(inputs: Posted, name: str) -> str:
    return next(iter(inputs.get(name, ())), "")
