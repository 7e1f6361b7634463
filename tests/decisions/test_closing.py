"""The close: counted once, at its time, for good."""

import hashlib
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from commonworks.decisions import commands, queries
from commonworks.decisions.commands import closing
from commonworks.decisions.jobs import close_next, open_next
from commonworks.decisions.models import Ballot, Seat
from commonworks.decisions.policies.voting import VotingClosed
from commonworks.kernel.errors import Missing
from commonworks.kernel.models import Event
from commonworks.network.ports import SYSTEM
from tests.actors import LEEDS_LEAD, NOON, member_of
from tests.decisions.putting import BODY, CLOSE, put, vote, votes

pytestmark = pytest.mark.django_db
COUNTED = CLOSE + closing.GRACE


def test_the_worker_counts_a_motion_once_its_time_is_over(councils):
    motion = put()
    votes(motion, leeds="for", york="for")
    assert [close_next(CLOSE), close_next(COUNTED), close_next(COUNTED)] == [False, True, False]
    assert queries.result(motion).outcome == "carried"


def test_the_worker_opens_voting_at_its_time(councils):
    motion = put(opens=NOON + timedelta(days=1))
    assert [open_next(NOON), open_next(NOON + timedelta(days=1))] == [False, True]
    assert queries.motion(motion).state == "open"


def test_a_worker_that_slept_through_both_times_opens_and_counts(councils):
    motion = put(opens=NOON + timedelta(days=1))
    vote(motion, "leeds", "for", at=NOON + timedelta(days=2))
    assert (open_next(COUNTED), close_next(COUNTED)) == (True, True)
    assert queries.result(motion).outcome == "no-quorum"


def test_nothing_is_counted_before_the_close(councils):
    with pytest.raises(closing.StillOpen):
        closing.close(motion=put(), by=SYSTEM, at=CLOSE - timedelta(microseconds=1))


def test_there_is_no_result_while_voting_goes_on(councils):
    with pytest.raises(Missing):
        queries.result(put())


def test_a_motion_without_quorum_says_so(councils):
    motion = put(quorum=3)
    votes(motion, leeds="for", york="for")
    assert closing.close(motion=motion, by=SYSTEM, at=CLOSE) == "no-quorum"


def test_closed_again_a_motion_stays_as_it_was_decided(councils):
    motion = put()
    votes(motion, leeds="for", york="for")
    closing.close(motion=motion, by=SYSTEM, at=CLOSE)
    before = queries.result(motion)
    closing.close(motion=motion, by=SYSTEM, at=CLOSE + timedelta(days=1))
    assert queries.result(motion) == before
    assert Event.objects.filter(name="decisions.motion.decided").count() == 1


def test_the_public_event_carries_the_result_as_it_was_published(councils):
    motion = put()
    votes(motion, leeds="for", york="against")
    closing.close(motion=motion, by=SYSTEM, at=CLOSE)
    event, result = Event.objects.get(name="decisions.motion.decided"), queries.result(motion)
    assert (event.item, event.item_sha256) == (result.item, result.sha256)
    assert hashlib.sha256(result.item.encode()).hexdigest() == result.sha256


def test_the_database_refuses_a_second_ballot_of_an_authority(councils):
    motion = put()
    vote(motion, "leeds", "for")
    seat = Seat.objects.get(motion=motion, authority="leeds")
    with pytest.raises(IntegrityError), transaction.atomic():
        Ballot.objects.create(
            seat=seat, number=2, choice="for", cast_at=NOON, cast_by="x", cast_as="lead"
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.create(motion_id=motion, authority_id="leeds")


def test_no_person_is_named_in_a_result(councils):
    motion = put()
    vote(motion, "leeds", "for")
    closing.close(motion=motion, by=SYSTEM, at=CLOSE)
    assert "lead-of-leeds" not in queries.result(motion).item


ENDED = "The club closed on %(day)s, so the vote was ended."


def end_all(at=NOON, body=BODY):
    return closing.end_all(body=body, because=ENDED, by=SYSTEM, at=at)


def test_a_body_that_decides_no_more_ends_its_open_motions_and_keeps_what_was_cast(councils):
    ref, ahead = put(), put(opens=NOON + timedelta(days=1))
    vote(ref, "york", "for")
    assert end_all() == 2
    page = queries.motion(ref)
    assert (page.state, page.outcome, page.ended_at, page.voted) == ("ended", "", NOON, 1)
    assert queries.motion(ahead).state == "ended"
    assert Ballot.objects.filter(seat__motion=ref, ended_at=None).count() == 1
    assert end_all() == 0


def test_an_ended_motion_takes_no_vote_is_not_withdrawn_and_says_why(councils):
    ref = put()
    end_all()
    said = "The club closed on 2 March 2026, so the vote was ended."
    for tries in (
        lambda: vote(ref, "york", "for"),
        lambda: commands.take_back(
            motion=ref, authority="york", by=member_of("york", "lead"), at=NOON
        ),
        lambda: commands.withdraw(motion=ref, by=LEEDS_LEAD, at=NOON),
    ):
        with pytest.raises(VotingClosed, match=said):
            tries()
    assert closing.close(motion=ref, by=SYSTEM, at=CLOSE) == ""
    assert queries.motion(ref).state == "ended"


def test_only_what_is_still_open_ends_and_only_in_that_body(councils):
    decided, gone, other = put(), put(), put(body="club.bins")
    closing.close(motion=decided, by=SYSTEM, at=CLOSE)
    commands.withdraw(motion=gone, by=LEEDS_LEAD, at=NOON)
    late = put()
    assert end_all(at=CLOSE) == 0  # its time is over: it is counted
    assert [queries.motion(ref).state for ref in (decided, gone, other, late)] == [
        "decided",
        "withdrawn",
        "open",
        "open",
    ]


def test_ended_motions_are_listed_among_those_that_are_over(councils, django_assert_num_queries):
    ref = put()
    end_all()
    with django_assert_num_queries(2):
        assert [each.ref for each in queries.motions(body=BODY, open=False)] == [ref]
    assert queries.motions(body=BODY, open=True) == []
