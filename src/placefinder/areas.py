"""The areas that the host knows: which council answers today for each code in the directory.

The directory carries nothing but a GSS code per postcode. Names, upper tiers, successors and web
addresses are the host's to know; it hands them over as a mapping from GSS code to `Area`, in
memory or as a JSON file:

    {"format": "placefinder-areas/1", "areas": [
      {"code": "E07000026", "nation": "England", "region": "North West", "superseded": true,
       "council": {"code": "E06000063", "slug": "cumberland", "name": "Cumberland",
                   "welsh_name": null, "type": "unitary"},
       "upper": null}]}
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FORMAT = "placefinder-areas/1"


class AreasError(ValueError):
    """An areas file that cannot be used; says which entry is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Council:
    """A council as it stands today: its address with the host, its name, its GSS code."""

    slug: str
    name: str
    code: str | None = None
    type: str | None = None
    welsh_name: str | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """What one GSS code of the directory means today.

    `council` is the one that answers now: where the code's own council has been merged, its
    successor, and `superseded` is true. `upper` is the county council, where there are two tiers.
    """

    code: str
    council: Council
    nation: str
    region: str | None = None
    upper: Council | None = None
    superseded: bool = False


# ONS writes these where no statutory area exists: "not applicable", never a council.
PSEUDO_NATIONS = {
    "E99999999": "England",
    "L99999999": "Channel Islands",
    "M99999999": "Isle of Man",
    "N99999999": "Northern Ireland",
    "S99999999": "Scotland",
    "W99999999": "Wales",
}


def read_areas(path: Path) -> dict[str, Area]:
    """Areas by GSS code from a JSON file of the form above. Raises AreasError."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise AreasError(f"{path.name} cannot be read as JSON: {error}") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise AreasError(f'{path.name} is not an areas file: its "format" must be "{FORMAT}".')
    return by_code(area_of(entry, f"{path.name}, area {i}") for i, entry in _entries(document))


def write_areas(path: Path, areas: Iterable[Area]) -> None:
    """Write areas as JSON, in order of code, so that equal areas make equal files."""
    path.write_text(as_json(areas) + "\n", encoding="utf-8")


def as_json(areas: Iterable[Area]) -> str:
    entries = [asdict(area) for area in sorted(areas, key=lambda area: area.code)]
    return json.dumps({"format": FORMAT, "areas": entries}, ensure_ascii=False, sort_keys=True)


def by_code(areas: Iterable[Area]) -> dict[str, Area]:
    """Areas keyed by code. Raises AreasError when two share one."""
    found: dict[str, Area] = {}
    for area in areas:
        if area.code in found:
            raise AreasError(f"The code {area.code} appears twice: keep one entry for it.")
        found[area.code] = area
    return found


def area_of(entry: Any, where: str) -> Area:
    """One area from parsed JSON. Raises AreasError that names `where`."""
    try:
        upper = entry.get("upper")
        return Area(
            code=_text(entry, "code"),
            council=_council(entry["council"]),
            nation=_text(entry, "nation"),
            region=_text_or_none(entry, "region"),
            upper=_council(upper) if upper else None,
            superseded=bool(entry.get("superseded", False)),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise AreasError(f"{where}: {error} is missing or not text.") from error


def _entries(document: Mapping[str, Any]) -> Iterable[tuple[int, Any]]:
    entries = document.get("areas")
    if not isinstance(entries, list):
        raise AreasError('An areas file needs a list under "areas".')
    return enumerate(entries, start=1)


def _council(entry: Mapping[str, Any]) -> Council:
    return Council(
        slug=_text(entry, "slug"),
        name=_text(entry, "name"),
        code=_text_or_none(entry, "code"),
        type=_text_or_none(entry, "type"),
        welsh_name=_text_or_none(entry, "welsh_name"),
    )


def _text(entry: Mapping[str, Any], key: str) -> str:
    value = entry[key]
    if not isinstance(value, str) or not value:
        raise ValueError(f'"{key}"')
    return value


def _text_or_none(entry: Mapping[str, Any], key: str) -> str | None:
    return None if entry.get(key) is None else _text(entry, key)
