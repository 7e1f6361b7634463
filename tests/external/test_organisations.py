"""Our facts beside lists that others keep, read from ../shared/data when it is there."""

import csv
import os
from pathlib import Path

import pytest

from commonworks.network.cli import mysociety
from commonworks.network.commands import load_facts
from commonworks.network.commands.imports import TYPES, import_organisations
from commonworks.network.models import PRINCIPAL, Code, Organisation
from commonworks.network.ports import SYSTEM
from commonworks.network.queries.shipped import shipped_facts
from tests.actors import NOON

ROOT = Path(__file__).parents[2]
TOLD = [Path(told)] if (told := os.environ.get("COMMONWORKS_SHARED")) else []
PLACES = [*TOLD, *(folder / "shared" for folder in ROOT.parents)]
COUNCILS = next(
    (found for place in PLACES if (found := place / "data" / "councils").is_dir()), None
)
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(COUNCILS is None, reason="../shared/data/councils is not here"),
]
MYSOCIETY = "mysociety-uk_local_authorities_future-1.7.3.csv"
# Raised to cities by letters patent of 2022: mySociety keeps the older names, GOV.UK does not.
CITIES = {"colchester", "milton-keynes", "southend-on-sea"}


def rows(name):
    with (COUNCILS / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def theirs():
    return [row for row in rows(MYSOCIETY) if row["current-authority"] == "True"]


@pytest.fixture
def ours(db):
    load_facts(by=SYSTEM, at=NOON)
    codes = Code.objects.select_related("organisation")
    return {code.code: code.organisation for code in codes}


def test_all_382_principal_councils_agree_in_name_type_and_nation(ours):
    other = {}
    councils = [row for row in theirs() if TYPES[row["local-authority-type"]] in PRINCIPAL]
    for row in councils:
        council = ours[row["local-authority-code"]]
        told = (" ".join(row["official-name"].split()), TYPES[row["local-authority-type"]])
        here = (council.name, council.type)
        if (*told, row["nation"]) != (*here, council.get_nation_display()):
            other[council.ref] = (told, here)
    assert {ours[row["local-authority-code"]].ref for row in councils} == set(
        Organisation.objects.filter(type__in=PRINCIPAL, end=None).values_list("ref", flat=True)
    )
    assert (len(councils), set(other)) == (382, CITIES)
    assert {(told[1], here[1]) for told, here in other.values()} <= {(t, t) for t in PRINCIPAL}


def test_the_three_that_differ_bear_the_name_that_government_uses(ours):
    official = {row["slug"]: row["name"] for row in rows("llm-local-authorities.csv")}
    assert {ref: official[ref] for ref in CITIES} == {
        ref: Organisation.objects.get(ref=ref).name for ref in CITIES
    }


def test_their_codes_counties_and_successors_are_ours(ours):
    wrong = []
    for row in rows(MYSOCIETY):
        own = ours.get(row["local-authority-code"])
        gss = [code for code in (row["gss-code"], *row["former-gss-codes"].split(",")) if code]
        county = ours[row["county-la"]].ref if row["county-la"] else None
        after = {ours[code].ref for code in row["replaced-by"].split(",") if code}
        if own is None or {ours.get(code) for code in gss} - {own}:
            wrong.append((row["local-authority-code"], gss))
        elif own.upper_tier_id != county:
            wrong.append((own.ref, own.upper_tier_id, county))
        elif after - set(own.successions.values_list("successor", flat=True)):
            wrong.append((own.ref, after))
    assert wrong == []


def test_a_lookup_of_codes_leads_to_the_same_councils(ours):
    lookup = [row for row in rows("lookup_gss_to_registry.csv") if row["gss-code"]]
    wrong = [
        row
        for row in lookup
        if ours.get(row["gss-code"]) != ours.get(row["local-authority-code"], "nobody")
    ]
    assert (len(lookup), wrong) == (458, [])


def test_codes_and_regions_of_the_ons_lead_to_the_same_councils(ours):
    """The ONS lookups of June 2026: each code, and the code that is active in its stead."""
    wrong = [
        (row["LADCD"], row["LADCD_ACTIVE"])
        for row in rows("drkane-la_all_codes.csv")
        if row["LADCD"] in ours
        and row["Current"] == "TRUE"
        and (
            ours[row["LADCD"]] != ours.get(row["LADCD_ACTIVE"])
            or ours[row["LADCD"]].get_region_display()
            != (row["RGNNM"] if row["CTRYNM"] == "England" else "")
        )
    ]
    assert wrong == []


def test_websites_and_slugs_are_those_that_government_links_to(ours):
    held = {fact.ref: fact for fact in shipped_facts().organisations}
    wrong = [
        row["slug"]
        for row in rows("llm-local-authorities.csv")
        if held[row["slug"]].website != row["homepage_url"]
    ]
    assert wrong == []


def test_where_combined_authorities_differ_is_said_with_our_source(ours, capsys):
    listed = {
        ours[r["local-authority-code"]] for r in theirs() if r["local-authority-type"] == "COMB"
    }
    current = set(Organisation.objects.filter(type__startswith="combined-", end=None))
    with capsys.disabled():
        for place in sorted(listed ^ current, key=str):
            where = "mySociety's list alone" if place in listed else "our list alone"
            print(f"\n  {place} – in {where}; our source: {place.source}", end="")
    assert (len(listed), len(current), len(listed & current)) == (14, 19, 12)
    assert sorted(place.ref for place in listed - current) == [
        "north-east-ca-to-2024",
        "north-of-tyne-ca",
    ]


def test_the_whole_file_of_mysociety_is_taken_in_and_a_second_time_changes_nothing(ours):
    read = mysociety.read(COUNCILS / MYSOCIETY)
    tried = import_organisations(rows=read, dry_run=True, by=SYSTEM, at=NOON)
    before = list(Organisation.objects.order_by("pk").values_list())
    done = import_organisations(rows=read, by=SYSTEM, at=NOON)
    again = import_organisations(rows=read, by=SYSTEM, at=NOON)

    assert (len(read), tried.problems, tried.written) == (470, (), False)
    assert (tried.added, tried.changes) == (0, done.changes)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 470)
    assert len(before) == Organisation.objects.count()
    changed = {change.ref for change in done.changes}
    assert changed >= CITIES  # their older names, since whoever imports a file wants what it says
    assert {change.what for change in done.changes} <= {"name", "short_name", "region"}


def test_a_file_of_another_shape_is_refused_with_the_columns_it_lacks():
    with pytest.raises(Exception, match="lacks these columns: local-authority-code"):
        mysociety.read(COUNCILS / "llm-local-authorities.csv")
