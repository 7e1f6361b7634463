"""Sharing out to the penny, against a twin that hands out one penny at a time."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonworks.factories.policies.shares import check_sums, split
from commonworks.kernel.errors import Invalid

WEIGHTS = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=3), st.integers(0, 10**7), min_size=1, max_size=12
).filter(lambda weights: sum(weights.values()) > 0)


def twin(total: int, weights: dict[str, int]) -> dict[str, int]:
    """Whole pence first; then each further penny to whoever is furthest below the exact part."""
    whole = sum(weights.values())
    exact = {who: Fraction(total * weight, whole) for who, weight in weights.items()}
    parts = {who: int(part) for who, part in exact.items()}
    while sum(parts.values()) < total:
        poorest = min(parts, key=lambda who: (parts[who] - exact[who], who))
        parts[poorest] += 1
    return parts


@given(st.integers(0, 10**11), WEIGHTS)
def test_shares_are_those_of_the_twin_and_add_up(total, weights):
    parts = split(total, weights)
    assert parts == twin(total, weights)
    assert sum(parts.values()) == total


@given(st.integers(0, 10**11), WEIGHTS)
def test_nobody_pays_a_penny_more_or_less_than_their_exact_part(total, weights):
    whole = sum(weights.values())
    for who, pence in split(total, weights).items():
        assert abs(pence - Fraction(total * weights[who], whole)) < 1


@given(st.integers(0, 10**11), WEIGHTS)
def test_the_order_of_asking_is_no_matter(total, weights):
    backwards = dict(reversed(weights.items()))
    assert split(total, weights) == split(total, backwards)


@pytest.mark.parametrize(
    ("total", "weights"), [(1, {}), (1, {"a": 0}), (1, {"a": 2, "b": -1}), (-1, {"a": 1})]
)
def test_what_cannot_be_shared_is_refused(total, weights):
    with pytest.raises(Invalid):
        split(total, weights)


def test_fixed_amounts_that_are_not_the_whole_are_refused_with_the_difference():
    check_sums(300, {"a": 100, "b": 200})
    with pytest.raises(Invalid, match="£0.01 less"):
        check_sums(300, {"a": 100, "b": 199})
    with pytest.raises(Invalid, match="£1 more"):
        check_sums(300, {"a": 200, "b": 200})
