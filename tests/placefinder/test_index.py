"""What the index answers, and that a list of rows would answer the same."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from placefinder import Belonging, Index
from tests.placefinder.naive import Naive, Row, chords, has_position, written


@pytest.mark.parametrize(
    "text",
    [
        "SW1A 2AA",
        "sw1a2aa",
        " S W1A 2 a a ",
        "sw1a\t2aa",
        "SW1A\u00a02AA",
        "ＳＷ１Ａ ２ＡＡ",
        "SW1A\u200b2AA",
    ],
)
def test_case_and_spaces_carry_no_meaning(index: Index, text: str):
    assert index.lookup(text).postcode == "SW1A 2AA"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "SW1A2A_",
        "SW1A+AA",
        "SW1A 2AA,",
        "SW1A2AA\0",
        "²AA",
        "SW1A 2AA" + " " * 80 + "X",
        "ſw1a\ud8002aa",
        "x" * 100_000,
    ],
)
def test_what_is_no_postcode_finds_nothing(index: Index, text: str):
    assert index.lookup(text) is None


def test_a_place_says_where_whose_and_by_which_directory(index: Index):
    place = index.lookup("SW1A 2AA")
    at = place.position
    assert (place.outcode, place.incode, place.nation) == ("SW1A", "2AA", "England")
    assert (at.easting, at.northing, at.longitude, at.latitude) == (
        530047,
        179951,
        -0.12767,
        51.503541,
    )
    assert (at.grid, at.accuracy_metres, at.grid_step_metres) == ("British National Grid", 1, 1)
    assert place.area.council.slug == "council-e09000033"
    assert (place.directory, place.terminated) == ("ONS Postcode Directory, November 2025", None)


def test_a_merged_councils_postcode_answers_with_the_successor(index: Index):
    place = index.lookup("CA14 1AA")
    assert (place.recorded_code, place.area.council.slug, place.area.superseded) == (
        "E07000026",
        "cumberland",
        True,
    )


def test_two_tiers_are_both_named(index: Index):
    area = index.lookup("CB1 1AA").area
    assert (area.council.slug, area.upper.slug) == ("council-e07000008", "cambridgeshire")


@pytest.mark.parametrize(
    ("text", "belonging", "nation", "code"),
    [
        ("IM1 1AA", Belonging.ISLE_OF_MAN, "Isle of Man", "M99999999"),
        ("JE2 3AB", Belonging.CHANNEL_ISLANDS, "Channel Islands", "L99999999"),
        ("AB11 3AG", Belonging.NOT_RECORDED, None, None),
        ("S1 1AA", Belonging.NOT_APPLICABLE, "Scotland", "S99999999"),
        ("XX1 1XX", Belonging.UNKNOWN_CODE, None, "E00000000"),
    ],
)
def test_what_belongs_to_no_council_says_so(index: Index, text, belonging, nation, code):
    place = index.lookup(text)
    assert (place.belonging, place.nation, place.recorded_code, place.area) == (
        belonging,
        nation,
        code,
        None,
    )
    assert place.note


def test_a_postcode_without_grid_reference_has_no_position(index: Index):
    assert index.lookup("IM1 1AA").position is None
    assert index.nearest_to("IM1 1AA") == []


def test_northern_ireland_is_on_the_irish_grid(index: Index):
    at = index.lookup("BT1 1AA").position
    assert (at.grid, at.accuracy_metres, at.longitude, at.latitude) == (
        "Irish Grid",
        2,
        -5.922291,
        54.602444,
    )


def test_round_grid_references_own_up_to_it(index: Index):
    steps = {
        text: index.lookup(text).position.grid_step_metres
        for text in ("B1 1AA", "B1 1AB", "SW1A 2AA")
    }
    assert steps == {"B1 1AA": 100, "B1 1AB": 10, "SW1A 2AA": 1}


@pytest.mark.parametrize(
    ("prefix", "found"),
    [
        ("B1", ["B1 1AA", "B1 1AB"]),
        ("b1 ", ["B1 1AA", "B1 1AB"]),
        ("B1 1", ["B1 1AA", "B1 1AB"]),
        ("B11", ["B11 1AA"]),
        ("B11A", ["B1 1AA", "B1 1AB"]),
        ("B", ["B1 1AA", "B1 1AB", "B10 0AA", "B11 1AA", "BT1 1AA"]),
        ("SW1A2A", ["SW1A 2AA"]),
        ("", []),
        ("B1 _", []),
        ("1", []),
    ],
)
def test_a_prefix_finds_what_begins_so(index: Index, prefix: str, found: list[str]):
    assert index.autocomplete(prefix, 10) == found


def test_an_outcode_sums_up_its_postcodes(index: Index):
    outcode = index.outcode("b1")
    assert (outcode.outcode, outcode.postcodes, outcode.nations) == ("B1", 2, ("England",))
    assert (outcode.position.easting, outcode.position.northing) == (406650, 286625)
    assert index.outcode("B99") is None


@pytest.fixture(scope="module")
def naive(rows: list[Row]) -> Naive:
    return Naive(rows)


CODES = st.text("ABCJEUWZ012 ", max_size=9)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_list_of_rows_would_find_the_same_postcode(index: Index, naive: Naive, rows, data):
    text = data.draw(CODES | st.sampled_from(rows).map(lambda row: row[0].lower()))
    place, row = index.lookup(text), naive.lookup(text)
    assert (place and place.postcode) == (row and written(row[0]))
    assert (place and place.recorded_code) == (row and row[1])


@settings(max_examples=100, deadline=None)
@given(data=st.data(), limit=st.integers(0, 30))
def test_a_list_of_rows_would_complete_to_the_same(index: Index, naive: Naive, rows, data, limit):
    whole = st.sampled_from(rows).map(lambda row: written(row[0]))
    text = data.draw(CODES | whole.flatmap(lambda p: st.integers(0, 8).map(lambda n: p[:n])))
    assert index.autocomplete(text, limit) == naive.autocomplete(text, limit)


@pytest.fixture(scope="module")
def placed(index: Index, rows: list[Row]) -> dict[str, tuple[float, float]]:
    places = (index.lookup(row[0]) for row in rows if has_position(row))
    return {p.postcode: (p.position.longitude, p.position.latitude) for p in places}


@settings(max_examples=100, deadline=None)
@given(
    centre=st.sampled_from([(-0.45, 51.53), (-1.2, 60.2), (-0.128, 51.503), (-3.0, 55.0)]),
    off=st.tuples(st.floats(-0.1, 0.1), st.floats(-0.1, 0.1)),
    radius=st.floats(1, 25_000),
    limit=st.integers(1, 40),
)
def test_nothing_nearer_is_left_out(index: Index, placed, centre, off, radius, limit):
    longitude, latitude = centre[0] + off[0], centre[1] + off[1]
    near = index.nearest(longitude, latitude, limit=limit, radius=radius)
    distances = [each.metres for each in near]
    assert distances == sorted(distances)
    all_distances = chords(longitude, latitude, np.array(list(placed.values())))
    true = dict(zip(placed, all_distances.tolist(), strict=True))
    own = [true[each.place.postcode] for each in near]
    assert distances == pytest.approx(own, rel=1e-5, abs=0.02)
    expected = sorted(metres for metres in true.values() if metres <= radius)[:limit]
    at_the_edge = sum(abs(metres - radius) < 0.3 for metres in true.values())
    assert abs(len(near) - len(expected)) <= at_the_edge
    both = min(len(near), len(expected))
    assert distances[:both] == pytest.approx(expected[:both], rel=1e-5, abs=0.02)


def test_without_a_circle_the_search_widens_to_twenty_kilometres(index: Index):
    [first] = index.nearest(-0.2, 51.45, limit=1)
    assert first.metres == min(
        n.metres for n in index.nearest(-0.2, 51.45, limit=100, radius=20_000)
    )
    assert index.nearest(10.0, 40.0, limit=1) == []


@pytest.mark.parametrize(("longitude", "latitude"), [(0, 90), (0, -90), (180, 0), (-180, 89.99)])
def test_the_ends_of_the_earth_are_near_nothing(index: Index, longitude, latitude):
    assert index.nearest(longitude, latitude) == []


def test_a_centre_is_the_mean_of_a_council_s_postcodes_in_both_tiers(index: Index, rows: list[Row]):
    lerwick = [row[2:] for row in rows if row[1] == "S12000027" and has_position(row)]
    mean = np.array(lerwick).mean(axis=0)
    assert index.centres["council-s12000027"] == pytest.approx(mean, abs=200)
    assert index.centres["cambridgeshire"] == index.centres["council-e07000008"]


def test_a_council_without_a_place_has_no_centre(index: Index):
    assert "council-e00000000" not in index.centres
    known = {area.council.slug for area in index.areas if area} | {"cambridgeshire"}
    assert set(index.centres) <= known
