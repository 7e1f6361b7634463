"""The close: counted once, at its time, for good."""

import hashlib
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from commonworks.decisions import queries
from commonworks.decisions.commands import closing
from commonworks.decisions.jobs import close_next, open_next
from commonworks.decisions.models import Ballot, Seat
from commonworks.kernel.errors import Missing
from commonworks.kernel.models import Event
from commonworks.network.ports import SYSTEM
from tests.actors import NOON
from tests.decisions.putting import CLOSE, put, vote, votes

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
