"""Where somebody lives, and which services the councils there run."""

from dataclasses import dataclass

from commonworks.network import queries as network
from commonworks.places import queries as places
from commonworks.services.queries import catalogue
from commonworks.services.queries.catalogue import Local, ServiceLine


@dataclass(frozen=True, slots=True)
class Place:
    """A council of a postcode."""

    organisation: str
    name: str
    website: str


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What a postcode leads to. `problem`: what is wrong with it, and `suggestions` what may have
    been meant. `address`: where to apply. Otherwise `councils` are those responsible there, the
    nearest to people first."""

    postcode: str
    problem: str = ""
    suggestions: tuple[str, ...] = ()
    address: str = ""
    paused: bool = False
    councils: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Offers:
    """What the councils of a postcode do for the people there. `problem` and `suggestions` as
    above. `run`: services that they run, live or paused. `missing`: those that other councils run
    live and these do not."""

    postcode: str
    problem: str = ""
    suggestions: tuple[str, ...] = ()
    councils: tuple[Place, ...] = ()
    run: tuple[Local, ...] = ()
    missing: tuple[ServiceLine, ...] = ()


def offers(postcode: str) -> Offers:
    """All services, sorted by whether the councils of a postcode run them. Five SQL queries at
    most."""
    place = places.authority_of(postcode)
    if place.problem:
        return Offers(postcode, place.problem, place.suggestions)
    refs = [ref for ref in (place.ref, place.upper_ref) if ref]
    run = tuple(catalogue.run_in(refs))
    there = {local.service for local in run}
    missing = (s for s in catalogue.services() if s.councils and s.ref not in there)
    return Offers(place.postcode, councils=_councils(refs), run=run, missing=tuple(missing))


def find(service: str, postcode: str) -> Whereabouts:
    """Which council's service is for the people of a postcode, in either tier. Three SQL queries
    at most."""
    place = places.authority_of(postcode)
    if place.problem:
        return Whereabouts(postcode, place.problem, place.suggestions)
    refs = [ref for ref in (place.ref, place.upper_ref) if ref]
    for local in catalogue.run_in(refs, service):
        return Whereabouts(postcode, address=local.address, paused=not local.is_live)
    return Whereabouts(postcode, councils=_councils(refs))


def why_nowhere(postcode: str) -> str:
    """Why a postcode that the directory holds is in no UK council's area, in the reader's
    language; "" where it is in one, and where the directory lacks it. No SQL. Raises
    Unavailable."""
    place = places.authority_of(postcode)
    return place.problem if place.listed else ""


def _councils(refs: list[str]) -> tuple[Place, ...]:
    names, websites = network.names(refs), network.websites(refs)
    return tuple(Place(ref, names[ref], websites.get(ref, "")) for ref in refs)
