"""A factory is kept fresh like a need: its owner is asked, and its page says what came of it."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from commonworks.decisions import queries as motions
from commonworks.factories import commands, queries
from commonworks.factories.commands import deciding, gates, reporting
from commonworks.factories.models import Factory
from commonworks.kernel import clock, deliveries, encryption
from commonworks.network.commands import people
from commonworks.network.ports import SYSTEM, Actor
from commonworks.post.models import Message
from commonworks.signposts import jobs
from commonworks.signposts.commands import freshness as answers
from commonworks.signposts.models import Entry
from tests.actors import NOON

pytestmark = pytest.mark.django_db
SOON, LATE, LONG = (NOON + timedelta(days=days) for days in (170, 190, 300))
LEEDS = {"organisation": "leeds"}


@pytest.fixture
def lead(councils):
    ref = people.admit(
        email="l@leeds.example", name="Lead", roles=["lead"], by=SYSTEM, at=NOON, **LEEDS
    )
    return Actor(ref, frozenset({("leeds", "lead")}), "Lead")


@pytest.fixture
def bins(lead):
    return commands.found_factory(name="Bins", purpose="P", lead="leeds", by=lead, at=NOON)


def run(job, at):
    job(at)
    while deliveries.deliver_next(at):
        pass


def answered(answer):
    run(jobs.ask_owners, SOON)
    rows = Message.objects.all()
    bodies = "".join(encryption.seal_of(row.ref).open("body", row.body) for row in rows)
    (token,) = re.findall(r"/fresh/(\S+)", bodies)
    answers.answer(token=token, answer=answer, by=Actor("anonymous"), at=SOON)
    run(lambda at: None, SOON)


def fresh(ref):
    page = queries.factory(ref)
    return page.freshness, page.good_until


def test_a_factory_is_good_for_half_a_year_from_what_its_lead_last_did(bins, lead):
    assert fresh(bins) == ("fresh", (NOON + timedelta(days=180)).date())
    reporting.post_update(factory=bins, title="T", text="T", by=lead, at=SOON, **LEEDS)
    assert fresh(bins) == ("fresh", (SOON + timedelta(days=180)).date())


def test_one_that_the_house_founded_asks_whoever_answers_for_its_lead(lead):
    commands.found_factory(name="Bins", purpose="P", lead="leeds", by=SYSTEM, at=NOON)
    assert Entry.objects.get().owner == lead.ref


def test_still_true_makes_it_good_again(bins):
    answered("true")
    assert fresh(bins) == ("fresh", (SOON + timedelta(days=180)).date())


def test_silence_marks_it_and_then_archives_it_and_an_update_brings_it_back(bins, lead):
    run(jobs.ask_owners, SOON)
    run(jobs.age_entries, LATE)
    assert fresh(bins)[0] == "stale"
    run(jobs.age_entries, LONG)
    assert fresh(bins)[0] == "archived"
    reporting.post_update(factory=bins, title="T", text="T", by=lead, at=LONG, **LEEDS)
    assert (fresh(bins)[0], Entry.objects.get().state) == ("fresh", "fresh")


def test_over_is_shown_and_touches_neither_phase_nor_vote(bins, lead):
    motion = deciding.put_motion(
        factory=bins,
        title="Go on?",
        rule="majority",
        quorum="50%",
        closes=LONG,
        by=lead,
        at=NOON,
    )
    answered("over")
    assert (fresh(bins)[0], queries.factory(bins).phase) == ("over", "discovery")
    assert motions.motion(motion).state == "open"


def test_the_page_leads_its_lead_to_end_it_and_nobody_else(bins, lead, signed_in, monkeypatch):
    answered("over")
    monkeypatch.setattr(clock, "now", lambda: SOON)
    strangers = Client().get(f"/factories/{bins}/").content.decode()
    assert "Its owner says that this factory has come to an end" in strangers
    assert f"/factories/{bins}/stop" not in strangers
    assert (
        f"/factories/{bins}/stop"
        in signed_in("lead", "leeds").get(f"/factories/{bins}/").content.decode()
    )


def test_what_has_ended_is_asked_about_no_more(bins, lead):
    answered("over")
    gates.stop(factory=bins, lessons="It was too early.", by=lead, at=SOON)
    assert (fresh(bins), Entry.objects.count()) == (("fresh", None), 0)


def test_an_answer_that_comes_after_the_end_changes_nothing(bins, lead):
    run(jobs.ask_owners, SOON)
    gates.stop(factory=bins, lessons="It was too early.", by=lead, at=SOON)
    run(jobs.age_entries, LONG)
    assert Factory.objects.get(ref=bins).freshness == "fresh"
