"""Places in the JSON of postcodes.io, so that whatever reads that API reads this one.

Every field of its OpenAPI document is there; what the directory that we have does not hold is
null, never invented. What it has no field for stands in `placefinder`, beside.
"""

import json
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from json.encoder import encode_basestring_ascii as quoted
from typing import Any

from placefinder.areas import Area, Council
from placefinder.index import Index
from placefinder.layout import ROW
from placefinder.places import NOTES, Belonging, Outcode, accuracy, grid_step
from placefinder.spelling import INCODES

NOT_HELD = (
    *("quality", "nhs_ha", "admin_ward", "parliamentary_constituency"),
    *("european_electoral_region", "primary_care_trust", "parish", "lsoa", "msoa", "ced", "ccg"),
    *("pfa", "date_of_introduction", "parliamentary_constituency_2024", "nhs_region", "ttwa"),
    *("national_park", "bua", "icb", "cancer_alliance", "lsoa11", "msoa11", "lsoa21", "msoa21"),
    *("oa21", "ruc11", "ruc21", "lep1", "lep2", "nuts"),
)
CODES_NOT_HELD = (
    *("admin_ward", "parish", "parliamentary_constituency", "ccg", "ccg_id", "ced", "nuts", "lau2"),
    *("lsoa", "msoa", "pfa", "parliamentary_constituency_2024", "nhs_region", "ttwa"),
    *("national_park", "bua", "icb", "cancer_alliance", "lsoa11", "msoa11", "lsoa21", "msoa21"),
    *("oa21", "ruc11", "ruc21", "lep1", "lep2"),
)


class Answers:
    """Writes the rows of one index.

    All that depends on the outward code or the area alone is written beforehand, so that an
    answer is a few numbers between two texts.
    """

    def __init__(self, index: Index) -> None:
        self.index = index
        self._rows, self._starts = index.rows, index.starts
        self._heads = [
            (f'{{"postcode":"{code} ', f'","outcode":"{code}","incode":"', accuracy(code))
            for code in index.outcodes
        ]
        self._rest = [self._of_area(number).encode() for number in range(len(index.codes))]

    def lookup(self, code: str) -> bytes | None:
        """The whole answer to a look-up, for a code in capitals without spaces; None for a miss."""
        row, number = self.index.find(code)
        if row < 0:
            return None
        return b"".join((*self._pieces(row, number, '{"status":200,"result":'), b"}"))

    def postcode(self, row: int, distance: float | None = None) -> bytes:
        """The `result` of a postcode, as UTF-8 JSON; `distance` in metres where one was asked."""
        apart = "" if distance is None else f',"distance":{round(distance, 2)!r}'
        number = bisect_right(self._starts, row) - 1
        return b"".join(self._pieces(row, number, "", apart))

    def postcodes(self, rows: Iterable[int]) -> bytes:
        return b"[" + b",".join([self.postcode(row) for row in rows]) + b"]"

    def near(self, rows: Sequence[tuple[int, float]]) -> bytes:
        """As postcodes.io: null, not an empty list, where nothing is near."""
        if not rows:
            return b"null"
        return b"[" + b",".join([self.postcode(row, apart) for row, apart in rows]) + b"]"

    def bulk(self, texts: Iterable[str]) -> bytes:
        """[{"query", "result"}] in the order of the texts, whose every byte is written once."""
        find, row_of, parts = self.index.find, self.index.row_of, [b"["]
        for text in texts:
            before = f'{{"query":{quoted(text)},"result":'
            row, number = find(text.replace(" ", "").upper())
            if row < 0 and (row := row_of(text)) >= 0:
                number = bisect_right(self._starts, row) - 1
            parts += self._pieces(row, number, before) if row >= 0 else (before.encode(), b"null")
            parts.append(b"},")
        parts[-1] = b"}]" if len(parts) > 1 else b"[]"
        return b"".join(parts)

    def _pieces(self, row: int, number: int, before: str, apart: str = "") -> tuple[bytes, bytes]:
        """What stands before a result, and the result, in two parts: of the row, of the area."""
        inward, area, easting, northing, longitude, latitude = ROW.unpack_from(
            self._rows, row * ROW.size
        )
        start, middle, near = self._heads[number]
        incode = INCODES[inward]
        if easting < 0:
            head = f'{before}{start}{incode}{middle}{incode}"{apart}{WITHOUT_POSITION}'
        else:
            # Nine references in ten are no round number, and one remainder tells.
            step = grid_step(easting, northing) if easting % 10 == 0 else 1
            head = (
                f'{before}{start}{incode}{middle}{incode}"{apart},"eastings":{easting},'
                f'"northings":{northing},"longitude":{longitude / 1e6!r},"latitude":'
                f'{latitude / 1e6!r},"placefinder":{{"accuracy_metres":{near},'
                f'"grid_step_metres":{step},'
            )
        return head.encode(), self._rest[area]

    def _of_area(self, number: int) -> str:
        """What follows the position, from inside `placefinder` to the end of the result."""
        index, area = self.index, self.index.areas[number]
        county = area.upper if area else None
        ours = {
            "organisation": _council(area.council) if area else None,
            "upper_tier": _council(county) if county else None,
            "recorded_code": index.codes[number] or None,
            "superseded": area.superseded if area else None,
            **_belonging(index.belonging(number)),
            "directory": index.directory,
            "terminated": None,
        }
        theirs = {
            "country": index.nation(number),
            "region": area.region if area else None,
            "admin_district": area.council.name if area else None,
            "admin_county": county.name if county else None,
            **dict.fromkeys(NOT_HELD),
            "codes": {
                "admin_district": (area and area.council.code) or index.codes[number] or None,
                "admin_county": county.code if county else None,
                **dict.fromkeys(CODES_NOT_HELD),
            },
        }
        return f"{as_json(ours)[1:]},{as_json(theirs)[1:]}"


WITHOUT_POSITION = (
    ',"eastings":null,"northings":null,"longitude":null,"latitude":null,'
    '"placefinder":{"accuracy_metres":null,"grid_step_metres":null,'
)


def outcode_result(found: Outcode, distance: float | None = None) -> dict[str, Any]:
    """The `result` of an outward code."""
    at, areas = found.position, found.areas
    result = {
        "outcode": found.outcode,
        "longitude": at and at.longitude,
        "latitude": at and at.latitude,
        "northings": at and at.northing,
        "eastings": at and at.easting,
        "admin_district": _distinct(area.council.name for area in areas),
        "parish": [],
        "admin_county": _distinct(area.upper.name for area in areas if area.upper),
        "admin_ward": [],
        "country": list(found.nations),
        "placefinder": {
            "postcodes": found.postcodes,
            "organisations": _organisations(areas),
            "not_held": ["parish", "admin_ward"],
        },
    }
    return result if distance is None else {**result, "distance": round(distance, 2)}


def as_json(value: object) -> str:
    """Plain ASCII, so that what a client sent can be said back whatever it was."""
    return json.dumps(value, allow_nan=False, separators=(",", ":"))


def _organisations(areas: Iterable[Area]) -> list[dict[str, Any]]:
    councils = {area.council.slug: area.council for area in areas}
    return [_council(councils[slug]) for slug in sorted(councils)]


def _council(council: Council) -> dict[str, Any]:
    return asdict(council)


def _distinct(names: Iterable[str]) -> list[str]:
    return sorted(set(names))


def _belonging(belonging: Belonging) -> dict[str, Any]:
    return {"belongs_to": belonging.value, "note": NOTES[belonging]}
