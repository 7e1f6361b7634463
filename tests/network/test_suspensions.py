"""Whoever is suspended is out at once, stays out, and is told so plainly."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import IntegrityError
from django.test import Client

from commonworks.config.cli import main
from commonworks.kernel.errors import Invalid, Missing, NotAllowed
from commonworks.kernel.models import Event
from commonworks.network import queries
from commonworks.network.commands import people, suspensions
from commonworks.network.commands.people import LastAdministrator
from commonworks.network.models import Membership, Person
from commonworks.network.ports import Actor
from commonworks.network.queries import accounts
from tests.actors import NOON

pytestmark = pytest.mark.django_db
SECRET = "three random words"


@pytest.fixture(autouse=True)
def no_limits_used_up():
    cache.clear()  # the sign-in counts attempts there


@pytest.fixture
def worker(person):
    """A caseworker with a password."""
    actor = person("caseworker", email="worker@leeds.example")
    row = Person.objects.get(ref=actor.ref)
    row.set_password(SECRET)
    row.save()
    EmailAddress.objects.filter(user=row).update(verified=True, primary=True)
    return actor


def suspend(actor, by, why="at-risk"):
    suspensions.suspend(person=actor.ref, why=why, by=by, at=NOON)


def restore(actor, by):
    suspensions.restore(person=actor.ref, by=by, at=NOON + timedelta(days=1))


def enter(client, email="worker@leeds.example"):
    return client.post("/account/sign-in", {"login": email, "password": SECRET})


def test_every_session_of_a_suspended_person_ends_at_once(worker, steward):
    clients = [Client(), Client()]
    assert {enter(each).status_code for each in clients} == {302}
    assert {each.get("/account/").status_code for each in clients} == {200}
    suspend(worker, steward)
    assert {each.get("/account/").status_code for each in clients} == {302}


def test_a_session_that_a_suspension_ended_stays_ended_when_the_account_is_restored(
    client, worker, steward
):
    enter(client)
    suspend(worker, steward)
    restore(worker, steward)
    assert client.get("/account/").status_code == 302
    assert enter(client)["Location"] == "/my-council/"
    assert client.get("/account/").status_code == 200


def test_who_knows_the_password_of_a_suspended_account_is_told_and_nobody_else(
    client, worker, steward
):
    suspend(worker, steward)
    answer = enter(client)
    assert answer["Location"] == "/account/closed"
    page = client.get("/account/closed").content.decode()
    assert "This account is suspended" in page
    wrong = client.post("/account/sign-in", {"login": "worker@leeds.example", "password": "x"})
    assert "suspended" not in wrong.content.decode()
    assert client.get("/account/").status_code == 302


def test_somebody_suspended_has_no_roles_whoever_vouches_for_them(rf, worker, steward):
    request = rf.get("/")
    request.user = Person.objects.get(ref=worker.ref)
    assert Actor.of(request).has("caseworker", organisation="leeds") is True
    suspend(worker, steward)
    again = rf.get("/")
    again.user = Person.objects.get(ref=worker.ref)
    assert Actor.of(again) == Actor("anonymous")


def test_nothing_is_given_or_written_to_somebody_suspended(worker, steward):
    assert queries.holders("leeds", "caseworker") == {worker.ref: worker.name}
    assert queries.addresses("leeds", "caseworker") == ("worker@leeds.example",)
    suspend(worker, steward)
    assert queries.holders("leeds", "caseworker") == {}
    assert queries.addresses("leeds", "caseworker") == ()
    assert queries.people([worker.ref]) == {worker.ref: worker.name}  # what they did is theirs


def test_roles_stay_and_count_again_when_the_account_is_restored(worker, steward):
    before = list(Membership.objects.values())
    suspend(worker, steward)
    restore(worker, steward)
    assert list(Membership.objects.values()) == before
    assert queries.holders("leeds", "caseworker") == {worker.ref: worker.name}


def test_an_administrator_who_is_suspended_is_no_administrator_to_rely_on(
    administrator, person, steward
):
    other = person("administrator", email="other@leeds.example")
    suspend(other, steward)
    with pytest.raises(LastAdministrator):
        people.end_membership(
            person=administrator.ref, organisation="leeds", by=administrator, at=NOON
        )
    leeds = next(o for o in accounts.administered(by=steward) if o.organisation == "leeds")
    assert leeds.administrators == 1


def test_suspending_and_restoring_twice_is_doing_it_once(worker, steward):
    for _ in range(2):
        suspend(worker, steward)
    for _ in range(2):
        restore(worker, steward)
    told = Event.objects.filter(name__in=["network.person.suspended", "network.person.restored"])
    assert [(e.name, e.subject, e.by, e.ids, e.item) for e in told.order_by("id")] == [
        ("network.person.suspended", worker.ref, steward.ref, {"why": "at-risk"}, ""),
        ("network.person.restored", worker.ref, steward.ref, {}, ""),
    ]


def test_only_a_steward_suspends_and_restores(worker, administrator):
    for verb in (suspend, restore):
        with pytest.raises(NotAllowed):
            verb(worker, administrator)
    assert Person.objects.get(ref=worker.ref).is_active


def test_a_steward_does_not_shut_themselves_out(steward):
    with pytest.raises(suspensions.YourOwnAccount):
        suspend(steward, steward)


def test_an_account_is_not_suspended_without_a_reason_of_the_list(worker, steward):
    with pytest.raises(Invalid) as refused:
        suspend(worker, steward, why="I do not like them")
    assert [*refused.value.fields] == ["why"]
    with pytest.raises(IntegrityError):
        Person.objects.filter(ref=worker.ref).update(suspended_at=NOON)


def test_an_account_that_is_not_there_cannot_be_suspended(steward):
    nobody = Actor("00000000-0000-0000-0000-000000000000")
    with pytest.raises(Missing):
        suspend(nobody, steward)


def test_a_steward_finds_an_account_suspends_and_restores_it(worker, steward, sign_in):
    client = sign_in(steward)
    found = client.post("/stewards/accounts", {"email": "Worker@leeds.example"})
    here = f"/stewards/accounts/{worker.ref}"
    assert found["Location"] == here
    assert client.post(here, {"verb": "suspend"}).status_code == 422
    assert client.post(here, {"verb": "suspend", "why": "left"}).status_code == 302
    page = client.get(here).content.decode()
    assert ("They have left, or changed their job." in page, "Restore the account" in page) == (
        True,
        True,
    )
    assert client.post(here, {"verb": "restore"}).status_code == 302
    assert Person.objects.get(ref=worker.ref).is_active


def test_an_address_without_an_account_is_said_beside_the_field(steward, sign_in):
    answer = sign_in(steward).post("/stewards/accounts", {"email": "nobody@leeds.example"})
    assert answer.status_code == 422
    assert "No account has this email address" in answer.content.decode()


def test_the_operator_suspends_and_restores_at_the_terminal(worker, capsys):
    assert main(["people", "suspend", "worker@leeds.example", "--why", "left"]) == 0
    assert not Person.objects.get(ref=worker.ref).is_active
    assert main(["people", "restore", "worker@leeds.example"]) == 0
    assert Person.objects.get(ref=worker.ref).is_active
    assert main(["people", "restore", "nobody@leeds.example"]) != 0
