"""Needs by JSON, as freshness changes them, and as one council follows another."""

from datetime import date, timedelta

import pytest

from commonworks.kernel.errors import NotAllowed
from commonworks.kernel.events import Happened
from commonworks.needs import queries
from commonworks.needs.commands import supports
from commonworks.needs.commands.handover import NeedsHeld
from commonworks.needs.handlers import needs as handlers
from commonworks.needs.models import Need, Support
from commonworks.needs.queries import lists
from commonworks.network.ports import SYSTEM, Holding
from tests.actors import LEEDS_LEAD, NOON, member_of

LATER = NOON + timedelta(days=200)


def support(need, council):
    by = member_of(council, "lead")
    supports.support(need=need, authority=council, by=by, at=NOON)


def heard(need, answer="", until=""):
    item = {"ref": f"need.{need}", "answer": answer, "until": until}
    return Happened("signposts.entry.confirmed", f"need.{need}", "p", LATER, {}, item)


def test_the_list_and_one_need_are_json(client, permits):
    found = client.get("/api/v1/needs?service=474").json()
    assert (found["total"], found["needs"][0]["ref"]) == (1, permits)
    assert client.get(f"/api/v1/needs/{permits}").json()["evidence"][0]["name"] == "Leeds"


def test_nobody_posts_without_signing_in(client, permits):
    assert client.post("/api/v1/needs", {}, content_type="application/json").status_code == 401


def test_an_answered_letter_keeps_a_need_fresh_heard_once_or_twice(permits):
    for _ in range(2):
        handlers.need_answered(heard(permits, "true", "2027-03-01"))
    assert Need.objects.get().good_until == date(2027, 3, 1)


def test_silence_archives_a_need_and_an_answer_brings_it_back(permits):
    handlers.need_archived(heard(permits))
    [line] = lists.lines(lists.Filters(), by=SYSTEM, today=LATER.date())
    assert line.freshness == "archived"
    handlers.need_answered(heard(permits, "true", "2027-03-01"))
    assert Need.objects.get().archived_at is None


def test_what_is_archived_stands_after_what_is_fresh(permits, declare):
    support(permits, "surrey")
    other = declare("camden", title="Fresh")
    handlers.need_archived(heard(permits))
    found = lists.lines(lists.Filters(), by=SYSTEM, today=NOON.date())
    assert [line.ref for line in found] == [other, permits]


def test_needs_and_support_go_to_the_council_that_follows(permits, declare):
    mine = declare("woking", title="Woking's own")
    for council in ("woking", "surrey"):
        support(permits, council)
    held = NeedsHeld()
    assert held.belonging_to("woking", by=SYSTEM) == [
        Holding("need", mine, "Woking's own"),
        Holding("support", permits, "Visitor permits are still sold on paper"),
    ]
    assert held.hand_over(organisation="woking", successor="surrey", by=SYSTEM, at=LATER) == 2
    assert held.belonging_to("woking", by=SYSTEM) == []
    assert queries.need(mine).authority == "surrey"
    assert queries.need(permits).councils == 2
    assert Support.objects.filter(authority="surrey", until=None).count() == 1


def test_a_lead_hands_nothing_over(permits):
    with pytest.raises(NotAllowed):
        NeedsHeld().hand_over(organisation="leeds", successor="camden", by=LEEDS_LEAD, at=LATER)


def test_factories_ask_for_needs_and_who_has_them_in_three_queries(
    permits, declare, django_assert_num_queries
):
    support(permits, "surrey")
    other = declare("camden", title="Skips")
    with django_assert_num_queries(3):
        assert set(queries.needs([permits, other])) == {permits, other}
        assert queries.councils_of([permits, other]) == {
            permits: {"leeds", "surrey"},
            other: {"camden"},
        }
