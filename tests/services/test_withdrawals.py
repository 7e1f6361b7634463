"""A release is taken back: councils pause and are told, applications move on or end."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client

from commonworks.kernel import clock, encryption
from commonworks.kernel.errors import Gone, Invalid, Missing, NotAllowed
from commonworks.kernel.models import DataKey, Event
from commonworks.network.commands import people
from commonworks.network.models import Person
from commonworks.network.ports import SYSTEM
from commonworks.post.models import Message
from commonworks.services import jobs
from commonworks.services.commands import catalogue, deployments, submitting, withdrawals
from commonworks.services.commands.drafts import DraftEnded
from commonworks.services.commands.withdrawals import withdraw_release
from commonworks.services.models import Case, Deployment, Draft, Edition, Release, Submission
from commonworks.services.permissions import RESIDENT
from commonworks.services.queries import plans
from commonworks.services.web import runner
from formwork import start_overlay
from tests.actors import NOON, member_of
from tests.services.applying import (
    BASE,
    CANARY,
    DEMO,
    SERVICE,
    Browser,
    fill_in,
    published,
    running,
)
from tests.services.permits import LEAD

pytestmark = pytest.mark.django_db
WHY = "It asks for the wrong proof of address"
CAMDEN = f"/s/camden/{SERVICE}/"


@pytest.fixture(autouse=True)
def live(directory):
    published()
    return running()


@pytest.fixture
def release():
    return Release.objects.get().hash


@pytest.fixture
def browser():
    return Browser()


def withdraw(release, at=None):
    withdraw_release(release=release, why=WHY, by=LEAD, at=at or clock.now())


def settle():
    """All that the worker does about it."""
    return jobs.settle_withdrawn(clock.now())


def staffed(council="leeds", *roles):
    for role in roles:
        people.admit(
            email=f"{role}@{council}.example",
            name=role,
            organisation=council,
            roles=[role],
            by=SYSTEM,
            at=NOON,
        )


def letters():
    """(to, subject, body) of all in the post that can still be read."""
    opened = []
    for message in Message.objects.order_by("queued_at", "ref"):
        try:
            seal = encryption.seal_of(message.ref)
        except Gone:
            continue
        parts = (message.recipient, message.subject, message.body)
        names = ("recipient", "subject", "body")
        opened.append(tuple(seal.open(n, p) for n, p in zip(names, parts, strict=True)))
    return opened


def newer(council="leeds", **changes):
    """A second release, which the council runs: the first one's text, changed."""
    text = (DEMO / f"{SERVICE}.yaml").read_text().replace("version: 1.0.0", "version: 2.0.0")
    for before, after in changes.values():
        assert before in text, before
        text = text.replace(before, after)
    release = catalogue.publish_definition(
        factory="parking", data=text.encode(), by=LEAD, at=NOON + timedelta(hours=1)
    )
    ref = f"{council}.{SERVICE}"
    row = Deployment.objects.select_related("edition").get(ref=ref)
    overlay = plans.saved_overlay(row.edition_id)
    taken = start_overlay(plans.released(release), council)
    body = replace(taken, changes=overlay.changes)
    edition = Edition.objects.create(
        ref=f"e-{council}-2",
        deployment_ref=ref,
        number=99,
        body=body.to_bytes().decode(),
        hash=body.hash,
        saved_at=NOON,
        saved_by="owner",
    )
    Deployment.objects.filter(ref=ref).update(release=release, edition=edition)
    return release


def the_draft():
    return Draft.objects.select_related("release").get()


def test_a_council_that_runs_it_is_paused_and_its_owners_are_told_once(live, release):
    staffed("leeds", "service-owner", "lead", "caseworker")
    withdraw(release)
    assert [settle(), settle()] == [True, False]
    assert Deployment.objects.get().state == "paused"
    told = sorted(letters())
    assert [to for to, _, _ in told] == ["lead@leeds.example", "service-owner@leeds.example"]
    for _to, subject, body in told:
        assert subject.startswith("Withdrawn: release 1.0.0 of ")
        assert (WHY in body, f"/manage/leeds/{SERVICE}/" in body) == (True, True)


def test_where_nobody_owns_a_service_the_administrator_is_told(live, release):
    staffed("leeds", "administrator")
    withdraw(release)
    settle()
    assert [to for to, _, _ in letters()] == ["administrator@leeds.example"]


