"""What of an application can be taken along when its form gives way to a newer release."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from commonworks.services.queries.answers import (
    MOVED,
    Answers,
    arranged,
    open_all,
    seal_all,
)
from commonworks.services.queries.drafts import Kept
from commonworks.services.queries.plans import Plan, plan_of
from formwork import Loop, Shape, Walk, page_errors, values_of

EMPTY: tuple[Any, ...] = (None, "", [], {})


@dataclass(frozen=True, slots=True)
class Moved:
    """A draft as it is to be kept on the newer form: its sealed answers, and its furthest page."""

    sealed: Mapping[str, str]
    page: str


def moved(kept: Kept, *, at: datetime) -> Moved | None:
    """A draft on the form that its council runs now; None where nothing that was answered fits.

    An answer fits where the newer form has a question with its id and type, and takes what was
    given; a question that something new is looked up from is asked again. Two SQL queries.
    """
    old, new, seal = plan_of(kept.release, kept.edition), kept.running.plan, kept.seal()
    values = open_all(seal, kept.sealed, old.shape).values
    before = {place for place in _answered(values) if values[place] not in EMPTY}
    try:
        fitting = _fitting(values, old, new, kept.language, at)
    except Loop:
        return None
    if before and not before & fitting:
        return None
    words = old.words(kept.language)
    lost = dict.fromkeys(_question(place) for place in values if place in before - fitting)
    labels = [words.plain_label(old.shape.fields[name].address) for name in lost]
    sealed = {place: text for place, text in kept.sealed.items() if place in fitting}
    page = kept.page if kept.page in new.shape.pages else new.shape.start
    return Moved(sealed | seal_all(seal, {MOVED: labels}), page)


def written_to(kept: Kept) -> str:
    """The email address that a draft's applicant gave as an answer; "" where there is none."""
    plan = plan_of(kept.release, kept.edition)
    answers = open_all(kept.seal(), kept.sealed, plan.shape)
    asked = [name for name, field in plan.shape.fields.items() if field.type == "email"]
    given = (answers.given.get(name) for name in asked)
    return next((each for each in given if isinstance(each, str) and each), "")


def _fitting(values: Mapping[str, Any], old: Plan, new: Plan, lang: str, at: datetime) -> set[str]:
    """The places, of answers and of facts, that can stay."""
    places = {place for place in values if _has_its_question(place, old.shape, new.shape)}
    places -= _to_look_up(places, values, new.shape)
    while wrong := _wrong(arranged(_only(values, places), new.shape), new, lang, at):
        places -= wrong
    places = {p for p in places if "/" not in p or p.partition("/")[0] in places}
    facts = new.shape.facts.items()
    return places - {f"fact:{name}" for name, fact in facts if fact.of not in places}


def _has_its_question(place: str, old: Shape, new: Shape) -> bool:
    if place.startswith("fact:"):
        name = place.removeprefix("fact:")
        return name in new.facts and new.facts[name] == old.facts.get(name)
    if ":" in place:
        return False  # what was typed and refused, or looked for: it was of the old page
    if place in old.repeats:
        return place in new.repeats
    name, repeat = _question(place), place.partition("/")[0] if "/" in place else None
    was, now = old.fields.get(name), new.fields.get(name)
    if was is None or now is None or was.type != now.type:
        return False
    group = new.pages[now.page].repeat
    return (group.id if group else None) == repeat


def _to_look_up(places: set[str], values: Mapping[str, Any], new: Shape) -> set[str]:
    """Answers that a fact of the new form hangs on, which was not looked up from them yet."""
    return {
        fact.of
        for name, fact in new.facts.items()
        if f"fact:{name}" not in places and values.get(fact.of) not in EMPTY
    }


def _wrong(answers: Answers, new: Plan, lang: str, at: datetime) -> set[str]:
    """The places of answers that the new form would not take."""
    today, words = timezone.localdate(at), new.words(lang)
    walk = Walk(new.shape, answers.given, values_of(answers.facts), today)
    return {
        f"{before}{name}"
        for page, instance, given, before in _pages(new.shape, answers.given)
        for name in page_errors(walk, words, new.shape.pages[page], given, instance)
    }


def _pages(
    shape: Shape, given: Mapping[str, Any]
) -> Iterator[tuple[str, str | None, Mapping[str, Any], str]]:
    """(page, instance, its answers, how their places begin) of each page, on the path or off it."""
    for page in shape.pages.values():
        if page.repeat is None:
            yield page.id, None, given, ""
            continue
        for instance, told in (given.get(page.repeat.id) or {}).items():
            yield page.id, instance, told, f"{page.repeat.id}/{instance}/"


def _only(values: Mapping[str, Any], places: set[str]) -> dict[str, Any]:
    return {place: value for place, value in values.items() if place in places}


def _answered(values: Mapping[str, Any]) -> set[str]:
    """Places of answers: neither facts and notes, nor the order of a repeat's instances."""
    orders = {place.partition("/")[0] for place in values if "/" in place}
    return {place for place in values if ":" not in place} - orders


def _question(place: str) -> str:
    return place.rpartition("/")[2]
