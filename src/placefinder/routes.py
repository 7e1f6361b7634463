"""What stands at each address under /places/: its methods, and how its result is found.

Addresses, limits and the wording of refusals are those of postcodes.io, so that its clients work
here unchanged. Where it fails on bad input (a number that is none, a postcode that is no text),
this refuses in words.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from placefinder.answers import NOT_HELD, Answers, as_json, outcode_result
from placefinder.index import Index
from placefinder.parameters import (
    LIMIT,
    OUTCODE_RADIUS,
    RADIUS,
    Refused,
    is_location,
    limit_of,
    location_of,
    radius_of,
    search_limit_of,
)
from placefinder.places import BRITISH_ACCURACY, IRISH_ACCURACY
from placefinder.spelling import fault_in

BODY_CAP = 64 * 1024  # bytes; a hundred postcodes are under 2 kB
MOST_AT_ONCE = 100

WANTS_OBJECT = (
    "Invalid JSON submitted. You need to submit a JSON object with an array of postcodes or "
    "geolocation objects. Also ensure that Content-Type is set to application/json"
)
WANTS_ARRAY = "Invalid data submitted. You need to provide a JSON array"
LICENCES = [
    "Contains OS data © Crown copyright and database right 2025",
    "Contains Royal Mail data © Royal Mail copyright and database right 2025",
    "Source: Office for National Statistics licensed under the Open Government Licence v3.0",
    "Northern Ireland postcodes (BT) carry a separate licence for commercial use, from Land and "
    "Property Services Northern Ireland",
]


Parts = Iterable[bytes]  # joined once, by who answers: each copy of a bulk costs a twentieth of it


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that has reached its route: the words of its path, its query and its body."""

    answers: Answers
    words: tuple[str, ...]
    query: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def index(self) -> Index:
        return self.answers.index


@dataclass(frozen=True, slots=True)
class Route:
    """Each handler answers the `result` and what may follow it, in parts as they were written."""

    get: Callable[[Asked], Parts]
    post: Callable[[Asked], Parts] | None = None
    cached: bool = True

    @property
    def methods(self) -> set[str]:
        return {"GET", "HEAD"} | ({"POST"} if self.post else set())


def route_of(path: str) -> tuple[Route, tuple[str, ...]]:
    """The route of a path after the prefix, and its words. Raises Refused."""
    words = tuple(path.strip("/").split("/")) if path.strip("/") else ()
    pattern = tuple(":" if i == 1 and words[0] != "random" else w for i, w in enumerate(words))
    try:
        return ROUTES[pattern], words
    except KeyError:
        raise Refused(404, "Resource not found") from None


def body_of(parts: Parts, query: Mapping[str, str]) -> bytes:
    """The body of an answer; with `filter=postcode,latitude` only these fields of each result."""
    body = b"".join((b'{"status":200,"result":', *parts, b"}"))
    if "filter" not in query:
        return body
    wanted = set(query["filter"].split(","))
    members = json.loads(body)
    return as_json({**members, "result": _only(members["result"], wanted)}).encode()


def _only(result: Any, wanted: set[str]) -> Any:
    if isinstance(result, list):
        return [_only(each, wanted) for each in result]
    if not isinstance(result, dict):
        return result
    if "query" in result:
        return {**result, "result": _only(result["result"], wanted)}
    return {name: value for name, value in result.items() if name in wanted}


def _about(asked: Asked) -> Parts:
    index = asked.index
    about = {
        "directory": index.directory,
        "postcodes": index.postcodes,
        "sha256": index.sha256,
        "terminated": "Postcodes no longer in use stand among the others and cannot be told "
        "apart, so every answer says that a postcode is in the directory, not that it is in use.",
        "coordinates": "Longitude and latitude are ETRS89, given as WGS84: in Great Britain within "
        f"{BRITISH_ACCURACY} m of the grid reference, in Northern Ireland within "
        f"{IRISH_ACCURACY} m. How near the reference is to the addresses is not known here.",
        "not_held": [*NOT_HELD],
        "licences": LICENCES,
    }
    return _result(about)


def _lookup(asked: Asked) -> Parts:
    return [asked.answers.postcode(_row(asked))]


def _row(asked: Asked) -> int:
    row = asked.index.row_of(asked.words[1])
    return row if row >= 0 else _unknown(asked)


def _unknown(asked: Asked) -> NoReturn:
    text = asked.words[1]
    error = "Invalid postcode" if fault_in(text) else "Postcode not found"
    raise Refused(404, error, _verdict(asked.index, text))


def _verdict(index: Index, text: str) -> dict[str, Any]:
    verdict = index.validate(text)
    return {
        "postcode": verdict.postcode,
        "problem": verdict.problem and verdict.problem.value,
        "message": verdict.message,
        "suggestions": list(verdict.suggestions),
        "directory": index.directory,
    }


def _validate(asked: Asked) -> Parts:
    verdict = _verdict(asked.index, asked.words[1])
    valid = b"true" if verdict["postcode"] else b"false"
    return [valid, b',"placefinder":', as_json(verdict).encode()]


def _autocomplete(asked: Asked) -> Parts:
    found = asked.index.autocomplete(asked.words[1], search_limit_of(asked.query))
    # Letters, numbers and spaces: nothing in them to escape.
    return [b'["', '","'.join(found).encode(), b'"]'] if found else [b"null"]


