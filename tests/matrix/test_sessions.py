"""Signing in begins a new session, and a form of another site's does nothing."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from commonworks.network.models import Person
from tests.matrix.addresses import PASSWORD
from tests.matrix.cells import Who, lines
from tests.matrix.world import SERVICE

# Without a cookie there is nothing to forge: the provider's messages are signed, the rest is read.
UNGUARDED = {
    *("/webhooks/pay/<slug:council>", "/places", "/places/", "/^places/.+"),
    "/alerts/stop/<str:token>",  # posted by mail programs, and the token is the secret (RFC 8058)
}
JSON = "application/problem+json"


@pytest.fixture
def planted(world):
    """A browser that came with a session of somebody else's making."""
    client = Client()
    session = client.session
    session["planted"] = "yes"
    session.save()
    return client


def sign_in(client, world):
    body = {"login": "signer@example.org", "password": PASSWORD}
    assert client.post("/account/sign-in", body).status_code == 302


def accept(client, world):
    body = {"name": "Newcomer", "password": PASSWORD}
    assert client.post(f"/invitations/{world.leeds.invited}", body).status_code == 302


def sign_in_as(client, world):
    body = {"person": world.leeds.colleague}
    assert client.post("/account/sign-in-as", body).status_code == 302


@pytest.mark.parametrize("way_in", [sign_in, accept, sign_in_as])
def test_signing_in_changes_the_id_of_the_session(way_in, planted, world, settings):
    settings.COMMONWORKS_DEMO = way_in is sign_in_as
    before = planted.cookies["sessionid"].value
    way_in(planted, world)
    after = planted.cookies["sessionid"].value
    assert after != before
    assert planted.get("/account/").status_code == 200
    assert not Session.objects.filter(session_key=before).exists()


def test_signing_out_ends_the_session_where_it_is_kept(planted, world):
    sign_in(planted, world)
    kept = planted.cookies["sessionid"].value
    planted.post("/account/sign-out")
    planted.cookies["sessionid"] = kept
    assert planted.get("/account/").status_code == 302


def test_a_membership_that_ends_ends_at_once_in_a_session_that_goes_on(world):
    who, chief = Who("own", "caseworker"), Who("own", "administrator")
    assert world.send("GET", "/casework/leeds/", who).status_code == 200
    path = f"/organisations/leeds/people/{world.actors[who].ref}/end"
    assert world.send("POST", path, chief).status_code == 302
    assert world.send("GET", "/casework/leeds/", who).status_code == 404


def test_somebody_without_a_password_is_led_to_choose_one(world):
    client = Client()
    person = Person.objects.get(ref=world.leeds.colleague)
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/account/password/change")["Location"] == "/account/password"


def test_a_post_without_the_token_of_our_form_is_refused(world):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(
        Person.objects.get(ref=world.actors[Who("own", "service-owner")].ref),
        "allauth.account.auth_backends.AuthenticationBackend",
    )
    client.cookies["draft"] = world.leeds.open
    taken = {
        line.route
        for line in lines()
        if "POST" in line.methods and not line.route.startswith("/api/") and not line.demo
        if not refused(client.post(world.path(line.route), headers={"Accept": JSON}))
    }
    assert taken == UNGUARDED


def refused(answer):
    return answer.status_code == 403 and answer.json()["code"] == "csrf"


def test_the_draft_cookie_is_sent_to_its_own_service_alone_and_kept_from_scripts(world):
    cookie = Client().post(f"/s/leeds/{SERVICE}/").cookies["draft"]
    told = (cookie["path"], bool(cookie["httponly"]), cookie["samesite"])
    assert told == (f"/s/leeds/{SERVICE}/", True, "Lax")
