"""Addresses from the OS Places API, by postcode.

https://docs.os.uk/os-apis/accessing-os-apis/os-places-api/technical-specification/postcode. We
ask for the DPA data set: Royal Mail's delivery points. Logs say how it answered, not what was
asked: a postcode can be one household's.
"""

import logging
import re

import msgspec

from commonworks.integrations.http import SECONDS, Call, NoAnswer
from commonworks.places.ports import FoundAddress, LookupDown

LIVE = "https://api.os.uk"
PATH = "/search/places/v1/postcode"
MOST = "100"  # a postcode has at most about 100 delivery points

log = logging.getLogger(__name__)


class DeliveryPoint(msgspec.Struct, rename=lambda name: name.upper()):
    """Royal Mail's parts of an address, of which each may be missing."""

    uprn: str
    post_town: str
    postcode: str
    organisation_name: str = ""
    sub_building_name: str = ""
    building_name: str = ""
    building_number: str = ""
    dependent_thoroughfare_name: str = ""
    thoroughfare_name: str = ""
    double_dependent_locality: str = ""
    dependent_locality: str = ""


class Result(msgspec.Struct):
    dpa: DeliveryPoint = msgspec.field(name="DPA")


class Results(msgspec.Struct):
    header: dict[str, object]
    results: list[Result] = []


class OsPlaces:
    """Addresses everywhere in Great Britain, for whoever has a key."""

    def __init__(
        self, key: str, url: str = LIVE, *, source: str = "OS Places", seconds: float = SECONDS
    ) -> None:
        self._source = source
        self._key = key
        self._url = url
        self._seconds = seconds

    def addresses(self, postcode: str, authority: str) -> list[FoundAddress]:
        call = Call(self._url, headers={"key": self._key}, seconds=self._seconds)
        asked = {"postcode": postcode, "dataset": "DPA", "maxresults": MOST}
        try:
            answer = call.ask("GET", PATH, params=asked)
        except NoAnswer as error:
            raise _down(error.code) from None
        if answer.status == 400:
            return []  # no such postcode
        if answer.status != 200:
            raise _down(str(answer.status))
        try:
            found = msgspec.json.decode(answer.body, type=Results)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            raise _down("nonsense") from None
        points = sorted((result.dpa for result in found.results), key=_order)
        return [_address(point, self._source) for point in points]


def _down(why: str) -> LookupDown:
    log.warning("OS Places: %s", why)
    return LookupDown("The address look-up is not answering. Enter the address yourself.")


def _order(point: DeliveryPoint) -> tuple[str, int, str, str]:
    number = re.match(r"\d+", point.building_number or point.building_name)
    return (
        point.thoroughfare_name,
        int(number[0]) if number else 0,
        point.building_name,
        point.sub_building_name,
    )


def _address(point: DeliveryPoint, source: str) -> FoundAddress:
    """Two lines before the town: who and which flat, then which house in which street."""
    street = " ".join(part for part in (point.building_number, _street(point)) if part)
    house = [point.organisation_name, point.sub_building_name, point.building_name]
    first = [part for part in house if part]
    locality = [p for p in (point.double_dependent_locality, point.dependent_locality) if p]
    lines = [", ".join(first), street] if first else [street]
    lines = [line for line in lines if line] + locality
    return FoundAddress(
        uprn=point.uprn,
        line1=_cased(lines[0]) if lines else "",
        line2=_cased(", ".join(lines[1:])),
        town=_cased(point.post_town),
        county="",  # Royal Mail gave counties up in 1996, and DPA has none
        postcode=point.postcode,
        source=source,
    )


def _street(point: DeliveryPoint) -> str:
    parts = (point.dependent_thoroughfare_name, point.thoroughfare_name)
    return " ".join(part for part in parts if part)


def _cased(text: str) -> str:
    """10A HIGH STREET, STOKE-ON-TRENT as people write it; house numbers stay as they are."""
    words = re.findall(r"[^\s-]+|[\s-]", text)
    return "".join(word if any(map(str.isdigit, word)) else word.capitalize() for word in words)
