"""Degrees written from two tables are what Python writes of the same number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from placefinder.degrees import degrees


@given(st.integers(-180_000_000, 180_000_000))
def test_degrees_are_written_as_a_float_writes_itself(millionths: int):
    assert degrees(millionths) == repr(millionths / 1e6)


@pytest.mark.parametrize("millionths", [0, 5, -99, 9_999, 10_000, -10_001, 51_500_000, -127_670])
def test_round_ones_and_those_next_to_nothing_are_too(millionths: int):
    assert degrees(millionths) == repr(millionths / 1e6)