def _query(asked: Asked) -> Parts:
    query = asked.query
    if is_location(query):
        return _near(asked.answers, *location_of(query), query)
    text = query.get("q") or query.get("query")
    if not text:
        error = "No postcode query submitted. Remember to include query parameter"
        raise Refused(400, error)
    rows = asked.index.rows_like(text, search_limit_of(query))
    return [asked.answers.postcodes(rows) if rows else b"null"]


def _nearest(asked: Asked) -> Parts:
    *_, longitude, latitude = asked.index.record(row := _row(asked))
    if asked.index.record(row)[2] < 0:
        error = "This postcode has no grid reference in the directory"
        raise Refused(404, error, _verdict(asked.index, asked.words[1]))
    return _near(asked.answers, longitude / 1e6, latitude / 1e6, asked.query)


def _near(answers: Answers, longitude: float, latitude: float, query: Mapping[str, Any]) -> Parts:
    return [answers.near(_rows_near(answers.index, longitude, latitude, query))]


def _rows_near(
    index: Index, longitude: float, latitude: float, query: Mapping[str, Any]
) -> list[tuple[int, float]]:
    limit, radius = limit_of(query), radius_of(query, RADIUS)
    if query.get("widesearch") or query.get("wideSearch"):
        return index.rows_around(longitude, latitude, min(limit, LIMIT[0]))
    return index.rows_within(longitude, latitude, radius, limit)


def _bulk(asked: Asked) -> Parts:
    body = _parsed(asked.body)
    if "postcodes" in body:
        return _bulk_lookup(asked.answers, _array(body["postcodes"], "postcodes"))
    if "geolocations" in body:
        return _bulk_near(asked, _array(body["geolocations"], "locations"))
    raise Refused(400, WANTS_OBJECT)


def _bulk_lookup(answers: Answers, texts: list[Any]) -> Parts:
    if not all(isinstance(text, str) for text in texts):
        raise Refused(400, "Invalid data submitted. Each postcode must be a string")
    return answers.bulk(texts)


def _bulk_near(asked: Asked, locations: list[Any]) -> Parts:
    parts = []
    for location in locations:
        if not isinstance(location, dict):
            raise Refused(400, "Invalid longitude/latitude submitted")
        query = {**asked.query, **location}
        longitude, latitude = location_of(query)
        rows = _rows_near(asked.index, longitude, latitude, query)
        said = {name: location[name] for name in LOCATION if name in location}
        parts.append(
            b'{"query":' + as_json(said).encode() + b',"result":' + asked.answers.near(rows) + b"}"
        )
    return [b"[", b",".join(parts), b"]"]


LOCATION = ("limit", "longitude", "latitude", "radius", "widesearch")


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        parsed = DECODER.decode(body.decode(json.detect_encoding(body), "surrogatepass"))
    except (ValueError, RecursionError):
        raise Refused(400, WANTS_OBJECT) from None
    if not isinstance(parsed, dict):
        raise Refused(400, WANTS_OBJECT)
    return parsed


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


DECODER = json.JSONDecoder(parse_constant=_no_constant)  # json.loads makes one a call


def _array(value: Any, what: str) -> list[Any]:
    if not isinstance(value, list):
        raise Refused(400, WANTS_ARRAY)
    if len(value) > MOST_AT_ONCE:
        error = f"Too many {what} submitted. Up to {MOST_AT_ONCE} {what} can be bulk requested"
        raise Refused(400, f"{error} at a time")
    return value


def _outcode(asked: Asked) -> Parts:
    return _result(outcode_result(asked.index.outcode_at(_outcode_number(asked))))


def _outcode_number(asked: Asked) -> int:
    number = asked.index.outcode_number(asked.words[1])
    if number < 0:
        raise Refused(404, "Outcode not found")
    return number


def _nearest_outcodes(asked: Asked) -> Parts:
    if len(asked.words) == 1:
        longitude, latitude = location_of(asked.query)
    else:
        at = asked.index.outcode_at(_outcode_number(asked)).position
        if at is None:
            raise Refused(404, "This outcode has no grid reference in the directory")
        longitude, latitude = at.longitude, at.latitude
    limit, radius = limit_of(asked.query), radius_of(asked.query, OUTCODE_RADIUS)
    found = asked.index.outcodes_within(longitude, latitude, radius, limit)
    near = [outcode_result(asked.index.outcode_at(n), apart) for n, apart in found]
    return _result(near or None)


def _random(asked: Asked) -> Parts:
    outcode = asked.query.get("outcode")
    rows = asked.index.outcode_rows(outcode) if outcode else None
    if rows is not None and not rows:
        return [b"null"]
    return [asked.answers.postcode(asked.index.any_row(rows))]


def _result(value: object) -> Parts:
    return [as_json(value).encode()]


ROUTES: Mapping[tuple[str, ...], Route] = {
    (): Route(_about),
    ("postcodes",): Route(_query, post=_bulk),
    ("postcodes", ":"): Route(_lookup),
    ("postcodes", ":", "validate"): Route(_validate),
    ("postcodes", ":", "autocomplete"): Route(_autocomplete),
    ("postcodes", ":", "nearest"): Route(_nearest),
    ("outcodes",): Route(_nearest_outcodes),
    ("outcodes", ":"): Route(_outcode),
    ("outcodes", ":", "nearest"): Route(_nearest_outcodes),
    ("random", "postcodes"): Route(_random, cached=False),
}
