"""What may stand in a query, and the refusal of what may not."""

from collections.abc import Mapping
from math import isfinite
from typing import Any
from urllib.parse import parse_qs

# (default, most) of a search, as postcodes.io has them; metres
LIMIT = (10, 100)
RADIUS = (100.0, 2_000.0)
OUTCODE_RADIUS = (5_000.0, 25_000.0)


class Refused(Exception):
    """An answer other than 200: `postcodes.io`'s error, and what we can say beside it."""

    def __init__(
        self, status: int, error: str, details: Mapping[str, Any] | None = None, **headers: str
    ) -> None:
        super().__init__(error)
        self.status, self.details = status, details
        self.headers = [(name.replace("_", "-").title(), text) for name, text in headers.items()]


def query_of(query: str) -> dict[str, str]:
    """The first value of each field. Raises Refused for more fields than anyone needs."""
    if not query:
        return {}
    try:
        return {name: values[0] for name, values in parse_qs(query, max_num_fields=20).items()}
    except ValueError:
        raise Refused(400, "Too many query parameters submitted") from None


def is_location(query: Mapping[str, Any]) -> bool:
    return ("longitude" in query and "latitude" in query) or ("lon" in query and "lat" in query)


def location_of(query: Mapping[str, Any]) -> tuple[float, float]:
    longitude = _number(query.get("longitude", query.get("lon")))
    latitude = _number(query.get("latitude", query.get("lat")))
    if longitude is None or latitude is None or abs(longitude) > 180 or abs(latitude) > 90:
        raise Refused(400, "Invalid longitude/latitude submitted")
    return longitude, latitude


def limit_of(query: Mapping[str, Any]) -> int:
    limit = _number(query.get("limit", LIMIT[0]))
    if limit is None or limit < 1:
        raise Refused(400, "Invalid result limit submitted")
    return int(min(limit, LIMIT[1]))


def search_limit_of(query: Mapping[str, Any]) -> int:
    """As postcodes.io has it, a search takes a limit that is no number for none."""
    limit = _number(query.get("limit", LIMIT[0]))
    return LIMIT[0] if limit is None or limit < 1 else int(min(limit, LIMIT[1]))


def radius_of(query: Mapping[str, Any], usual: tuple[float, float]) -> float:
    radius = _number(query.get("radius", usual[0]))
    if radius is None or radius <= 0:
        raise Refused(400, "Invalid lookup radius submitted")
    return min(radius, usual[1])


def _number(value: Any) -> float | None:
    if not isinstance(value, int | float | str) or isinstance(value, bool):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if isfinite(number) else None
