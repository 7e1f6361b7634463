"""Working days, beside a twin that looks at every day in turn."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonworks.services.policies.deadlines import (
    PLACES,
    bank_holidays,
    deadline,
    working_days_between,
)

NATIONS = st.sampled_from(sorted(PLACES))
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def works(day: date, nation: str) -> bool:
    return day.isoweekday() <= 5 and day not in bank_holidays(nation, day.year)


def naive_deadline(received: date, working_days: int, nation: str) -> date:
    day = received
    while working_days:
        day += timedelta(days=1)
        working_days -= works(day, nation)
    return day


@settings(max_examples=300, deadline=None)
@given(DAYS, st.integers(1, 300), NATIONS)
def test_a_deadline_is_the_one_that_counting_day_by_day_gives(received, working_days, nation):
    assert deadline(received, working_days, nation) == naive_deadline(
        received, working_days, nation
    )


@settings(max_examples=300, deadline=None)
@given(DAYS, st.integers(0, 500), NATIONS)
def test_working_days_between_are_counted_the_same_in_both_directions(start, span, nation):
    end = start + timedelta(days=span)
    counted = sum(works(start + timedelta(days=n), nation) for n in range(1, span + 1))
    assert working_days_between(start, end, nation) == counted
    assert working_days_between(end, start, nation) == -counted


@settings(max_examples=100, deadline=None)
@given(DAYS, st.integers(1, 100), NATIONS)
def test_a_deadline_is_as_far_away_as_was_promised(received, working_days, nation):
    end = deadline(received, working_days, nation)
    assert working_days_between(received, end, nation) == working_days


@pytest.mark.parametrize(
    ("nation", "received", "days", "due"),
    [
        # The days of https://www.gov.uk/bank-holidays, for each nation.
        ("england", date(2026, 4, 2), 1, date(2026, 4, 7)),  # Good Friday and Easter Monday
        ("wales", date(2026, 4, 2), 1, date(2026, 4, 7)),
        ("scotland", date(2026, 4, 2), 1, date(2026, 4, 6)),  # Easter Monday is a working day
        ("northern-ireland", date(2026, 7, 10), 1, date(2026, 7, 14)),  # the Boyne, observed
        ("england", date(2026, 7, 10), 1, date(2026, 7, 13)),
        ("scotland", date(2025, 12, 31), 1, date(2026, 1, 5)),  # 1 and 2 January
        ("scotland", date(2026, 11, 27), 1, date(2026, 12, 1)),  # St Andrew's Day
        ("england", date(2026, 12, 24), 1, date(2026, 12, 29)),  # Boxing Day on a Saturday
        ("northern-ireland", date(2026, 3, 16), 1, date(2026, 3, 18)),  # St Patrick's Day
    ],
)
def test_each_nation_keeps_its_own_bank_holidays(nation, received, days, due):
    assert deadline(received, days, nation) == due


def test_what_comes_in_on_a_saturday_counts_from_monday():
    assert deadline(date(2026, 11, 21), 1, "england") == date(2026, 11, 23)


def test_years_without_known_bank_holidays_still_have_weekends():
    assert bank_holidays("england", 2101) == ()
    assert deadline(date(2105, 12, 24), 5, "england") == date(2105, 12, 31)


@pytest.mark.parametrize("days", [0, -1, 3661])
def test_a_deadline_of_no_days_is_refused(days):
    with pytest.raises(ValueError, match="working days away"):
        deadline(date(2026, 1, 1), days, "england")
