"""What belongs to one council, or one browser, asked for by another that has the like.

Every answer is compared with that to a name that does not exist: nobody learns which there are.
"""

import hashlib
import hmac
import re

import pytest
from django.test import Client

from commonworks.network.models import Invitation, Membership, Person
from commonworks.services.models import Case, Draft, Edition, Heard, Note, Payment, Submission
from commonworks.services.queries.access import token_hash
from tests.matrix.addresses import PASSWORD
from tests.matrix.cells import Who
from tests.matrix.world import SECRET, SERVICE, browser_of
from tests.services.applied import body_of
from tests.services.test_owner_pages import inputs

LEEDS, CAMDEN = f"/s/leeds/{SERVICE}/", f"/s/camden/{SERVICE}/"
WORKER, OWNER, CHIEF = (Who("own", r) for r in ("caseworker", "service-owner", "administrator"))
NOBODY, ELSEWHERE = Who("anonymous"), Who("other", "caseworker")
NO_CASE = "0000-0000-00"


def seen(answer, *names):
    """A page without what differs on every page, and without the names that were asked for."""
    text = re.sub(r'nonce="[^"]+"|csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())
    for name in names:
        text = text.replace(name, "NAME")
    return answer.status_code, text


def browser(council, token):
    """A browser that holds a token, at the service of a council."""
    return browser_of(council, token)


@pytest.mark.parametrize("council", ["leeds", "camden"])
@pytest.mark.parametrize(
    ("method", "end"),
    [("GET", ""), ("GET", "/decide"), ("POST", "/decide"), ("POST", "/assign"), ("POST", "/note")],
)
def test_another_councils_case_is_the_page_of_one_that_is_not_there(world, council, method, end):
    body = {"who": "me", "note": "Mine now.", "step": "send", "outcome": "granted", "letter": "L"}
    answers = [
        seen(world.send(method, f"/casework/{council}/{ref}{end}", WORKER, body=body), ref)
        for ref in (world.camden.case, NO_CASE)
    ]
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
    row = Case.objects.get(ref=world.camden.case)
    assert (row.state, row.assigned_to, Note.objects.count()) == ("received", "", 0)


def test_a_search_finds_no_case_of_another_council(world):
    for text in (world.camden.case, "ada@example.org"):
        page = world.send("POST", "/casework/leeds/", WORKER, body={"search": text})
        assert f"/{world.camden.case}" not in page.content.decode()


def test_a_case_is_not_given_to_somebody_of_another_council(world):
    to = world.actors[ELSEWHERE].ref
    path = f"/casework/leeds/{world.leeds.case}/assign"
    assert world.send("POST", path, WORKER, body={"to": to}).status_code == 422
    assert Case.objects.get(ref=world.leeds.case).assigned_to == ""


@pytest.mark.parametrize("page", ["apply/contact-details", "check", "save"])
def test_an_applications_cookie_opens_nothing_at_another_council(world, page):
    stranger = browser(world.camden, world.leeds.open)
    answers = [
        (answer.status_code, answer["Location"])
        for answer in (stranger.get(page), Client().get(CAMDEN + page))
    ]
    assert answers == [(303, f"{CAMDEN}expired")] * 2


def test_an_applications_cookie_changes_and_sends_nothing_at_another_council(world):
    before = Draft.objects.filter(token_hash=token_hash(world.leeds.open)).values().get()
    stranger, sent = browser(world.camden, world.leeds.open), Submission.objects.count()
    stranger.post("apply/contact-details", **{"full-name": "Eve", "email": "eve@example.org"})
    stranger.post("check", agreed="0")
    stranger.post("check", agreed="15600")
    after = Draft.objects.filter(token_hash=token_hash(world.leeds.open)).values().get()
    assert (after, Submission.objects.count()) == (before, sent)


def test_a_resume_link_leads_nowhere_at_another_council(world):
    answer = Client().get(f"{CAMDEN}resume/{world.leeds.open}")
    nothing = Client().get(f"{CAMDEN}resume/nonsense")
    assert (answer.status_code, answer["Location"]) == (303, f"{CAMDEN}expired")
    assert (nothing["Location"], "draft" in answer.cookies) == (f"{CAMDEN}expired", False)


def test_an_instance_of_another_application_is_not_in_this_one(world):
    mine = browser(world.leeds, world.leeds.open)
    answer = mine.get(f"apply/vehicles/{world.camden.instance}/remove")
    assert answer.status_code == 303
    pages = [
        seen(mine.get(f"apply/vehicles/{name}"), name)
        for name in (world.camden.instance, "i" + 20 * "0")
    ]
    assert pages[0] == pages[1]  # one more vehicle of mine, with nothing in it


@pytest.mark.parametrize("at", [LEEDS, CAMDEN])
def test_a_payment_is_found_by_the_browser_that_sent_its_application_alone(world, at):
    neighbour = Client()
    neighbour.cookies["draft"] = world.camden.paid if at == LEEDS else world.leeds.paid
    ref = world.leeds.payment if at == LEEDS else world.camden.payment
    answers = [
        seen(neighbour.get(f"{at}payment/{name}/return"), name) for name in (ref, "P-nothing")
    ]
    assert answers[0] == answers[1]
    assert answers[0][0] == 404


@pytest.mark.parametrize("page", ["pay", "sent"])
def test_what_was_sent_to_one_council_is_not_shown_at_another(world, page):
    stranger = browser(world.camden, world.leeds.unpaid if page == "pay" else world.leeds.paid)
    assert seen(stranger.get(page)) == seen(Client().get(CAMDEN + page))


def test_nobody_begins_the_payment_of_another_application(world):
    before = Payment.objects.count()
    answer = browser(world.camden, world.leeds.unpaid).post("pay", pence="1500")
    assert (answer.status_code, Payment.objects.count()) == (404, before)


def test_a_status_link_of_one_council_leads_nowhere_at_another(world):
    answers = [
        seen(Client().get(f"{CAMDEN}status/{t}"), t) for t in (world.leeds.status, "a-token")
    ]
    assert answers[0] == answers[1]
    assert answers[0][0] == 404


def test_the_provider_speaks_for_the_council_alone_whose_secret_it_signs_with(world):
    message = world.message()
    due = Payment.objects.get(ref=world.leeds.payment).due

    def told(council, key):
        signature = hmac.new(key.encode(), message, hashlib.sha256).hexdigest()
        kind = {"content_type": "application/json", "headers": {"Pay-Signature": signature}}
        return Client().post(f"/webhooks/pay/{council}", message, **kind).status_code

    assert [told("leeds", "another-secret"), told("cornwall", SECRET)] == [403, 403]
    # Camden's account has the same secret in this test, so it may speak: of Camden's payments.
    assert told("camden", SECRET) == 204
    assert list(Heard.objects.values_list("authority", flat=True)) == ["camden"]
    assert Payment.objects.get(ref=world.leeds.payment).due == due


def test_an_edition_is_saved_by_the_council_whose_it_is(world):
    form = inputs(world.send("GET", f"/manage/leeds/{SERVICE}/settings/settings", OWNER))
    form["setting.parking-email.value"] = "eve@example.org"
    before = list(Edition.objects.order_by("ref").values())
    answers = [
        world.send("POST", f"/manage/camden/{SERVICE}/{end}", OWNER, body=form).status_code
        for end in ("settings/settings", "settings/settings/preview", "pause", "end")
    ]
    assert (answers, list(Edition.objects.order_by("ref").values())) == ([403] * 4, before)


def test_an_administrator_of_one_council_does_nothing_to_people_of_another(world):
    there = f"/organisations/camden/people/{world.camden.colleague}"
    here = f"/organisations/leeds/people/{world.camden.colleague}"
    body = {"roles": ["councillor"]}
    ends = [
        world.send("POST", path, CHIEF, body=body).status_code
        for path in (there, f"{there}/end", here, f"{here}/end")
    ]
    held = Membership.objects.filter(person__ref=world.camden.colleague, until=None)
    assert (ends, list(held.values_list("organisation", "role"))) == (
        [403, 403, 404, 404],
        [("camden", "member")],
    )


def test_an_invitation_of_one_council_is_not_anothers_to_withdraw(world):
    path = f"/invitations/{world.camden.invitation}/withdraw"
    assert world.send("POST", path, CHIEF).status_code == 403
    assert Invitation.objects.get(ref=world.camden.invitation).state == "open"


def test_an_invitation_makes_nobody_a_member_but_the_person_who_was_invited(world):
    who = Who("other", "councillor")
    before = set(Person.objects.get(ref=world.actors[who].ref).memberships.values_list("pk"))
    body = {"name": "Newcomer", "password": PASSWORD}
    world.send("POST", f"/invitations/{world.leeds.invited}", who, body=body)
    after = set(Person.objects.get(ref=world.actors[who].ref).memberships.values_list("pk"))
    assert after == before
    joined = Membership.objects.get(person__email="invited@leeds.example", until=None)
    assert (joined.organisation_id, joined.role) == ("leeds", "caseworker")


def test_what_was_sent_holds_its_own_answers_after_all_this(world):
    case = Case.objects.get(ref=world.leeds.case)
    assert "ada@example.org" in str(body_of(case.submission_id))
