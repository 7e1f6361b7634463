from datetime import timedelta

import pytest

from commonworks.kernel import deliveries, events, leases
from commonworks.kernel.errors import Missing
from commonworks.kernel.models import Delivery
from tests.actors import LEEDS_LEAD, NOON

pytestmark = pytest.mark.django_db
LATER = NOON + leases.LEASE


@pytest.fixture
def heard(monkeypatch):
    """What a handler of the test heard, with one event waiting for it."""
    monkeypatch.setattr(events, "handlers", handlers := {})
    monkeypatch.setattr(deliveries, "handlers", handlers)
    subjects = []
    events.subscribe("test.thing.done", lambda event: subjects.append(event.subject))
    events.record("test.thing.done", subject="T-1", by=LEEDS_LEAD, at=NOON)
    return subjects


def failing(monkeypatch):
    def fail(event):
        raise ValueError("NHS 943 476 5919")

    [name] = events.handlers
    monkeypatch.setitem(events.handlers, name, ("test.thing.done", fail))


def test_an_event_is_delivered_once(heard):
    assert [deliveries.deliver_next(NOON) for _ in range(2)] == [True, False]
    assert heard == ["T-1"]


def test_a_round_delivers_what_is_due_but_lets_other_jobs_have_their_turn(heard, monkeypatch):
    for number in (2, 3):
        events.record("test.thing.done", subject=f"T-{number}", by=LEEDS_LEAD, at=NOON)
    assert [deliveries.deliver_some(NOON) for _ in range(2)] == [True, False]
    assert heard == ["T-1", "T-2", "T-3"]
    monkeypatch.setattr(deliveries, "SECONDS", 0)
    events.record("test.thing.done", subject="T-4", by=LEEDS_LEAD, at=NOON)
    assert (deliveries.deliver_some(NOON), len(heard)) == (False, 3)


def test_a_delivery_whose_worker_died_is_taken_again(heard):
    Delivery.take(at=NOON)  # and the worker dies here

    assert deliveries.deliver_next(LATER - timedelta(seconds=1)) is False
    assert deliveries.deliver_next(LATER) is True
    assert (heard, Delivery.objects.count()) == (["T-1"], 0)


def test_a_worker_that_was_only_slow_cannot_settle_what_another_took(heard):
    slow = Delivery.take(at=NOON)
    Delivery.take(at=LATER)

    with pytest.raises(leases.LeaseLost):
        deliveries.run(slow)
    assert Delivery.objects.get().attempts == 2


def test_a_failure_waits_and_keeps_a_code_but_no_words(heard, monkeypatch):
    failing(monkeypatch)
    deliveries.deliver_next(NOON)

    row = Delivery.objects.values_list("error_code", "attempts", "lease_until", "due").get()
    assert row == ("ValueError", 1, None, NOON + timedelta(seconds=60))


def test_patience_lasts_three_days_and_then_the_delivery_waits_for_a_person(heard, monkeypatch):
    failing(monkeypatch)
    at = NOON
    while Delivery.objects.exclude(Delivery.given_up()).exists():
        at = Delivery.objects.get().due
        assert deliveries.deliver_next(at) is True

    assert at - NOON > timedelta(days=2)
    [letter] = deliveries.dead_letters()
    assert (letter.subject, letter.error_code) == ("T-1", "ValueError")
    assert (deliveries.lag(at), deliveries.deliver_next(at + LATER.resolution)) == (
        timedelta(),
        False,
    )


def test_a_dead_letter_can_be_tried_again(heard):
    Delivery.objects.update(attempts=leases.PATIENCE)
    [letter] = deliveries.dead_letters()
    deliveries.try_again(letter.id, at=LATER)
    assert (deliveries.deliver_next(LATER), heard) == (True, ["T-1"])
    with pytest.raises(Missing):
        deliveries.try_again(letter.id, at=LATER)


def test_the_lag_is_the_age_of_the_oldest_event_not_yet_delivered(heard):
    assert deliveries.lag(LATER) == leases.LEASE
