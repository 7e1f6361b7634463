"""A need that the network alone sees is kept fresh like any other."""

import re
from datetime import date, timedelta

import pytest

from commonworks.kernel import deliveries, encryption
from commonworks.kernel.models import Event
from commonworks.needs import jobs as needs_jobs
from commonworks.needs.commands import merging, needs, stages, telling
from commonworks.needs.models import Need
from commonworks.needs.queries import looking, pages
from commonworks.needs.queries.lists import Filters, lines
from commonworks.network.commands import people
from commonworks.network.models import Person
from commonworks.network.ports import BODY, SYSTEM, Actor
from commonworks.post.models import Message
from commonworks.signposts import jobs
from commonworks.signposts.commands import follows
from commonworks.signposts.commands import freshness as answers
from commonworks.signposts.models import Card, Entry, Follow, News
from commonworks.signposts.queries import freshness
from commonworks.signposts.queries.follows import What
from tests.actors import NOON, member_of
from tests.needs.conftest import PERMITS

CONVENER = member_of(BODY, "convener")
FAR = timedelta(days=400)
AGES = ("fresh", "stale")


@pytest.fixture
def quiet(councils):
    """Leeds' need, for the network alone; somebody who has a mailbox owns it."""
    ref = people.admit(
        email="lead@leeds.example",
        name="Lead",
        organisation="leeds",
        roles=["lead"],
        by=SYSTEM,
        at=NOON,
    )
    said = PERMITS.__class__(title=PERMITS.title, problem=PERMITS.problem, visibility="network")
    owner = Actor(ref, frozenset({("leeds", "lead")}), "Lead")
    return needs.declare(authority="leeds", said=said, by=owner, at=NOON)


def run(job, at):
    job(at)
    while deliveries.deliver_next(at):
        pass


def token():
    letter = Message.objects.get()
    body = encryption.seal_of(letter.ref).open("body", letter.body)
    return re.search(r"/fresh/(\S+)", body)[1]


def asked_at(need):
    row = Need.objects.get(ref=need)
    return NOON + (row.good_until - NOON.date()) - timedelta(days=7)


def answered(need, answer):
    at = asked_at(need)
    run(jobs.ask_owners, at)
    answers.answer(token=token(), answer=answer, by=Actor("anonymous"), at=at)
    run(lambda at: None, at)
    return at


def test_its_owner_is_asked_and_says_that_it_is_still_true(quiet):
    at = answered(quiet, "true")
    assert Need.objects.get().good_until == at.date() + timedelta(days=183)
    assert Event.objects.get(name="signposts.entry.confirmed").item == ""


def test_a_need_that_is_met_is_asked_about_no_more_and_never_goes_stale(quiet, declare):
    open_ = declare("camden", title="Skips")
    for ref, council in ((quiet, "leeds"), (open_, "camden")):
        stages.mark_met(need=ref, by=member_of(council, "lead"), at=NOON)
    for job in (jobs.ask_owners, jobs.age_entries):
        run(job, NOON + FAR)
    assert (Message.objects.count(), Entry.objects.count()) == (0, 0)
    day = (NOON + FAR).date()
    assert pages.need_page(open_, by=CONVENER, today=day).freshness == "fresh"
    shown = {age: lines(Filters(freshness=age), by=CONVENER, today=day) for age in AGES}
    assert {age: len(found) for age, found in shown.items()} == {"fresh": 2, "stale": 0}
    needs.reopen(need=open_, by=member_of("camden", "lead"), at=NOON + FAR)
    assert Entry.objects.get().card_id == f"need.{open_}"


def test_its_owner_says_that_it_is_over_and_nobody_hears(quiet):
    answered(quiet, "over")
    assert Need.objects.get().archived_at is not None
    assert (News.objects.count(), Card.objects.count()) == (0, 0)


def test_silence_marks_it_and_then_archives_it(quiet):
    run(jobs.ask_owners, asked_at(quiet))
    late = asked_at(quiet) + timedelta(days=8)
    run(jobs.age_entries, late)
    assert Entry.objects.get().state == "stale"
    assert pages.need_page(quiet, by=CONVENER, today=late.date()).freshness == "stale"
    run(jobs.age_entries, NOON + FAR)
    assert (Entry.objects.get().state, Need.objects.get().archived_at) == ("archived", NOON + FAR)
    assert {each.item for each in Event.objects.filter(name__startswith="signposts.")} == {""}


def test_one_from_before_such_needs_had_cards_is_asked_about_after_the_next_round(quiet):
    Card.every.all().delete()
    needs_jobs.hang_missing_cards(NOON)
    entry = Entry.objects.get()
    assert (entry.card_id, entry.until) == (f"need.{quiet}", Need.objects.get().good_until)
    needs_jobs.hang_missing_cards(NOON)
    assert (Entry.objects.get().edition, Card.objects.count()) == (1, 0)


def test_what_should_have_been_asked_before_is_asked_tomorrow(quiet):
    Card.every.all().delete()
    needs_jobs.hang_missing_cards(NOON + FAR)
    assert Entry.objects.get().until == (NOON + FAR + timedelta(days=1)).date()


