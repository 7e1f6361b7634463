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
from placefinder.degrees import degrees
from placefinder.index import NO_SIGN, NO_SPAN, Index
from placefinder.layout import ROW
from placefinder.places import Belonging, Outcode, accuracy, grid_step, note_of
from placefinder.spelling import INCODES, SIGNS

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
NO_ROW = (0, 0, -1, -1, 0, 0)


class Answers:
    """Writes the rows of one index.

    All that depends on the outward code or the area alone is written beforehand, so that an
    answer is a few numbers between two texts.
    """

    def __init__(self, index: Index) -> None:
        self.index = index
        self._rows, self._starts = index.rows, index.starts
        self._heads = [
            (
                f'{{"postcode":"{code} ',
                f'","outcode":"{code}","incode":"',
                f',"placefinder":{{"accuracy_metres":{accuracy(code)},"grid_step_metres":',
            )
            for code in index.outcodes
        ]
        self._rest = [self._of_area(number).encode() for number in range(len(index.codes))]

    def lookup(self, text: str) -> bytes | None:
        """The whole answer to a look-up of a postcode in any spelling; None for a miss."""
        row, number = self.index.find(text)
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

    def bulk(self, texts: Iterable[str]) -> list[bytes]:
        """[{"query", "result"}] in the order of the texts, in parts that are not yet joined.

        A postcode that is written as it should be and lies somewhere is found and written here,
        as `find` and `_pieces` would: without their calls a hundred cost a fifth less.
        """
        span_before, sign_of, unpack = self.index.span_before.get, SIGNS.get, ROW.unpack_from
        heads, rest, rows, size = self._heads, self._rest, self._rows, ROW.size
        parts: list[bytes] = []
        between = "["
        for text in texts:
            incode = text[-3:]
            first, _, number, signs = span_before(text[:-3], NO_SPAN)
            at = signs.find(sign_of(incode, NO_SIGN))
            _, area, easting, northing, east, north = (
                unpack(rows, (first + at) * size) if at >= 0 else NO_ROW
            )
            if easting < 0:
                parts += self._asked(text, between)
            else:
                start, middle, finish = heads[number]
                step = "1" if easting % 10 else grid_step(easting, northing)
                head = (
                    f'{between}{{"query":"{text}","result":{start}{incode}{middle}{incode}",'
                    f'"eastings":{easting},"northings":{northing},"longitude":{degrees(east)},'
                    f'"latitude":{degrees(north)}{finish}{step},'
                )
                parts += (head.encode(), rest[area])
            between = "},"
        parts.append(b"}]" if parts else b"[]")
        return parts

    def _asked(self, text: str, between: str) -> tuple[bytes, bytes]:
        """One of a bulk, in any spelling, known or not."""
        row, number = self.index.find(text)
        before = f'{between}{{"query":{quoted(text)},"result":'
        return self._pieces(row, number, before) if row >= 0 else (before.encode(), b"null")

    def _pieces(self, row: int, number: int, before: str, apart: str = "") -> tuple[bytes, bytes]:
        """What stands before a result, and the result, in two parts: of the row, of the area."""
        inward, area, easting, northing, longitude, latitude = ROW.unpack_from(
            self._rows, row * ROW.size
        )
        start, middle, finish = self._heads[number]
        incode = INCODES[inward]
        if easting < 0:
            head = f'{before}{start}{incode}{middle}{incode}"{apart}{WITHOUT_POSITION}'
        else:
            # Nine references in ten are no round number, and one remainder tells.
            step = "1" if easting % 10 else grid_step(easting, northing)
            head = (
                f'{before}{start}{incode}{middle}{incode}"{apart},"eastings":{easting},'
                f'"northings":{northing},"longitude":{degrees(longitude)},"latitude":'
                f"{degrees(latitude)}{finish}{step},"
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

ENCODER = json.JSONEncoder(allow_nan=False, separators=(",", ":"))  # json.dumps makes one a call


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
    return ENCODER.encode(value)


def _organisations(areas: Iterable[Area]) -> list[dict[str, Any]]:
    councils = {area.council.slug: area.council for area in areas}
    return [_council(councils[slug]) for slug in sorted(councils)]


def _council(council: Council) -> dict[str, Any]:
    return asdict(council)


def _distinct(names: Iterable[str]) -> list[str]:
    return sorted(set(names))


def _belonging(belonging: Belonging) -> dict[str, Any]:
    note = note_of(belonging)
    return {"belongs_to": belonging.value, "note": note.said("en") if note else None}
