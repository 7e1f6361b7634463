"""What others ask about places."""

import random
from dataclasses import dataclass
from functools import cache, lru_cache
from math import hypot
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from commonworks.frontend.words import reader
from commonworks.kernel.errors import Unavailable
from commonworks.network.queries import areas as network_areas
from commonworks.places.models import Address
from commonworks.places.ports import FoundAddress
from placefinder import Area, Council, Holder, Index, Place, Verdict
from placefinder.index import TITLE
from placefinder.spelling import compact, spaced
from placefinder.wording import Message

OWN = "The council's own list"


def loaded_addresses(postcode: str, authority: str) -> list[FoundAddress]:
    """The addresses at a postcode that this council loaded, as its file had them. One SQL query."""
    rows = Address.objects.filter(authority=authority, postcode=spaced(compact(postcode)))
    fields = ("uprn", "line1", "line2", "town", "county", "postcode")
    return [
        FoundAddress(*row, source=OWN) for row in rows.order_by("position").values_list(*fields)
    ]


@dataclass(frozen=True, slots=True)
class Authority:
    """Who is responsible at a postcode, in both tiers, by the refs of their organisations.

    `listed`: whether the directory holds the postcode. `problem` says in the reader's language what
    is wrong with it, or why no UK council is responsible there, and is "" when one is.
    `suggestions` are postcodes that look like the one given.
    """

    postcode: str
    ref: str | None
    name: str
    upper_ref: str | None
    upper_name: str
    nation: str | None
    region: str | None
    source: str
    edition: str
    problem: str
    suggestions: tuple[str, ...]
    listed: bool


def authority_of(postcode: str) -> Authority:
    """The councils of a postcode in any spelling. No SQL, no network. Raises Unavailable."""
    index = _index()
    place = index.lookup(postcode)
    if place is None:
        return _unknown(postcode, index.validate(postcode), index.edition)
    return _known(place, index.edition)


def how_many_postcodes() -> int:
    """Of the open index; 0 while there is none. No SQL."""
    index = holder().current()
    return index.postcodes if index else 0


@dataclass(frozen=True, slots=True)
class Centre:
    """The mean position of an organisation's postcodes: British National Grid, metres."""

    easting: int
    northing: int


@dataclass(frozen=True, slots=True)
class Near:
    """Another organisation, and how far its centre is away, in whole kilometres."""

    ref: str
    km: int


def centres() -> dict[str, Centre]:
    """Where councils of today lie, in both tiers, by the refs of their organisations: those that
    have postcodes. No SQL. {} while there is no index."""
    index = holder().current()
    return _centres(index) if index else {}


def neighbours(organisation: str, *, within_km: int) -> list[Near]:
    """Organisations whose centres lie within that distance of this one's, the nearest first, not
    itself. No SQL. [] for one that lies nowhere, and while there is no index."""
    known = centres()
    here = known.get(organisation)
    if here is None:
        return []
    metres = {
        ref: hypot(there.easting - here.easting, there.northing - here.northing)
        for ref, there in known.items()
        if ref != organisation
    }
    near = sorted((far, ref) for ref, far in metres.items() if far <= within_km * 1000)
    return [Near(ref, round(far / 1000)) for far, ref in near]


@lru_cache(maxsize=1)  # an index is exchanged, never changed
def _centres(index: Index) -> dict[str, Centre]:
    return {ref: Centre(*at) for ref, at in index.centres.items()}


def postcodes_like(prefix: str, *, limit: int) -> list[str]:
    """Postcodes that begin so, in order. No SQL. Raises Unavailable."""
    return list(_index().autocomplete(prefix, limit))


def sample(number: int, *, seed: int) -> list[str]:
    """Postcodes that lie somewhere, the same for the same seed. No SQL. Raises Unavailable."""
    index, chosen = _index(), random.Random(seed)  # noqa: S311
    found: list[str] = []
    while len(found) < number:
        place = index.place(chosen.randrange(index.postcodes))
        if place.position:
            found.append(place.postcode)
    return found


def index_is_ready() -> bool:
    """Whether a sound index of the installed directory and of today's councils is there.

    Those SQL queries of `area_table`.
    """
    # Only a builder needs the arithmetic of these; a web worker starts quicker without.
    from placefinder.building import is_sound
    from placefinder.origin import package_edition, package_folder

    return is_sound(
        index_file(), folder=package_folder(), edition=package_edition(), areas=area_records()
    )


def area_records() -> dict[str, Area]:
    """What the index is told of each GSS code: today's council, its county, nation and region."""
    table = network_areas.area_table()
    return {code: _area(code, told) for code, told in table.items()}


def index_file() -> Path:
    return Path(settings.COMMONWORKS_DATA) / "places.idx"


@cache
def holder() -> Holder:
    """This process's hold on the index: opened once, exchanged when the file is replaced."""
    return Holder(index_file())


def _index() -> Index:
    index = holder().current()
    if index is None:
        raise Unavailable(_("Postcodes cannot be looked up at the moment. Try again in a minute."))
    return index


def _known(place: Place, edition: str) -> Authority:
    area = place.area
    upper = area.upper if area else None
    return Authority(
        postcode=place.postcode,
        ref=area.council.slug if area else None,
        name=area.council.name if area else "",
        upper_ref=upper.slug if upper else None,
        upper_name=upper.name if upper else "",
        nation=place.nation,
        region=area.region if area else None,
        source=TITLE,
        edition=edition,
        problem=_told(place.note),
        suggestions=(),
        listed=True,
    )


def _unknown(postcode: str, verdict: Verdict, edition: str) -> Authority:
    return Authority(
        postcode=postcode,
        ref=None,
        name="",
        upper_ref=None,
        upper_name="",
        nation=None,
        region=None,
        source=TITLE,
        edition=edition,
        problem=_told(verdict.fault.told if verdict.fault else None),
        suggestions=verdict.suggestions,
        listed=False,
    )


def _told(message: Message | None) -> str:
    """In the reader's language."""
    return message.said(reader()) if message else ""


def _area(code: str, told: network_areas.Area) -> Area:
    return Area(
        code=code,
        council=_council(told.council),
        nation=told.nation,
        region=told.region,
        upper=_council(told.county) if told.county else None,
        superseded=told.council.code != code,
    )


def _council(told: network_areas.Runs) -> Council:
    return Council(told.ref, told.name, told.code, told.type, told.welsh_name)
