"""A service goes from alpha to beta and from beta to live, one step at a time."""

import json

import pytest
from django.test import Client

from commonworks.kernel.errors import NotAllowed
from commonworks.kernel.models import Event
from commonworks.network.models import Person
from commonworks.services.commands import catalogue
from commonworks.services.commands.catalogue import NotPossible
from commonworks.services.models import Service
from commonworks.services.queries import phases
from commonworks.services.queries.rights import rights
from tests.actors import NOON, member_of
from tests.services.permits import CAMDEN_OWNER, LEAD, founded, live, published
from tests.services.test_withdrawals import staffed

pytestmark = pytest.mark.django_db
SERVICE = "bay-permit"
PUBLIC, HERE = f"/services/{SERVICE}/", f"/services/{SERVICE}/phase"


@pytest.fixture(autouse=True)
def release():
    founded()
    return published()


@pytest.fixture
def lead(client):
    staffed("leeds", "lead")
    person = Person.objects.get(email="lead@leeds.example")
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def move_on(phase, by=LEAD):
    catalogue.move_on(service=SERVICE, phase=phase, by=by, at=NOON)


def phase():
    return Service.objects.get().phase


def moves():
    moved = Event.objects.filter(name="services.service.moved", subject=SERVICE).order_by("pk")
    return [json.loads(item)["phase"] for item in moved.values_list("item", flat=True)]


def text(client, address):
    return client.get(address).content.decode()


def test_a_lead_reads_what_changes_and_takes_the_service_on_to_live(lead):
    assert f'href="{HERE}"' in text(lead, PUBLIC)
    seen = []
    for now, changes in (
        ("alpha", "residents read “Beta” where they read “Alpha” now."),
        ("beta", "The banner that says “Beta” goes from the top of every page"),
    ):
        page = text(lead, HERE)
        assert (changes in page, "The phase is public" in page) == (True, True)
        answer = lead.post(HERE, {"phase": now}, follow=True)
        seen.append((answer.redirect_chain, phase()))
        assert "The service is in this phase now:" in answer.content.decode()
    assert seen == [([(PUBLIC, 302)], "beta"), ([(PUBLIC, 302)], "live")]
    assert f'href="{HERE}"' not in text(lead, PUBLIC)


def test_residents_read_the_phase_on_every_page_until_the_service_is_live():
    live()
    seen = []
    for now in ("alpha", "beta", ""):
        page = text(Client(), f"/s/leeds/{SERVICE}/")
        seen.append([said for said in ("Alpha", "Beta") if f'tag">{said}<' in page])
        if now:
            move_on(now)
    assert seen == [["Alpha"], ["Beta"], []]


def test_a_banner_on_a_welsh_page_is_in_welsh():
    live()
    assert 'tag">Alffa<' in text(Client(), f"/s/leeds/{SERVICE}/?lang=cy")


def test_a_second_press_of_the_button_takes_no_second_step(lead):
    answers = [lead.post(HERE, {"phase": "alpha"}).status_code for _ in range(2)]
    assert (answers, phase(), moves()) == ([302, 409], "beta", ["beta"])


@pytest.mark.parametrize("now", ["live", "retired"])
def test_a_service_that_cannot_go_on_has_a_plain_page_and_a_post_changes_nothing(lead, now):
    Service.objects.update(phase=now)
    page = lead.get(HERE)
    assert (page.status_code, b"It does not go on from there" in page.content) == (200, True)
    assert b"<form method" not in page.content.partition(b"<main")[2]
    assert (lead.post(HERE, {"phase": now}).status_code, phase(), moves()) == (409, now, [])


@pytest.mark.parametrize("seen", ["", "beta", "retired", "Alpha"])
def test_a_step_from_another_phase_than_the_services_is_refused(seen):
    with pytest.raises(NotPossible):
        move_on(seen)
    assert (phase(), moves()) == ("alpha", [])


@pytest.mark.parametrize("council, role", [("cornwall", "lead"), ("leeds", "caseworker")])
def test_who_may_not_publish_neither_sees_nor_takes_the_step(council, role):
    by = member_of(council, role)
    for refused in (lambda: move_on("alpha", by), lambda: phases.step(SERVICE, by=by)):
        with pytest.raises(NotAllowed):
            refused()
    assert (phase(), rights("parking", by=by).move_on) == ("alpha", False)


def test_a_partner_of_the_factory_may_take_its_service_on():
    assert rights("parking", by=CAMDEN_OWNER).move_on
    move_on("alpha", CAMDEN_OWNER)
    assert (phase(), moves()) == ("beta", ["beta"])


def test_nobody_else_is_offered_the_step(client):
    assert HERE not in text(client, PUBLIC)


def test_asking_for_the_step_costs_four_queries(django_assert_num_queries):
    with django_assert_num_queries(4):
        step = phases.step(SERVICE, by=LEAD)
    assert (step.seen, step.phase, step.next) == ("alpha", "Alpha", "Beta")
