import hashlib
import json

import pytest
from django.test import Client

from commonworks.services.models import Asked
from commonworks.services.queries import catalogue
from commonworks.signposts.queries import cards
from tests.services.permits import adopted, founded, live, published

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


def test_a_page_costs_the_same_however_many_run_it(django_assert_num_queries):
    live()
    with django_assert_num_queries(6):
        catalogue.service("bay-permit")
    live("camden")
    with django_assert_num_queries(6):
        catalogue.service("bay-permit")
    with django_assert_num_queries(2):
        catalogue.services()