def test_the_letter_to_owners_is_erased_in_time(live, release):
    staffed("leeds", "lead")
    withdraw(release)
    settle()
    message = Message.objects.get()
    assert message.erase_at - message.queued_at == timedelta(days=90)


def test_an_application_ends_where_its_council_has_no_newer_release(browser, release):
    fill_in(browser, email="ada@example.org")
    withdraw(release)
    settle()
    draft = the_draft()
    assert (draft.state, draft.answers) == ("withdrawn", {})
    assert not DataKey.objects.filter(subject=draft.ref).exists()
    [(to, subject, body)] = letters()
    assert (to, subject.startswith("Your application has ended")) == ("ada@example.org", True)
    assert "https://leeds.example" in body
    assert CANARY not in body


def test_the_resident_of_an_ended_application_is_told_when_and_what_to_do(browser, release):
    fill_in(browser)
    withdraw(release)
    settle()
    assert browser.get("check")["Location"] == f"{BASE}expired"
    answer = browser.get("expired")
    page = answer.content.decode()
    assert answer.status_code == 410
    assert "This form was withdrawn" in page
    assert "Ask Leeds Council how to apply." in page
    assert "https://leeds.example" in page


def test_the_mailed_link_of_an_ended_application_leads_to_the_same_page(browser, release):
    fill_in(browser)
    token = browser.client.cookies["draft"].value
    withdraw(release)
    settle()
    elsewhere = Browser()
    assert elsewhere.get(f"resume/{token}")["Location"] == f"{BASE}expired"
    assert "This form was withdrawn" in elsewhere.get("expired").content.decode()


def test_whoever_only_had_the_link_mailed_is_written_to_there(browser, release):
    browser.start()
    browser.post("save", email="bob@example.org")
    withdraw(release)
    settle()
    [(to, subject, _body)] = letters()  # the one with the link cannot be read any more
    assert (to, subject.startswith("Your application has ended")) == ("bob@example.org", True)


def test_nobody_is_written_to_who_left_no_address(browser, release):
    browser.start()
    withdraw(release)
    settle()
    assert (the_draft().state, letters()) == ("withdrawn", [])


def test_an_application_moves_to_the_newer_release_that_its_council_runs(browser, release):
    assert fill_in(browser) == "check"
    latest = newer()
    withdraw(release)
    settle()
    draft = the_draft()
    assert (draft.state, draft.release_id) == ("open", latest)
    page = browser.get("check").content.decode()
    assert "The form has changed since you began." in page
    assert "These questions have gone" not in page
    assert (Deployment.objects.get().state, letters()) == ("live", [])


def test_answers_of_questions_that_are_gone_are_dropped_and_the_resident_is_told(browser, release):
    fill_in(browser)
    newer(
        gone=("- id: proof\n", "- id: proof-of-home\n"),
        of=("{field: proof,", "{field: proof-of-home,"),
    )
    withdraw(release)
    settle()
    there = browser.get("check")["Location"]
    assert there == f"{BASE}apply/proof-of-address"
    page = browser.client.get(there).content.decode()
    assert "These questions have gone or have to be answered again:" in page
    [banner] = re.findall(r'id="moved".*?</div></div>', page, re.DOTALL)
    assert re.findall(r"<li>(.*?)</li>", banner) == ["Which proof of address can you show?"]


def test_what_was_told_of_a_move_is_told_until_it_was_seen(browser, release):
    fill_in(browser)
    newer()
    withdraw(release)
    settle()
    contact = {"full_name": "Ada", "email": "ada@example.org", "telephone": ""}
    browser.answer("contact-details", **contact)  # from a page drawn before the move
    assert "The form has changed" in browser.get("check").content.decode()
    browser.answer("contact-details", **contact, moved_seen="yes")
    assert "The form has changed" not in browser.get("check").content.decode()


def test_nothing_is_sent_of_a_form_that_the_resident_has_not_seen(browser, release):
    fill_in(browser, books=2)
    newer()
    withdraw(release)
    settle()
    assert browser.post("check", agreed="1000")["Location"] == f"{BASE}check"
    assert Submission.objects.count() == 0
    seen = {"moved-seen": "yes"}
    assert browser.post("check", agreed="1000", **seen)["Location"] == f"{BASE}pay"
    assert Submission.objects.get().draft.release_id != release


