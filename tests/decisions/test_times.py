from datetime import UTC, date, datetime, time

import pytest

from commonworks.decisions.policies.times import in_london, shown, time_of_day
from commonworks.kernel.errors import Invalid

FORWARD, BACK = date(2026, 3, 29), date(2026, 10, 25)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("5pm", time(17)),
        ("5:30 PM", time(17, 30)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("17:00", time(17)),
        ("9.15", time(9, 15)),
        ("noon", time(12)),
    ],
)
def test_a_time_is_read_as_people_write_it(typed, meant):
    assert time_of_day(typed) == meant


@pytest.mark.parametrize("typed", ["", "5", "13pm", "0am", "24:00", "9:60", "soon", "٥pm", "-1:00"])
def test_what_is_no_time_is_refused_in_words(typed):
    with pytest.raises(Invalid, match="Enter a time, like 5pm or 17:00"):
        time_of_day(typed)


def test_an_hour_that_the_clocks_skip_is_refused():
    with pytest.raises(Invalid, match="clocks go forward that night, and 01:30 does not exist"):
        in_london(FORWARD, time(1, 30))


def test_an_hour_that_comes_twice_means_the_second_so_that_nobody_is_shut_out():
    closes = in_london(BACK, time(1, 30))
    assert closes == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert shown(closes) == "25 October 2026 at 1:30am (GMT)"


def test_summer_time_is_an_hour_ahead():
    closes = in_london(date(2026, 7, 1), time(17))
    assert (closes, shown(closes)) == (
        datetime(2026, 7, 1, 16, tzinfo=UTC),
        "1 July 2026 at 5pm (BST)",
    )
