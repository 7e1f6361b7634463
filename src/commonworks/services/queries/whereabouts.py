"""Where somebody lives, and which of the councils there runs a service."""

from dataclasses import dataclass

from commonworks.network import queries as network
from commonworks.places import queries as places
from commonworks.services.queries import catalogue


@dataclass(frozen=True, slots=True)
class Place:
    """A council of a postcode that does not run the service."""

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


def find(service: str, postcode: str) -> Whereabouts:
    """Which council's service is for the people of a postcode, in either tier. Three SQL queries
    at most."""
    if not postcode.strip():
        return Whereabouts("", "Enter a postcode")
    place = places.authority_of(postcode)
    if place.problem:
        return Whereabouts(postcode, place.problem, place.suggestions)
    refs = [ref for ref in (place.ref, place.upper_ref) if ref]
    for local in catalogue.run_in(refs, service):
        return Whereabouts(postcode, address=local.address, paused=not local.is_live)
    return Whereabouts(postcode, councils=_councils(refs))


def _councils(refs: list[str]) -> tuple[Place, ...]:
    names, websites = network.names(refs), network.websites(refs)
    return tuple(Place(ref, names[ref], websites.get(ref, "")) for ref in refs)