def test_each_batch_goes_on_where_the_last_one_ended(quiet, declare, monkeypatch):
    monkeypatch.setattr(telling, "A_BATCH", 1)
    others = [declare("camden", title=f"Skips {at}", visibility="network") for at in range(3)]
    Card.every.all().delete()
    needs_jobs.hang_missing_cards(NOON)
    assert {each.card_id for each in Entry.objects.all()} == {
        f"need.{ref}" for ref in (quiet, *others)
    }


def test_what_ended_or_was_archived_gets_no_card(quiet, declare):
    stages.archive(need=quiet, by=SYSTEM, at=NOON)
    gone = declare("camden", title="Skips", visibility="network")
    needs.withdraw(need=gone, by=member_of("camden", "lead"), at=NOON)
    Card.every.all().delete()
    needs_jobs.hang_missing_cards(NOON)
    assert not Card.every.exists()


def test_the_convener_sees_it_going_stale_and_another_council_does_not(quiet):
    day = date(2026, 9, 1)
    shown = [freshness.overview(today=day, by=by).total for by in (CONVENER, member_of("camden"))]
    assert shown == [1, 0]


def test_it_looks_for_others_inside_the_network_alone(quiet, declare):
    other = declare("camden", title="Skips")
    assert sorted(looking(by=CONVENER)) == sorted([quiet, other])
    assert list(looking(by=Actor("anonymous"))) == [other]
    assert list(looking(by=CONVENER, but={other})) == [quiet]


def test_what_a_factory_works_on_or_nobody_stands_by_looks_for_nobody(declare):
    taken, gone = declare("camden", title="Skips"), declare("camden", title="Bins")
    stages.take_on(need=taken, factory="f", by=member_of("camden", "lead"), at=NOON)
    stages.archive(need=gone, by=SYSTEM, at=NOON)
    assert looking(by=CONVENER) == {}


def test_made_public_it_is_found_and_withdrawn_it_is_not(quiet):
    lead = member_of("leeds", "lead")
    said, edition, _ = pages.said(quiet, by=lead)
    open_ = said.__class__(title=said.title, problem=said.problem)
    needs.change(need=quiet, said=open_, edition=edition, by=lead, at=NOON)
    assert Card.objects.get().ref == f"need.{quiet}"
    needs.withdraw(need=quiet, by=lead, at=NOON)
    assert list(News.objects.order_by("id").values_list("headline", flat=True)) == [
        f"Public now: {PERMITS.title}",
        f"Withdrawn: {PERMITS.title}",
    ]


def test_the_page_after_an_answer_does_not_name_it(quiet, client):
    answered(quiet, "true")
    page = client.get(f"/fresh/thank-you?answer=true&ref=need.{quiet}").content.decode()
    assert "Your answer is written down" in page
    assert PERMITS.title not in page


@pytest.fixture
def follower(quiet):
    """Somebody of Camden who follows Leeds' need."""
    ref = people.admit(
        email="follower@camden.example",
        name="Follower",
        organisation="camden",
        roles=["member"],
        by=SYSTEM,
        at=NOON,
    )
    by = Actor(ref, frozenset({("camden", "member")}), "Follower")
    what = What(card=f"need.{quiet}")
    follows.follow(what=what, frequency="daily", by=by, at=NOON)
    News.every.all().delete()  # that it was declared
    return by


def heard():
    while jobs.match_news(NOON):
        pass
    jobs.send_daily(NOON + timedelta(days=1))
    return [
        encryption.seal_of(row.ref).open("subject", row.subject) for row in Message.objects.all()
    ]


def make_public(ref):
    lead = member_of("leeds", "lead")
    said, edition, _ = pages.said(ref, by=lead)
    open_ = said.__class__(title=said.title, problem=said.problem)
    needs.change(need=ref, said=open_, edition=edition, by=lead, at=NOON)


def withdraw(ref):
    needs.withdraw(need=ref, by=member_of("leeds", "lead"), at=NOON)


@pytest.mark.parametrize(("ends", "said"), [(make_public, "Public now"), (withdraw, "Withdrawn")])
def test_who_follows_it_hears_once_how_it_went_on(quiet, follower, ends, said):
    ends(quiet)
    assert heard() == [f"{PERMITS.title}: {said}: {PERMITS.title}"]


def test_who_follows_it_hears_that_it_was_merged_and_has_it_back_after_the_split(
    quiet, follower, declare
):
    other = declare("camden", title="Skips", visibility="network")
    assert heard() == []
    merging.merge(duplicate=quiet, survivor=other, by=CONVENER, at=NOON)
    assert heard() == [f"Skips: Merged with “{PERMITS.title}”"]
    merging.split(duplicate=quiet, by=CONVENER, at=NOON)
    assert Follow.objects.get().card == f"need.{quiet}"


def test_its_page_is_followed_by_people_of_the_network_without_a_feed(quiet, follower, client):
    address = f"/needs/{quiet}/"
    assert client.get(address).status_code == 404
    client.force_login(Person.objects.get(ref=follower.ref))
    page = client.get(address).content.decode()
    assert ("You follow this." in page, "feed.atom" in page) == (True, False)