def test_an_application_none_of_whose_answers_fits_ends(browser, release):
    browser.start()
    browser.answer("where-you-live", home_postcode="ls1 4ap")
    newer(gone=("home-postcode", "postcode-at-home"))
    withdraw(release)
    settle()
    assert the_draft().state == "withdrawn"
    page = browser.get("expired").content.decode()
    assert "Start a new application" in page


def test_an_application_that_was_sent_keeps_its_release_for_ever(browser, release):
    fill_in(browser, books=2)
    browser.post("check", agreed="1000")
    before = Submission.objects.values().get(), Draft.objects.values().get()
    newer()
    withdraw(release)
    settle()
    assert (Submission.objects.values().get(), Draft.objects.values().get()) == before
    assert before[1]["release_id"] == release


def test_a_resident_who_sends_as_it_ends_is_either_in_or_told(browser, release):
    fill_in(browser, books=2)
    draft = the_draft().ref
    withdraw(release)
    settle()
    with pytest.raises(DraftEnded):
        submitting.submit_draft(
            draft=draft, language="en", agreed_pence=1000, by=RESIDENT, at=clock.now()
        )
    assert Submission.objects.count() == 0
    assert browser.post("check", agreed="1000")["Location"] == f"{BASE}expired"


def test_a_save_that_began_before_the_move_is_made_on_the_newer_form(browser, release, monkeypatch):
    fill_in(browser)
    latest = newer()
    keep = runner._put_by

    def overtaken(visit, outcome, page):
        if the_draft().release_id == release:
            withdraw(release)
            settle()
        return keep(visit, outcome, page)

    monkeypatch.setattr(runner, "_put_by", overtaken)
    browser.answer("contact-details", full_name="Byron", email="ada@example.org", telephone="")
    assert the_draft().release_id == latest
    assert "Byron" in browser.get("check").content.decode()


def test_another_councils_applications_are_judged_by_what_that_council_runs(browser, release):
    running("camden")
    fill_in(browser)
    theirs = Browser(CAMDEN)
    theirs.start()
    latest = newer("leeds")
    withdraw(release)
    settle()
    found = dict(Draft.objects.values_list("authority", "state"))
    assert found == {"leeds": "open", "camden": "withdrawn"}
    states = dict(Deployment.objects.values_list("council", "state"))
    assert states == {"leeds": "live", "camden": "paused"}
    assert Draft.objects.get(authority="leeds").release_id == latest


def test_applications_on_another_release_are_left_alone(browser, release):
    newer()
    fill_in(browser)
    before = Draft.objects.values().get()
    withdraw(release)
    assert settle() is False
    assert Draft.objects.values().get() == before


def test_withdrawing_twice_is_withdrawing_once(release):
    withdraw(release, NOON)
    withdraw(release, NOON + timedelta(days=1))
    assert Release.objects.get().withdrawn_at == NOON
    assert Event.objects.filter(name="services.release.withdrawn").count() == 1


@pytest.mark.parametrize("why", ["", "  ", "x" * 401])
def test_a_release_is_not_withdrawn_without_a_reason(release, why):
    with pytest.raises(Invalid) as refused:
        withdraw_release(release=release, why=why, by=LEAD, at=NOON)
    assert [*refused.value.fields] == ["why"]
    assert Release.objects.get().state == "published"


@pytest.mark.parametrize(
    ("council", "role"),
    [("leeds", "caseworker"), ("camden", "lead"), ("camden", "service-owner"), ("leeds", "member")],
)
def test_only_the_council_that_leads_the_factory_withdraws(release, council, role):
    with pytest.raises(NotAllowed):
        withdraw_release(release=release, why=WHY, by=member_of(council, role), at=NOON)


def test_a_release_that_is_not_there_cannot_be_withdrawn():
    with pytest.raises(Missing):
        withdraw_release(release="0" * 64, why=WHY, by=LEAD, at=NOON)


class Died(BaseException):
    """No handler of ours catches it, as none would a SIGKILL."""


