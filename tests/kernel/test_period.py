from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonworks.kernel.errors import Invalid
from commonworks.kernel.period import Period

DAYS = [date(2026, 1, day) for day in range(1, 12)]


def periods():
    ends = st.none() | st.sampled_from(DAYS)
    pairs = st.tuples(st.sampled_from(DAYS), ends)
    return pairs.filter(lambda p: p[1] is None or p[0] < p[1]).map(lambda p: Period(*p))


@given(periods(), periods())
def test_periods_overlap_exactly_when_they_share_a_day(one, other):
    far = date(2030, 1, 1)  # stands for every day after the ones listed
    assert one.overlaps(other) == any(day in one and day in other for day in [*DAYS, far])


def test_a_period_ends_after_it_starts():
    with pytest.raises(Invalid, match="end after it starts"):
        Period(DAYS[1], DAYS[1])
