"""Facts: what is looked up from an answer instead of being asked."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from commonworks.places import queries as places
from commonworks.services.queries.drafts import AUTHORITY, OpenDraft
from formwork import Resolved

Lookup = Callable[[Any, str, datetime], Resolved]


def looked_up(
    found: OpenDraft, page: str, values: Mapping[str, Any], at: datetime
) -> dict[str, Resolved]:
    """{fact: what was found} for each answer of a page that a fact hangs on; none for one left
    empty. Look-ups are in this process: none of them goes over the network."""
    return {
        fact.id: LOOKUPS[fact.lookup](values[fact.of], found.running.organisation, at)
        for fact in found.plan.shape.facts.values()
        if values.get(fact.of) is not None and fact.lookup in LOOKUPS
    }


def hanging_on(found: OpenDraft, page: str) -> set[str]:
    """The facts that are looked up from a page's answers."""
    fields = {field.id for field in found.plan.shape.pages[page].fields}
    return {fact.id for fact in found.plan.shape.facts.values() if fact.of in fields}


def authority(postcode: str, council: str, at: datetime) -> Resolved:
    """Whose area a postcode is in: `council` if it is responsible there in either tier, else the
    lower tier's council; None where no UK council is known to be. Raises Unavailable."""
    place = places.authority_of(postcode)
    found = council if council in (place.ref, place.upper_ref) else place.ref
    return Resolved(found, place.source, place.edition, at)


LOOKUPS: dict[str, Lookup] = {AUTHORITY: authority}
