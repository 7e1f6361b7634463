import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonworks.factories.commands import taking
from commonworks.kernel.errors import NotAllowed
from commonworks.kernel.models import Event
from commonworks.needs.commands import needs, stages
from commonworks.needs.policies.said import Said
from commonworks.network.commands import people
from commonworks.network.models import Person
from commonworks.network.ports import SYSTEM, Actor
from commonworks.services import panels
from commonworks.services.commands import catalogue
from commonworks.services.commands.catalogue import VersionTaken
from commonworks.services.models import Release, Service
from commonworks.services.policies.definitions import DefinitionRefused
from commonworks.services.queries import plans
from commonworks.signposts.queries import search
from tests.actors import NOON, member_of
from tests.services.permits import LEAD, PERMIT, founded, published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def factory():
    founded()


def test_publishing_lists_the_service_and_says_the_hash():
    release = published()
    assert (Service.objects.get().title, Release.objects.get().hash) == (
        "Apply for a bay permit",
        release,
    )
    names = ["services.service.listed", "services.release.published"]
    assert (
        list(
            Event.objects.filter(name__startswith="services.")
            .order_by("pk")
            .values_list("name", flat=True)
        )
        == names
    )


def test_a_service_is_found_by_its_title_in_both_languages():
    published()
    for words in ("bay permit", "cais am drwydded"):
        assert [found.ref for found in search(words=words).cards] == ["service.bay-permit"]


def test_publishing_the_same_again_changes_nothing():
    assert published() == published()
    assert Event.objects.filter(name="services.release.published").count() == 1


def test_a_version_means_one_content():
    published()
    with pytest.raises(VersionTaken):
        published(PERMIT.replace("Park outside", "Stop outside"))


def test_a_new_version_stands_beside_the_old_one():
    published()
    published(PERMIT.replace("version: 1.0.0", "version: 1.0.1"))
    assert list(Release.objects.order_by("version").values_list("version", flat=True)) == [
        "1.0.0",
        "1.0.1",
    ]


@pytest.mark.parametrize("council", ["cornwall", "leeds"])
def test_a_member_of_staff_cannot_publish(council):
    with pytest.raises(NotAllowed):
        catalogue.publish_definition(
            factory="parking", data=PERMIT.encode(), by=member_of(council, "caseworker"), at=NOON
        )


def test_a_service_owner_of_any_member_can_publish():
    owner = member_of("camden", "service-owner")
    catalogue.publish_definition(factory="parking", data=PERMIT.encode(), by=owner, at=NOON)
    assert plans.latest_release("bay-permit").version == "1.0.0"


REFUSED = {
    "reserved id": (PERMIT.replace("bay-permit", "manage", 1), "/definition"),
    "unknown key": (PERMIT.replace("summary:", "sumary:"), "line 6"),
    "missing list": (PERMIT.replace("list: zones", "list: zoned"), "line 18"),
    "an alias": (PERMIT + "retired: &a {x: gone}\nquotes: *a\n", "line 32"),
    "another service": (PERMIT.replace("bay-permit", "garden-permit", 1), "/definition"),
}


@pytest.mark.parametrize("text, place", REFUSED.values(), ids=REFUSED)
def test_a_bad_definition_is_refused_with_its_place(text, place):
    published()
    with pytest.raises(DefinitionRefused) as refused:
        catalogue.publish_release(service="bay-permit", data=text.encode(), by=LEAD, at=NOON)
    assert [*refused.value.fields] == [place]
    assert Release.objects.count() == 1


def declared() -> str:
    said = Said(title="Bay permits come by post", problem="They take weeks.")
    return needs.declare(authority="leeds", said=said, by=LEAD, at=NOON)


def test_a_need_that_is_met_leads_to_the_service_of_its_factory():
    published()
    need = declared()
    taking.take_on(factory="parking", need=need, by=LEAD, at=NOON)
    stages.mark_met(need=need, by=LEAD, at=NOON)
    page = Client().get(f"/needs/{need}/").content.decode()
    assert ("A service for this" in page, "Take this service on" in page) == (True, True)
    assert page.count('href="/services/bay-permit/"') == 2


def test_a_need_that_no_factory_took_on_shows_no_service():
    published()
    assert "A service for this" not in Client().get(f"/needs/{declared()}/").content.decode()


def test_who_declares_what_is_met_elsewhere_is_led_to_its_factory_and_its_service(client):
    published()
    need = declared()
    taking.take_on(factory="parking", need=need, by=LEAD, at=NOON)
    stages.mark_met(need=need, by=LEAD, at=NOON)
    ref = people.admit(
        email="lead@camden.example",
        name="Lead",
        organisation="camden",
        roles=["lead"],
        by=SYSTEM,
        at=NOON,
    )
    client.force_login(Person.objects.get(ref=ref))
    typed = {"authority": "camden", "title": "Bay permits come by post", "visibility": "public"}
    told = {**typed, "problem": "They take weeks."}
    page = client.post("/needs/declare", told, follow=True).content.decode()
    [card] = re.findall(rf'(?s)<li class="cw-card">(?:(?!</li>).)*/needs/{need}/".*?</li>', page)
    links = re.findall(r'govuk-link" href="([^"]*)"', card)
    assert links == [f"/needs/{need}/", "/factories/parking/", "/services/bay-permit/"]


@pytest.mark.parametrize("slot", ["needs.need", "needs.ended"])
def test_what_services_show_on_a_need_costs_what_the_panel_says(slot):
    published()
    need = declared()
    taking.take_on(factory="parking", need=need, by=LEAD, at=NOON)
    [panel] = [each for each in panels.PANELS if each.slot == slot]
    with CaptureQueriesContext(connection) as asked:
        panel.query(need, by=Actor("anonymous"))
    assert len(asked) == panel.sql
