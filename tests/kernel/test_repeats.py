"""What is sent twice is carried out once, and answered twice."""

from datetime import timedelta

import pytest

from commonworks.kernel import repeats
from commonworks.kernel.models import Sending
from tests.actors import NOON

pytestmark = pytest.mark.django_db


def test_the_second_is_not_carried_out_and_hears_what_came_of_the_first():
    assert (repeats.begin("a", at=NOON), repeats.begin("a", at=NOON)) == (True, False)
    assert repeats.answer("a") == ""
    repeats.end("a", "/there")
    assert (repeats.begin("a", at=NOON), repeats.answer("a")) == (False, "/there")


def test_what_came_to_nothing_may_come_again():
    repeats.begin("a", at=NOON)
    repeats.end("a", "")
    assert (repeats.answer("a"), repeats.begin("a", at=NOON)) == (None, True)


def test_work_that_never_ended_may_be_tried_again_after_a_minute_by_one():
    repeats.begin("a", at=NOON)
    later = NOON + timedelta(minutes=1, seconds=1)
    assert [repeats.begin("a", at=later) for _ in range(2)] == [True, False]


def test_what_was_answered_is_kept_for_a_day():
    repeats.begin("a", at=NOON)
    repeats.end("a", "/there")
    repeats.begin("b", at=NOON + timedelta(days=1))
    assert Sending.objects.count() == 2
    repeats.begin("b", at=NOON + timedelta(days=1, seconds=1))
    assert [each.key for each in Sending.objects.all()] == ["b"]
