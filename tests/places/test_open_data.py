"""The index as the house holds it: today's councils in it, and one answer at both doors."""

import json
from pathlib import Path

import pytest
from django.test import Client

from commonworks.kernel.errors import NotAllowed, Unavailable
from commonworks.kernel.models import Event
from commonworks.network.models import Organisation
from commonworks.network.ports import SYSTEM
from commonworks.places import commands, queries
from commonworks.places.web import open_data
from placefinder import Index
from placefinder.building import build
from tests.actors import NOON
from tests.placefinder.conftest import CHOSEN, areas_of, of_rows
from tests.placefinder.test_http import wsgi
from tests.places.councils import CLERK


@pytest.fixture
def data(settings, tmp_path: Path):
    settings.COMMONWORKS_DATA = str(tmp_path)
    for kept in (queries.holder, open_data.places):
        kept.cache_clear()
    yield tmp_path
    for kept in (queries.holder, open_data.places):
        kept.cache_clear()


@pytest.fixture
def indexed(data: Path) -> Path:
    directory = of_rows(CHOSEN)
    build(queries.index_file(), directory, areas_of(directory))
    return data


def test_a_postcode_leads_to_its_councils_in_both_tiers(indexed: Path):
    found = queries.authority_of("cb11aa")
    assert (found.ref, found.upper_ref, found.postcode) == (
        "council-e07000008",
        "cambridgeshire",
        "CB1 1AA",
    )
    assert (found.source, found.edition) == ("ONS Postcode Directory", "November 2025")
    assert found.problem == ""


def test_a_postcode_of_no_uk_council_says_why(indexed: Path):
    found = queries.authority_of("IM1 1AA")
    assert (found.ref, found.nation) == (None, "Isle of Man")
    assert found.problem.endswith("it belongs to no UK council.")


def test_a_wrong_postcode_says_what_is_wrong_and_what_was_meant(indexed: Path):
    found = queries.authority_of("SWlA 2AA")
    assert (found.ref, found.suggestions) == (None, ("SW1A 2AA",))
    assert found.problem.startswith("The first half must be")


def test_before_there_is_an_index_it_is_unavailable(data: Path):
    with pytest.raises(Unavailable):
        queries.authority_of("SW1A 2AA")
    assert queries.how_many_postcodes() == 0


def test_a_sample_is_the_same_for_the_same_seed(indexed: Path):
    assert queries.sample(5, seed=1) == queries.sample(5, seed=1)


