"""The permit, and what three councils make of it."""

from datetime import date
from pathlib import Path

import pytest

from commonworks.services.models import Case
from formwork import Walk, compose, load, quote, read_overlay

DEMO = Path(__file__).parents[2] / "src" / "commonworks" / "config" / "demo"
RELEASE = load((DEMO / "resident-parking-permit.yaml").read_bytes()).release
TODAY = date(2026, 11, 22)


def council(name):
    return compose(RELEASE, [read_overlay((DEMO / f"{name}.yaml").read_bytes(), RELEASE)])


def household(**more):
    cars = {
        "one": {"registration": "AB12CDE", "make": None, "fuel": "diesel", "keeper": "me"},
        "two": {"registration": "AB13CDE", "make": "Kia", "fuel": "electric", "keeper": "me"},
    }
    asked = {"kind": "own-vehicles", "blue-badge": False, "vehicles": cars, "length": "year"}
    return {**asked, "start-date": "2026-12-01", "proof": ["council-tax"], **more}


def test_its_states_are_those_of_a_case():
    words = council("camden").words("cy")
    assert [words.get(f"state:{state}", "label") != "" for state in Case.State] == [True] * 3
    assert len(list(Case.State)) == 3


@pytest.mark.parametrize("name", ["camden", "leeds", "cornwall"])
def test_each_council_has_all_it_needs_to_go_live(name):
    composed = council(name)
    assert (composed.still_missing(TODAY), composed.problems, composed.stale()) == ([], (), [])


@pytest.mark.parametrize(
    ("name", "pence"), [("camden", 42900), ("leeds", 2500), ("cornwall", 18500)]
)
def test_two_vehicles_cost_what_each_council_asks(name, pence):
    assert quote(council(name), household(), {}, on=TODAY).total_pence == pence


def test_a_permit_that_starts_after_a_rise_costs_the_new_price():
    late = household(**{"start-date": "2027-04-01"})
    assert quote(council("camden"), late, {}, on=TODAY).total_pence == 16200 + 24300 + 3900


def test_a_blue_badge_makes_it_free():
    held = household(**{"blue-badge": True, "badge-number": "ABC123"})
    assert quote(council("camden"), held, {}, on=TODAY).total_pence == 0


def test_visitors_vouchers_take_another_way_and_are_charged_by_the_book():
    answers = {"kind": "visitors", "books": 3, "proof": ["bank"]}
    kept = Walk(council("cornwall").shape, answers, {}, TODAY)
    assert "vehicle" not in kept.path().pages
    assert quote(council("cornwall"), answers, {}, on=TODAY).total_pence == 4500


def test_a_company_vehicle_asks_for_its_letter():
    cars = {"one": {"registration": "AB12CDE", "fuel": "petrol", "keeper": "company"}}
    path = Walk(council("leeds").shape, household(vehicles=cars), {}, TODAY).path()
    assert "company-vehicle" in path.pages


def test_who_has_no_proof_is_told_whom_to_ask_and_goes_no_further():
    composed = council("leeds")
    path = Walk(composed.shape, household(proof=["no-proof"]), {}, TODAY).path()
    assert path.exit == "proof-needed"
    told = composed.words("en").html("page:proof-needed/content:proof-needed-help", "text")
    assert 'href="mailto:parking@leeds.example"' in told


@pytest.mark.parametrize("lang", ["en", "cy"])
def test_every_text_is_there_in_both_languages(lang):
    keys = {(k.address, k.slot) for k in RELEASE.entries if k.lang == "en"}
    assert keys - {(k.address, k.slot) for k in RELEASE.entries if k.lang == lang} == set()
