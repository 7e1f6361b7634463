"""On Welsh pages services have the Welsh title and summary of their definition."""

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.utils import translation

from commonworks.factories.commands import taking
from commonworks.kernel.errors import Invalid
from commonworks.needs.commands import needs
from commonworks.needs.policies.said import Said
from commonworks.services.commands import catalogue, withdrawals
from commonworks.services.models import Release, Service
from commonworks.services.queries import catalogue as queries
from commonworks.services.queries import deployments, staff
from tests.actors import NOON
from tests.services.permits import CAMDEN_OWNER, LEAD, OWNER, PERMIT, founded, live

pytestmark = pytest.mark.django_db
ENGLISH, WELSH = "Apply for a bay permit", "Gwneud cais am drwydded"
PARK, PARCIO = "Park outside your home.", "Parcio y tu allan i’ch cartref."
IN_BOTH = PERMIT.replace(f"summary: {PARK}", f"summary: {{en: {PARK}, cy: {PARCIO}}}")
IN_ENGLISH = PERMIT.replace(f"title: {{en: {ENGLISH}, cy: {WELSH}}}", f"title: {ENGLISH}")


@pytest.fixture(autouse=True)
def factory():
    founded()


def publish(text, days=0):
    """Release 1.0.0 on the first day, 1.0.1 on the next, and so on."""
    data = text.replace("version: 1.0.0", f"version: 1.0.{days}").encode()
    at = NOON + timedelta(days=days)
    return catalogue.publish_definition(factory="parking", data=data, by=LEAD, at=at)


def kept():
    return Service.objects.values_list("title_cy", "summary_cy").get()


def shown(address):
    """[which of the four texts a page shows in English, which in Welsh]."""
    said = (ENGLISH, WELSH, PARK, PARCIO)
    pages = [Client().get(f"{address}?lang={lang}").content.decode() for lang in ("en", "cy")]
    return [[text for text in said if f">{text}<" in page] for page in pages]


def test_a_release_says_the_title_and_summary_in_welsh():
    publish(IN_BOTH)
    assert kept() == (WELSH, PARCIO)


def test_the_newest_release_decides_and_one_without_welsh_leaves_them_empty():
    publish(IN_BOTH)
    publish(IN_ENGLISH, days=1)
    assert kept() == ("", "")


def test_where_the_newest_release_is_withdrawn_the_one_before_decides():
    publish(IN_BOTH)
    second = publish(IN_ENGLISH, days=1)
    withdrawals.withdraw_release(release=second, why="Wrong", by=LEAD, at=NOON)
    assert kept() == (WELSH, PARCIO)


def test_where_no_release_stands_what_was_said_stays():
    only = publish(IN_BOTH)
    withdrawals.withdraw_release(release=only, why="Wrong", by=LEAD, at=NOON)
    assert kept() == (WELSH, PARCIO)


def test_a_welsh_title_that_is_too_long_is_refused():
    with pytest.raises(Invalid):
        publish(PERMIT.replace(WELSH, "a" * 201))
    assert Release.objects.count() == 0


@pytest.mark.parametrize("address", ["/services/", "/services/bay-permit/"])
def test_public_pages_say_both_in_the_readers_language(address):
    publish(IN_BOTH)
    assert shown(address) == [[ENGLISH, PARK], [WELSH, PARCIO]]


def test_what_the_definition_lacks_in_welsh_is_said_in_english():
    publish(PERMIT)
    assert shown("/services/") == [[ENGLISH, PARK], [WELSH, PARK]]


def test_finding_a_council_says_the_title_in_the_readers_language(directory):
    publish(IN_BOTH)
    assert shown("/services/bay-permit/find") == [[ENGLISH], [WELSH]]


@pytest.mark.parametrize("address", ["/factories/parking/", "/organisations/leeds/"])
def test_panels_say_the_title_in_the_readers_language(address):
    publish(IN_BOTH)
    live()
    [english, welsh] = shown(address)
    assert (english[0], welsh[0]) == (ENGLISH, WELSH)


def test_a_need_says_the_service_for_it_in_the_readers_language():
    publish(IN_BOTH)
    said = Said(title="Bays are permitted by post", problem="They take weeks.")
    need = needs.declare(authority="leeds", said=said, by=LEAD, at=NOON)
    taking.take_on(factory="parking", need=need, by=LEAD, at=NOON)
    assert shown(f"/needs/{need}/") == [[ENGLISH, PARK], [WELSH, PARCIO]]


def test_the_desks_of_a_council_say_the_title_in_the_readers_language():
    publish(IN_BOTH)
    ref = live()
    publish(IN_BOTH, days=1)
    with translation.override("cy"):
        council = deployments.council_page("leeds", by=OWNER, on=NOON.date())
        other = deployments.council_page("camden", by=CAMDEN_OWNER, on=NOON.date())
        own = deployments.deployment(ref, by=OWNER, on=NOON.date())
        [newer] = staff.newer_releases("leeds")
    found = [council.deployments[0].title, other.offers[0].title, own.title, newer.title]
    assert (found, other.offers[0].summary) == ([WELSH] * 4, PARCIO)


def test_services_stand_by_their_title_in_the_readers_language():
    publish(IN_BOTH)
    other = (
        IN_BOTH.replace("bay-permit", "zoo", 1).replace(ENGLISH, "Zoo").replace(WELSH, "Anifail")
    )
    catalogue.publish_definition(factory="parking", data=other.encode(), by=LEAD, at=NOON)
    orders = []
    for lang in ("en", "cy"):
        with translation.override(lang):
            orders.append([line.ref for line in queries.services()])
    assert orders == [["bay-permit", "zoo"], ["zoo", "bay-permit"]]


def test_welsh_costs_no_further_query(django_assert_num_queries):
    publish(IN_BOTH)
    live()
    with translation.override("cy"):
        with django_assert_num_queries(2):
            queries.services()
        with django_assert_num_queries(6):
            queries.service("bay-permit")
        with django_assert_num_queries(1):
            assert [local.title for local in queries.run_in(["leeds"])] == [WELSH]


def test_the_migration_fills_in_what_the_newest_release_that_stands_says():
    publish(IN_BOTH)
    publish(IN_ENGLISH, days=1)
    fill_in = import_module("commonworks.services.migrations.0004_welsh_titles").fill_in
    Service.objects.update(title_cy="Hen", summary_cy="Hen")
    fill_in(None, SimpleNamespace(connection=connection))
    assert kept() == ("", "")
    withdrawn = {"state": "withdrawn", "withdrawn_at": NOON, "withdrawn_why": "Wrong"}
    Release.objects.filter(version="1.0.1").update(**withdrawn)
    fill_in(None, SimpleNamespace(connection=connection))
    assert kept() == (WELSH, PARCIO)