REQUESTS = [
    ("GET", "/places/", "", b""),
    ("GET", "/places", "", b""),
    ("GET", "/places/postcodes/SW1A 2AA", "", b""),
    ("HEAD", "/places/postcodes/SW1A 2AA", "", b""),
    ("GET", "/places/postcodes/ＳＷ１Ａ２ＡＡ", "", b""),
    ("GET", "/places/postcodes/SW1A 9ZZ", "", b""),
    ("GET", "/places/postcodes/\0", "", b""),
    ("GET", "/places/postcodes", "lon=-0.12767&lat=51.503541", b""),
    ("GET", "/places/postcodes/B1/autocomplete", "limit=1", b""),
    ("GET", "/places/outcodes/B1", "filter=outcode", b""),
    ("GET", "/places/nowhere/", "", b""),
    ("POST", "/places/postcodes", "", b'{"postcodes": ["SW1A 2AA"]}'),
    ("POST", "/places/postcodes", "", b"{"),
    ("POST", "/places/postcodes", "", b"x" * 70_000),
    ("DELETE", "/places/postcodes", "", b""),
    ("OPTIONS", "/places/postcodes", "", b""),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path", "query", "body"), REQUESTS)
def test_the_view_answers_as_the_door_before_it_does(indexed, method, path, query, body):
    front = open_data.in_front(None)
    status, headers, answer = wsgi(front, method, path, query, body)
    response = Client(enforce_csrf_checks=True).generic(
        method, path, body, "application/json", QUERY_STRING=query
    )
    assert (response.status_code, response.content) == (status, answer)
    sent = {name: value for name, value in response.headers.items() if name != "Content-Length"}
    assert sent == {name: value for name, value in headers if name != "Content-Length"}


@pytest.mark.django_db
def test_the_demonstration_is_marked_at_the_door_and_in_the_view_alike(indexed, settings):
    settings.COMMONWORKS_DEMO = True
    path = "/places/postcodes/CB11JY"
    headers = wsgi(open_data.in_front(None), "GET", path)[1]
    assert dict(headers)["X-Demonstration"] == Client().get(path)["X-Demonstration"]


@pytest.mark.django_db
def test_only_the_installation_builds_the_index(data: Path):
    with pytest.raises(NotAllowed):
        commands.build_index(by=CLERK, at=NOON)


@pytest.mark.django_db
def test_the_whole_directory_is_indexed_for_the_councils_of_today(data: Path):
    from commonworks.network import commands as network

    assert not queries.index_is_ready()
    network.load_facts(by=SYSTEM, at=NOON)
    report = commands.build_index(by=SYSTEM, at=NOON)
    assert (report.built, report.postcodes, report.unknown_codes) == (True, 2_720_556, ())
    assert queries.index_is_ready()
    assert not commands.build_index(by=SYSTEM, at=NOON).built
    assert Event.objects.filter(name="places.index.built").count() == 1
    found = [queries.authority_of(text) for text in ("S1 2HH", "S70 2TA", "CA14 2RS", "CB1 1JY")]
    assert [each.ref for each in found] == ["sheffield", "barnsley", "cumberland", "cambridge"]
    answer = wsgi(open_data.in_front(None), "GET", "/places/postcodes/CB11JY")[2]
    assert json.loads(answer)["result"]["admin_county"] == found[3].upper_name
    assert Index(queries.index_file()).edition == found[0].edition
    _oxford_and_cardiff_are_told_as_the_house_holds_them()
    # An index made when less, or else, was known of a council is not served for long.
    Organisation.objects.filter(ref="cardiff").update(short_name_cy="")
    assert not queries.index_is_ready()


def _oxford_and_cardiff_are_told_as_the_house_holds_them():
    front = open_data.in_front(None)
    asked = ("OX11BX", "CF101AA")
    paths = [f"/places/postcodes/{code}" for code in asked]
    oxford, cardiff = (wsgi(front, "GET", path)[2] for path in paths)
    assert [Client().get(path).content for path in paths] == [oxford, cardiff]
    result = json.loads(oxford)["result"]
    assert (result["codes"]["admin_county"], result["placefinder"]["upper_tier"]) == (
        "E10000025",
        {
            "slug": "oxfordshire",
            "name": "Oxfordshire",
            "code": "E10000025",
            "type": "county",
            "welsh_name": None,
        },
    )
    assert json.loads(cardiff)["result"]["placefinder"]["organisation"] == {
        "slug": "cardiff",
        "name": "Cardiff",
        "code": "W06000015",
        "type": "welsh-council",
        "welsh_name": "Caerdydd",
    }


def test_neighbours_are_the_organisations_whose_centres_lie_near_the_nearest_first(indexed: Path):
    near = queries.neighbours("council-e09000033", within_km=90)
    # Westminster to Cambridge: 16 km east and 79 km north; in both tiers.
    assert near == [queries.Near("cambridgeshire", 80), queries.Near("council-e07000008", 80)]
    assert queries.neighbours("council-e09000033", within_km=70) == []


def test_what_lies_nowhere_has_no_neighbours(indexed: Path):
    assert queries.neighbours("nowhere", within_km=1000) == []


def test_without_an_index_nothing_lies_anywhere(data: Path):
    assert (queries.centres(), queries.neighbours("leeds", within_km=100)) == ({}, [])