def lived(statement):
    """Let the worker die before that statement of its work; whether it came to the end."""
    seen = 0

    def die(execute, sql, params, many, context):
        nonlocal seen
        seen += 1
        if seen == statement:
            raise Died
        return execute(sql, params, many, context)

    try:
        with connection.execute_wrapper(die):
            settle()
    except Died:
        return False
    return True


def test_a_worker_that_dies_at_any_statement_is_finished_by_the_next(browser, release):
    """Each step is one transaction: whatever died is undone, and done by whoever comes next."""
    staffed("leeds", "lead")
    fill_in(browser)
    other = Browser()
    fill_in(other, email="bob@example.org", books=1)
    withdraw(release)
    ends, statement, done = set(), 0, False
    while not done:
        statement += 1
        point = transaction.savepoint()
        done = lived(statement)
        settle()
        states = tuple(Draft.objects.order_by("ref").values_list("state", flat=True))
        told = tuple(sorted(to for to, _, _ in letters()))
        names = ("services.draft.withdrawn", "services.deployment.paused")
        ends.add((states, told, *(Event.objects.filter(name=name).count() for name in names)))
        transaction.savepoint_rollback(point)
    assert statement > 60
    told = ("ada@example.org", "bob@example.org", "lead@leeds.example")
    assert ends == {(("withdrawn", "withdrawn"), told, 2, 1)}


def test_what_happened_is_told_by_events_without_a_word_of_anybodys(browser, release):
    fill_in(browser, name=CANARY, email="ada@example.org")
    second = Browser()
    fill_in(second, name=CANARY)
    withdraw(release)
    settle()
    told = Event.objects.filter(name="services.draft.withdrawn")
    ids = {"deployment": f"leeds.{SERVICE}", "release": release}
    assert [(each.ids, each.item) for each in told] == [(ids, "")] * 2
    everything = str(list(Event.objects.values())) + str(list(Message.objects.values("about")))
    assert (CANARY in everything, "ada@" in everything) == (False, False)


def test_an_owner_sees_on_their_desk_what_was_withdrawn_and_why(client, release):
    staffed("leeds", "service-owner")
    client.force_login(
        Person.objects.get(email="service-owner@leeds.example"),
        "allauth.account.auth_backends.AuthenticationBackend",
    )
    withdraw(release)
    for path in ("/manage/leeds/", f"/manage/leeds/{SERVICE}/"):
        page = client.get(path).content.decode()
        assert f"Release 1.0.0 was withdrawn on {clock.now():%-d %B %Y}: {WHY}" in page


@pytest.fixture
def lead(client):
    staffed("leeds", "lead")
    client.force_login(
        Person.objects.get(email="lead@leeds.example"),
        "allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def test_a_lead_gives_a_reason_is_asked_again_and_withdraws(lead, release):
    here = f"/services/{SERVICE}/releases/{release}/withdraw"
    assert here in lead.get(f"/services/{SERVICE}/").content.decode()
    assert "1 council runs it live" in lead.get(here).content.decode()
    empty = lead.post(here, {"why": ""})
    assert (empty.status_code, "govuk-error-summary" in empty.content.decode()) == (422, True)
    asked = lead.post(here, {"why": WHY})
    assert "Are you sure" in asked.content.decode()
    assert Release.objects.get().state == "published"
    assert lead.post(here, {"why": WHY, "step": "send"}).status_code == 302
    assert Release.objects.get().withdrawn_why == WHY
    public = Client().get(f"/services/{SERVICE}/").content.decode()
    assert (WHY in public, "Withdraw this release" in public) == (True, False)


def test_nobody_else_is_offered_to_withdraw(client, release):
    assert "Withdraw this release" not in client.get(f"/services/{SERVICE}/").content.decode()


def test_nothing_is_begun_on_a_release_that_was_withdrawn(browser, live, release):
    withdraw(release)
    settle()
    assert browser.get().status_code == 503
    with pytest.raises(deployments.NotReady):
        deployments.resume(deployment=live, by=member_of("leeds", "lead"), at=NOON)
    assert Case.objects.count() == 0
    assert withdrawals.pause_next(by=SYSTEM, at=NOON) is False


def test_nobody_is_told_of_a_move_whose_form_stands(browser, release):
    fill_in(browser)
    for page in ("apply/contact-details", "apply/proof-of-address", "check"):
        assert "The form has changed" not in browser.get(page).content.decode()
