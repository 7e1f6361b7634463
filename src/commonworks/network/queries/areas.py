"""Which council runs an area: for the postcode index, which asks once and keeps the answer."""

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from commonworks.network.models import PRINCIPAL, Code, Organisation, Succession


@dataclass(frozen=True, slots=True)
class Runs:
    """A council of today: its ref and short names, its GSS code, and `Organisation.Type`."""

    ref: str
    name: str
    welsh_name: str | None
    code: str | None
    type: str


@dataclass(frozen=True, slots=True)
class Area:
    """Who runs services in an area today. `county` is the upper tier, where there is one."""

    council: Runs
    county: Runs | None
    nation: str
    region: str | None


def area_table() -> dict[str, Area]:
    """GSS code -> the council of today, following successors. Three SQL queries.

    A code of an area that was divided among several councils has no entry: it cannot say which.
    """
    today = {
        row.ref: row
        for row in Organisation.objects.filter(end=None, type__in=PRINCIPAL).select_related(
            "upper_tier"
        )
    }
    codes = list(Code.objects.filter(scheme=Code.Scheme.GSS).order_by("code"))
    latest = {code.organisation_id: code.code for code in codes if not code.replaced_by}
    heirs = _heirs()
    areas: dict[str, Area] = {}
    for code in codes:
        council = _today(code.organisation_id, today, heirs)
        if council is not None:
            areas[code.code] = _area(council, latest)
    return areas


def not_uk() -> dict[str, str]:
    """Codes in the postcode directory that are of no UK council -> what they stand for. No SQL."""
    text = files("commonworks.network").joinpath("facts", "not_uk.csv").read_text("utf-8")
    return {row["code"]: row["what"] for row in csv.DictReader(text.splitlines())}


def _heirs() -> Mapping[str, list[str]]:
    heirs: dict[str, list[str]] = defaultdict(list)
    for predecessor, successor in Succession.objects.values_list("predecessor", "successor"):
        heirs[predecessor].append(successor)
    return heirs


def _today(
    ref: str, today: Mapping[str, Organisation], heirs: Mapping[str, list[str]]
) -> Organisation | None:
    """The one current council that a line of successions ends in, if it is one line."""
    passed: set[str] = set()
    while ref not in today:
        if ref in passed or len(heirs.get(ref, ())) != 1:
            return None
        passed.add(ref)
        [ref] = heirs[ref]
    return today[ref]


def _area(council: Organisation, latest: Mapping[str, str]) -> Area:
    county = council.upper_tier
    return Area(
        council=_runs(council, latest),
        county=_runs(county, latest) if county else None,
        nation=council.get_nation_display(),
        region=council.get_region_display() or None,
    )


def _runs(council: Organisation, latest: Mapping[str, str]) -> Runs:
    return Runs(
        ref=council.ref,
        name=council.short_name,
        welsh_name=council.short_name_cy or None,
        code=latest.get(council.ref),
        type=council.type,
    )
