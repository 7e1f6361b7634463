"""Quartiles against a twin that counts in another way, and what a picture of them says."""

from fractions import Fraction
from statistics import quantiles

from hypothesis import given
from hypothesis import strategies as st

from commonworks.factories.policies.spread import spread_of, weighed
from commonworks.factories.web.spread import Row, SpreadChart

SCORES = st.lists(st.fractions(0, 5, max_denominator=20), min_size=2, max_size=30)


@given(SCORES)
def test_quartiles_are_those_of_the_standard_library(scores):
    spread = spread_of(scores)
    twin = quantiles(scores, n=4, method="inclusive")
    assert [spread.lower, spread.middle, spread.upper] == twin
    assert (spread.least, spread.most, spread.count) == (min(scores), max(scores), len(scores))


def test_one_score_lies_at_one_point_and_none_nowhere():
    assert spread_of([Fraction(3)]).figures == (3.0,) * 5
    assert spread_of([]) is None


def test_criteria_weigh_in_and_a_gap_is_no_score():
    weights = {1: 5, 2: 1}
    assert weighed({(9, 1): 5, (9, 2): 0}, 9, weights) == Fraction(25, 6)
    assert weighed({(9, 1): 5}, 9, weights) is None


def test_a_picture_says_in_words_what_it_shows_and_takes_no_markup():
    spread = spread_of([Fraction(1), Fraction(4)])
    chart = SpreadChart("Scores", [Row("<b>Build</b>", spread)])
    assert "from 1.0 to 4.0" in chart.description
    assert ("<b>" in chart.svg, "&lt;b&gt;Build" in chart.svg) == (False, True)
    assert SpreadChart("Scores", []).svg == ""
