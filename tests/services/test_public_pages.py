import hashlib
import json

import numpy as np
import pytest
from django.test import Client

from commonworks.network.models import Organisation
from commonworks.places import queries as places
from commonworks.services.commands import deployments
from commonworks.services.models import Asked, Deployment
from commonworks.services.queries import catalogue
from commonworks.signposts.queries import cards
from placefinder import Area, Council
from placefinder.building import build
from placefinder.onspd import from_columns
from tests.actors import NOON
from tests.services.permits import OWNER, adopted, founded, live, published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def release():
    founded()
    return published()


@pytest.fixture
def anyone():
    return Client()


def test_a_service_says_who_runs_it_since_when_and_on_which_release(anyone, release):
    live()
    text = anyone.get("/services/bay-permit/").content.decode()
    assert all(said in text for said in ("Leeds Council", "2 March 2026", "1.0.0", release))


def test_a_service_that_is_being_prepared_is_not_said_to_run():
    adopted()
    assert catalogue.service("bay-permit").run_by == ()


def test_the_definition_is_open_and_its_name_is_its_hash(anyone, release):
    answer = anyone.get(f"/services/bay-permit/releases/{release}.json")
    assert hashlib.sha256(answer.content).hexdigest() == release
    assert json.loads(answer.content)["definition"] == "bay-permit"


def test_asking_is_counted_by_day_and_says_nothing_of_who(anyone):
    for _ in range(2):
        anyone.post("/services/bay-permit/ask", {"council": "cornwall"})
    assert list(Asked.objects.values_list("council", "times")) == [("cornwall", 2)]


@pytest.mark.parametrize("council", ["", "atlantis", "leeds' OR 1=1"])
def test_asking_a_council_that_does_not_exist_counts_nothing(anyone, council):
    assert anyone.post("/services/bay-permit/ask", {"council": council}).status_code == 404
    assert Asked.objects.count() == 0


@pytest.mark.parametrize("address", ["atlantis/", "bay-permit/releases/abc.json"])
def test_what_is_not_there_is_a_plain_page(anyone, address):
    assert anyone.get(f"/services/{address}").status_code == 404


def test_services_and_live_deployments_have_cards_and_nothing_else_has():
    adopted("camden")
    live()
    found = [(card.kind, card.ref, card.link) for card in cards(limit=9) if card.kind != "factory"]
    assert found == [
        ("service", "service.bay-permit", "/services/bay-permit/"),
        ("deployment", "deployment.leeds.bay-permit", "/s/leeds/bay-permit/"),
    ]


def test_a_service_can_be_followed_from_its_page(anyone):
    page = anyone.get("/services/bay-permit/").content.decode()
    assert 'href="/alerts/follow?card=service.bay-permit"' in page
    assert 'href="/alerts/feed.atom?card=service.bay-permit"' in page


def test_a_page_costs_the_same_however_many_run_it(django_assert_num_queries):
    live()
    with django_assert_num_queries(6):
        catalogue.service("bay-permit")
    live("camden")
    with django_assert_num_queries(6):
        catalogue.service("bay-permit")
    with django_assert_num_queries(2):
        catalogue.services()


@pytest.fixture
def postcodes(settings, tmp_path):
    """An index of four postcodes: Leeds, Camden, one of a district in a county, and Jersey."""
    counties = {"E07000008": Council("surrey", "Surrey")}
    named = {"E08000035": "leeds", "E09000007": "camden", "E07000008": "cornwall"}
    areas = {
        code: Area(code, Council(ref, ref), "England", upper=counties.get(code))
        for code, ref in named.items()
    }
    settings.COMMONWORKS_DATA = tmp_path
    columns = (
        ["LS1 4AP", "NW1 2DB", "CB1 1AA", "JE2 3AB"],
        ["E08000035", "E09000007", "E07000008", "L99999999"],
        np.array([430000.0, 530000.0, 546200.0, np.nan]),
        np.array([433000.0, 183000.0, 258300.0, np.nan]),
    )
    directory = from_columns("November 2025", *columns, "of rows")
    build(places.index_file(), directory, areas)
    places.holder.cache_clear()
    yield
    places.holder.cache_clear()


def test_a_postcode_leads_to_its_councils_service(anyone, postcodes):
    live()
    answer = anyone.get("/services/bay-permit/find?postcode=ls14ap")
    assert (answer.status_code, answer["Location"]) == (302, "/s/leeds/bay-permit/")


def test_a_council_without_it_is_linked_to_and_can_be_asked(anyone, postcodes):
    live()
    answer = anyone.get("/services/bay-permit/find?postcode=NW1 2DB")
    text = answer.content.decode()
    assert (answer.status_code, "https://camden.example" in text) == (200, True)
    assert 'name="council" value="camden"' in text


def test_a_county_that_runs_it_serves_its_districts(anyone, postcodes):
    Organisation.objects.create(
        ref="surrey",
        name="Surrey Council",
        short_name="Surrey",
        type="county",
        nation="england",
    )
    answer = anyone.get("/services/bay-permit/find?postcode=CB1 1AA").content.decode()
    assert ('value="cornwall"' in answer, 'value="surrey"' in answer) == (True, True)
    adopted("surrey")
    Deployment.objects.update(state="live", live_since=NOON)
    found = anyone.get("/services/bay-permit/find?postcode=CB1 1AA")
    assert found["Location"] == "/s/surrey/bay-permit/"


@pytest.mark.parametrize("typed", ["", "LS1", "ZZ99 3WZ", "JE2 3AB", "<script>", "LS1 4A" * 9])
def test_a_postcode_that_leads_nowhere_is_explained_beside_the_field(anyone, postcodes, typed):
    answer = anyone.get("/services/bay-permit/find", {"postcode": typed})
    assert (answer.status_code, b'id="postcode-error"' in answer.content) == (422, True)
    assert b"<script>" not in answer.content.replace(b"<script ", b"")


def test_a_paused_service_says_so(anyone, postcodes):
    deployments.pause(deployment=live(), by=OWNER, at=NOON)
    answer = anyone.get("/services/bay-permit/find?postcode=LS1 4AP")
    assert (answer.status_code, b"has paused this service" in answer.content) == (200, True)
