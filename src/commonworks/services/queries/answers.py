"""How the answers of an application are kept: each sealed by itself, under the name of its place.

    field                     a question's answer
    repeat/instance/field     one within a repeat
    repeat                    the instances of a repeat, in order
    fact:id                   what was looked up
    finding:page[/instance]   the postcode of the addresses that are being looked through
    refused:page[/instance]   what could not be taken, to be shown again
    moved:form                the questions whose answers a newer form could not take over

The last three are never submitted.
"""

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commonworks.kernel.encryption import Seal
from formwork import Resolved, Shape

Sealed = Mapping[str, str]
MOVED = "moved:form"


@dataclass(frozen=True, slots=True)
class Answers:
    """An application's answers in clear, by place; `given` as formwork walks them, facts by id."""

    values: Mapping[str, Any]
    given: Mapping[str, Any]
    facts: Mapping[str, Resolved]
    refused: Mapping[str, Mapping[str, list[str]]]
    moved: tuple[str, ...] | None = (
        None  # what to tell of a move to a newer form, until it was seen
    )


def seal_all(seal: Seal, values: Mapping[str, Any]) -> dict[str, str]:
    """{place: sealed JSON of the value, in base64}."""
    return {
        place: base64.b64encode(seal.seal(place, json.dumps(value))).decode()
        for place, value in values.items()
    }


def open_all(seal: Seal, sealed: Sealed, shape: Shape) -> Answers:
    """Everything that is kept, in clear."""
    values = {
        place: json.loads(seal.open(place, base64.b64decode(text)))
        for place, text in sealed.items()
    }
    return arranged(values, shape)


def arranged(values: Mapping[str, Any], shape: Shape) -> Answers:
    """Answers by their places, put back where they belong."""
    told = values.get(MOVED)
    moved = None if told is None else tuple(told)
    return Answers(values, _given(values, shape), _facts(values), _refused(values), moved)


def _given(values: Mapping[str, Any], shape: Shape) -> dict[str, Any]:
    given: dict[str, Any] = {
        name: {each: {} for each in value} if name in shape.repeats else value
        for name, value in values.items()
        if name in shape.fields or name in shape.repeats
    }
    for place, value in values.items():
        repeat, _, rest = place.partition("/")
        instance, _, field = rest.partition("/")
        if field and instance in given.get(repeat, ()):
            given[repeat][instance][field] = value
    return given


def _facts(values: Mapping[str, Any]) -> dict[str, Resolved]:
    return {
        place.removeprefix("fact:"): Resolved(
            told["value"], told["source"], told["edition"], datetime.fromisoformat(told["at"])
        )
        for place, told in values.items()
        if place.startswith("fact:")
    }


def _refused(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        place.removeprefix("refused:"): posted
        for place, posted in values.items()
        if place.startswith("refused:")
    }


def spot_of(page: str, instance: str | None) -> str:
    """What a page is called among the places; each instance of a repeat is a page of its own."""
    return f"{page}/{instance}" if instance else page


def places_in(repeat: str, instance: str, places: Iterable[str]) -> set[str]:
    """Where the answers of one instance are kept."""
    return {place for place in places if place.startswith(f"{repeat}/{instance}/")}
