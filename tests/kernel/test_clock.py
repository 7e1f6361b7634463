from datetime import timedelta

import pytest
from django.utils import timezone

from commonworks.kernel import clock
from commonworks.kernel.errors import Conflict, Invalid

WEEK = timedelta(days=7)


@pytest.fixture
def demo(settings, tmp_path):
    settings.COMMONWORKS_DEMO, settings.COMMONWORKS_DATA = True, tmp_path


def test_the_demonstrations_clock_moves_forward_and_stays_there(demo):
    clock.move_forward(WEEK)
    clock.move_forward(WEEK)
    assert timedelta() <= clock.now() - timezone.now() - 2 * WEEK + timedelta(seconds=1)


def test_a_real_clock_cannot_be_moved(settings):
    settings.COMMONWORKS_DEMO = False
    with pytest.raises(Conflict):
        clock.move_forward(WEEK)


@pytest.mark.parametrize("by", [timedelta(), -WEEK, timedelta(days=4000)])
def test_the_clock_never_goes_back_nor_too_far(demo, by):
    with pytest.raises(Invalid):
        clock.move_forward(by)
