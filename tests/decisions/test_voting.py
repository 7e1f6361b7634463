"""Votes: whose counts, what is refused, what stays on record."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from commonworks.decisions import commands, queries
from commonworks.decisions.commands import closing, holdings, mandates
from commonworks.decisions.models import Ballot
from commonworks.decisions.policies.items import ballot_hash
from commonworks.decisions.policies.voting import NoSeat, NotYetOpen, SeatStruck, VotingClosed
from commonworks.decisions.queries import voting
from commonworks.decisions.queries.history import history
from commonworks.decisions.queries.holdings import belonging_to
from commonworks.kernel import events
from commonworks.kernel.errors import Invalid, NotAllowed
from commonworks.network.ports import SYSTEM
from tests.actors import LEEDS_LEAD, NOON, member_of
from tests.decisions.putting import BODY, CLOSE, EVERYBODY, put, vote, votes

pytestmark = pytest.mark.django_db
ON = date(2026, 2, 20)


def current(motion):
    rows = Ballot.objects.filter(seat__motion=motion, ended_at=None).order_by("seat__authority")
    return list(rows.values_list("seat__authority", "choice"))


def test_the_deputy_votes_where_the_council_has_named_one(councils):
    motion = put()
    vote(motion, "leeds", "for", role="deputy")
    assert current(motion) == [("leeds", "for")]


@pytest.mark.parametrize("role", ["administrator", "member", "councillor", "convener", "steward"])
def test_no_other_role_votes_for_a_council(councils, role):
    with pytest.raises(NotAllowed):
        vote(put(), "leeds", "for", role=role)


def test_a_lead_votes_for_no_other_council(councils):
    with pytest.raises(NotAllowed):
        commands.cast(motion=put(), authority="york", choice="for", by=LEEDS_LEAD, at=NOON)


def test_a_council_outside_the_electorate_has_no_vote(councils):
    with pytest.raises(NoSeat):
        vote(put(electorate=("leeds", "york")), "camden", "for")


def test_a_vote_can_be_changed_until_the_close_and_what_it_was_stays_on_record(councils):
    motion = put()
    vote(motion, "leeds", "for")
    vote(motion, "leeds", "against", at=CLOSE - timedelta(microseconds=1))
    rows = Ballot.objects.order_by("number").values_list("number", "choice", "ended_because")
    assert list(rows) == [(1, "for", "changed"), (2, "against", "")]


@pytest.mark.parametrize("late", [timedelta(), timedelta(microseconds=1), timedelta(days=1)])
def test_a_vote_after_the_close_is_refused_though_no_worker_has_counted(councils, late):
    motion = put()
    with pytest.raises(VotingClosed, match="closed on 16 March 2026 at 12pm"):
        vote(motion, "leeds", "for", at=CLOSE + late)


def test_a_vote_before_the_opening_is_refused(councils):
    motion = put(opens=NOON + timedelta(days=1))
    with pytest.raises(NotYetOpen):
        vote(motion, "leeds", "for")
    vote(motion, "leeds", "for", at=NOON + timedelta(days=1))
    assert current(motion) == [("leeds", "for")]


def test_a_vote_on_a_withdrawn_motion_is_refused(councils):
    motion = put()
    commands.withdraw(motion=motion, by=LEEDS_LEAD, at=NOON)
    with pytest.raises(VotingClosed, match="withdrawn"):
        vote(motion, "leeds", "for")


def test_the_same_vote_sent_twice_is_one_ballot(councils):
    motion = put()
    assert [vote(motion, "leeds", "for", replaces=0) for _ in range(2)] == [1, 1]
    assert Ballot.objects.count() == 1


def test_of_two_leads_at_once_the_second_is_told_and_overwrites_nothing(councils):
    motion = put()
    vote(motion, "leeds", "for", replaces=0)
    with pytest.raises(commands.VotedMeanwhile):
        vote(motion, "leeds", "against", replaces=0, role="deputy")
    assert current(motion) == [("leeds", "for")]
    vote(motion, "leeds", "against", replaces=1, role="deputy")
    assert current(motion) == [("leeds", "against")]


def test_a_vote_taken_back_is_no_vote(councils):
    motion = put()
    vote(motion, "leeds", "for")
    for _ in range(2):
        commands.take_back(motion=motion, authority="leeds", by=LEEDS_LEAD, at=NOON)
    assert current(motion) == []
    assert vote(motion, "leeds", "for") == 2
    assert [step.title for step in history(motion)] == [
        "Motion put",
        "Vote received",
        "Vote taken back",
        "Vote received",
    ]


@pytest.mark.parametrize(
    ("choice", "more", "field"),
    [
        ("maybe", {}, "choice"),
        ("consent", {}, "choice"),
        ("for", {"reason": "x" * 2001}, "reason"),
        ("for", {"mandate": "Minute 7"}, "mandate_on"),
        ("for", {"mandate_on": ON}, "mandate"),
        ("for", {"mandate": "Minute 7", "mandate_on": date(2026, 3, 3)}, "mandate_on"),
        ("for", {"mandate": "x" * 201, "mandate_on": ON}, "mandate"),
    ],
)
def test_a_vote_that_is_not_right_is_refused(councils, choice, more, field):
    motion = put()
    with pytest.raises(Invalid) as refused:
        vote(motion, "leeds", choice, **more)
    assert (list(refused.value.fields), current(motion)) == ([field], [])


def test_an_objection_has_a_name_and_a_reason_and_is_shown_at_once(councils):
    motion = put(rule="consent")
    with pytest.raises(Invalid):
        vote(motion, "york", "object")
    commands.object(
        motion=motion, authority="york", reason="Too dear", by=member_of("york", "lead"), at=NOON
    )
    vote(motion, "leeds", "consent")
    page = queries.motion(motion)
    assert [(seat.name, seat.reason) for seat in page.objections] == [("York", "Too dear")]
    assert [seat.vote for seat in page.seats if seat.authority == "leeds"] == [""]


def test_an_objection_that_is_met_stops_nothing(councils):
    motion = put(rule="consent")
    vote(motion, "york", "object", reason="Too dear")
    votes(motion, york="consent", leeds="consent")
    assert closing.close(motion=motion, by=SYSTEM, at=CLOSE) == "carried"


def test_a_council_that_requires_a_mandate_votes_only_with_one(councils):
    motion = put()
    mandates.require_mandate(authority="leeds", required=True, by=LEEDS_LEAD, at=NOON)
    with pytest.raises(Invalid) as refused:
        vote(motion, "leeds", "for")
    assert sorted(refused.value.fields) == ["mandate", "mandate_on"]
    vote(motion, "leeds", "for", mandate="Executive board, minute 7", mandate_on=ON)
    closing.close(motion=motion, by=SYSTEM, at=CLOSE)
    [leeds] = [seat for seat in queries.motion(motion).seats if seat.authority == "leeds"]
    assert (leeds.mandate, leeds.mandate_on) == ("Executive board, minute 7", ON)


def test_a_council_keeps_its_own_rule_of_mandates(councils):
    with pytest.raises(NotAllowed):
        mandates.require_mandate(authority="york", required=True, by=LEEDS_LEAD, at=NOON)
    mandates.require_mandate(authority="leeds", required=True, by=LEEDS_LEAD, at=NOON)
    mandates.require_mandate(authority="leeds", required=False, by=LEEDS_LEAD, at=NOON)
    assert voting.needs_mandate("leeds") is False


def test_a_body_that_votes_in_the_open_shows_how_at_once(councils):
    motion = put(open_tally=True)
    vote(motion, "leeds", "for")
    assert queries.motion(motion).counts == (("For", 1), ("Against", 0), ("Abstain", 0))


def test_a_council_that_leaves_is_struck_and_shown_and_the_share_is_of_those_who_remain(councils):
    motion = put(quorum="50%")
    votes(motion, leeds="for", york="against")
    assert commands.strike(body=BODY, authority="york", by=SYSTEM, at=NOON) == 1
    with pytest.raises(SeatStruck, match="It left the body"):
        vote(motion, "york", "for")
    page = queries.motion(motion)
    assert (page.needed, len(page.standing), page.voted) == (2, 3, 1)
    assert closing.close(motion=motion, by=SYSTEM, at=CLOSE) == "no-quorum"
    [york] = [seat for seat in queries.motion(motion).seats if seat.struck_at]
    assert (york.authority, york.vote) == ("york", "against")


def test_a_quorum_that_is_a_number_stays_when_a_council_leaves(councils):
    motion = put(quorum=2)
    votes(motion, leeds="for", york="for")
    commands.strike(body=BODY, authority="york", by=SYSTEM, at=NOON)
    assert closing.close(motion=motion, by=SYSTEM, at=CLOSE) == "no-quorum"


def test_whoever_leaves_after_the_close_has_voted(councils):
    motion = put(quorum=2)
    votes(motion, leeds="for", york="for")
    assert commands.strike(body=BODY, authority="york", by=SYSTEM, at=CLOSE) == 0
    assert closing.close(motion=motion, by=SYSTEM, at=CLOSE) == "carried"


def test_leaving_one_body_strikes_nothing_in_another(councils):
    motion = put(body="club.other")
    assert commands.strike(body=BODY, authority="york", by=SYSTEM, at=NOON) == 0
    assert len(queries.motion(motion).standing) == 4


def test_a_successor_takes_the_seat_and_votes_for_itself(councils):
    motion = put(electorate=("camden", "leeds", "york"))
    vote(motion, "york", "for")
    assert [holding.ref for holding in belonging_to("york", by=SYSTEM)] == [motion]
    moved = holdings.hand_over(organisation="york", successor="cornwall", by=SYSTEM, at=NOON)
    assert (moved, current(motion), belonging_to("york", by=SYSTEM)) == (1, [], [])
    vote(motion, "cornwall", "against")
    seats = [(s.authority, s.inherited_from) for s in queries.motion(motion).standing]
    assert seats == [("camden", ""), ("cornwall", "york"), ("leeds", "")]


def test_a_successor_of_two_councils_has_one_vote(councils):
    motion = put()
    for gone in ("york", "camden"):
        holdings.hand_over(organisation=gone, successor="leeds", by=SYSTEM, at=NOON)
    assert [seat.authority for seat in queries.motion(motion).standing] == ["cornwall", "leeds"]


def test_a_ballots_hash_in_the_event_is_of_the_ballot_that_is_kept(councils):
    motion = put()
    votes(motion, leeds="for", york="against")
    vote(motion, "leeds", "abstain")
    told = {
        (e.ids["authority"], e.ids["number"]): e.ids["ballot"]
        for e in events.about([motion])
        if e.name == "decisions.ballot.cast"
    }
    kept = {
        (row.seat.authority_id, str(row.number)): ballot_hash(row, row.seat.authority_id)
        for row in Ballot.objects.select_related("seat")
    }
    assert (told, len(told)) == (kept, 3)


def test_events_before_the_close_say_that_a_council_voted_and_not_how(councils):
    motion = put()
    vote(motion, "leeds", "against", reason="Much too dear")
    from commonworks.kernel.models import Event

    [event] = Event.objects.filter(name="decisions.ballot.cast")
    assert (event.item, sorted(event.ids)) == ("", ["authority", "ballot", "number"])


def test_what_waits_for_my_votes_is_listed_the_soonest_first(councils, django_assert_num_queries):
    late, soon = put(), put(closes=CLOSE - timedelta(days=1))
    put(opens=NOON + timedelta(days=2))
    put(closes=NOON + timedelta(days=1))
    vote(late, "leeds", "for")
    at = NOON + timedelta(days=1)
    with django_assert_num_queries(1):
        found = voting.open_votes(["leeds"], at=at)
    assert [(each.motion, each.voted) for each in found] == [(soon, False), (late, True)]


def test_a_voter_sees_the_councils_own_ballot_and_nobody_elses(councils, django_assert_num_queries):
    motion = put()
    vote(motion, "leeds", "for", reason="Cheaper")
    with django_assert_num_queries(5):
        own = voting.own_ballot(motion, authority="leeds", by=LEEDS_LEAD, at=NOON)
    assert (own.number, own.label, own.reason) == (1, "For", "Cheaper")
    with pytest.raises(NotAllowed):
        voting.own_ballot(motion, authority="york", by=LEEDS_LEAD, at=NOON)


def test_all_councils_of_the_electorate_may_vote(councils):
    motion = put(choices=("Build", "Adopt", "Buy"))
    votes(motion, **dict.fromkeys(EVERYBODY, "option-2"))
    closing.close(motion=motion, by=SYSTEM, at=CLOSE)
    page = queries.motion(motion)
    assert (page.outcome, page.chosen, page.chosen_label) == ("carried", "option-2", "Adopt")


def test_a_welsh_ballot_and_its_history_are_in_welsh_and_options_stay_as_they_were_put(councils):
    motion, other = put(), put(title="Which?", choices=("Save", "Build"))
    vote(motion, "leeds", "for")
    page, several = queries.motion(motion), queries.motion(other)
    with translation.override("cy"):
        said = [step.title for step in history(motion)]
        figures = [[label for _votes, label in each.figures] for each in (page, several)]
    assert figures == [["O blaid", "Yn erbyn", "Ymatal"], ["Save", "Build", "Ymatal"]]
    assert said == ["Cyflwynwyd y cynnig", "Derbyniwyd pleidlais"]
