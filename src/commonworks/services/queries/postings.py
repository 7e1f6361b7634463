"""What a page's form post would make of an application. Nothing is written here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from commonworks.services.queries.answers import MOVED, arranged, places_in, seal_all, spot_of
from commonworks.services.queries.drafts import OpenDraft, walked
from commonworks.services.queries.facts import hanging_on, looked_up
from formwork import Field, fresh_instance, read_page
from formwork.shape import ADDRESS, DATE

LONGEST_POSTCODE = 40
SEEN = "moved-seen"  # posted by a page that told what became of the answers in a newer form
LONGEST_SHOWN_AGAIN = 20_000  # of one refused input, in characters
Posted = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The draft as it would be, what is to be kept of it, and what could not be taken."""

    draft: OpenDraft
    sealed: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)


def posting(
    found: OpenDraft,
    page: str,
    instance: str | None,
    posted: Posted,
    *,
    lang: str,
    at: datetime,
) -> Outcome:
    """Read a page's answers and look up what follows from them.

    Refused answers are kept sealed, so that the page can say what is wrong after a redirect: a
    browser that goes back then never asks whether to send a form again.
    """
    values, errors = read_page(found.walk, found.plan.words(lang), page, posted, instance)
    spot = f"refused:{spot_of(page, instance)}"
    if errors:
        shown = _known_inputs(found.plan.shape.pages[page].fields, posted)
        return _kept(found, {spot: shown}, set(), at, errors)
    put = _put(found, page, instance, values)
    facts = looked_up(found, page, values, at)
    put |= {f"fact:{name}": fact.as_json() for name, fact in facts.items()}
    stale = {f"fact:{name}" for name in hanging_on(found, page) - facts.keys()}
    done = {spot, f"finding:{spot_of(page, instance)}"}
    told = {MOVED} if SEEN in posted else set()
    return _kept(found, put, done | stale | told, at)


def finding(
    found: OpenDraft, page: str, instance: str | None, typed: str, *, at: datetime
) -> Outcome:
    """The draft with the postcode that addresses are looked up by: it belongs in no web address."""
    return _kept(found, {f"finding:{spot_of(page, instance)}": typed[:LONGEST_POSTCODE]}, set(), at)


def without(found: OpenDraft, page: str, instance: str, *, at: datetime) -> Outcome:
    """The application without one instance of a repeat."""
    repeat = found.plan.shape.pages[page].repeat
    if repeat is None:
        return Outcome(found, found.kept.sealed)
    left = [name for name in found.instances(page) if name != instance]
    drop = places_in(repeat.id, instance, found.kept.sealed)
    return _kept(found, {repeat.id: left}, drop | {f"refused:{page}/{instance}"}, at)


def may_be_added(found: OpenDraft, page: str) -> bool:
    """Whether there is room for one more of what a page asks for."""
    repeat = found.plan.shape.pages[page].repeat
    return repeat is not None and len(found.instances(page)) < repeat.max


def new_instance(found: OpenDraft, page: str) -> str:
    """A fresh id, or the one that the page was begun with and refused: nothing typed is lost."""
    begun = [
        spot.partition("/")[2] for spot in found.answers.refused if spot.startswith(f"{page}/")
    ]
    there = found.instances(page)
    return next((name for name in begun if name not in there), fresh_instance())


def _put(
    found: OpenDraft, page: str, instance: str | None, values: Mapping[str, Any]
) -> dict[str, Any]:
    repeat = found.plan.shape.pages[page].repeat
    if repeat is None or instance is None:
        return dict(values)
    there = found.instances(page)
    order = {} if instance in there else {repeat.id: [*there, instance]}
    return order | {f"{repeat.id}/{instance}/{name}": value for name, value in values.items()}


def _known_inputs(fields: Sequence[Field], posted: Posted) -> dict[str, list[str]]:
    names = [
        name
        for each in fields
        for name in (each.id, *(f"{each.id}-{part}" for part in (*ADDRESS, *DATE)))
    ]
    cut = LONGEST_SHOWN_AGAIN
    return {name: [text[:cut] for text in posted[name]][:100] for name in names if name in posted}


def _kept(
    found: OpenDraft,
    put: Mapping[str, Any],
    drop: set[str],
    at: datetime,
    errors: Mapping[str, str] | None = None,
) -> Outcome:
    new = seal_all(found.seal, put)
    sealed = {place: text for place, text in found.kept.sealed.items() if place not in drop} | new
    values = {place: v for place, v in found.answers.values.items() if place not in drop}
    answers = arranged(values | put, found.plan.shape)
    kept = replace(found.kept, sealed=sealed)
    made = walked(kept, found.plan, found.seal, answers, at)
    return Outcome(made, sealed, errors or {})
