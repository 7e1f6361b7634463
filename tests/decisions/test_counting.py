import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonworks.decisions.policies.counting import Terms, count, votes_needed
from tests.decisions.naive import by_hand

OPTIONS = ("option-1", "option-2", "option-3")


@st.composite
def ballots(draw):
    """(terms, seats, votes)"""
    rule = draw(st.sampled_from(["majority", "two-thirds", "consent"]))
    options = () if rule == "consent" else draw(st.sampled_from([(), OPTIONS]))
    is_share = draw(st.booleans())
    terms = Terms(rule, draw(st.integers(1, 100 if is_share else 12)), is_share, options)
    seats = draw(st.integers(0, 12))
    votes = draw(st.lists(st.sampled_from(terms.choices), max_size=seats))
    return terms, seats, votes


@given(ballots())
@settings(max_examples=400, deadline=None)
def test_the_count_is_what_one_gets_by_hand(ballots):
    terms, seats, votes = ballots
    counted = count(terms, seats, votes)
    assert (counted.outcome, counted.chosen) == by_hand(
        terms.rule, terms.options, terms.quorum, terms.quorum_is_share, seats, votes
    )
    assert sum(counted.counts.values()) == counted.votes == len(votes)


@given(ballots(), st.randoms())
@settings(max_examples=100, deadline=None)
def test_the_order_of_the_votes_makes_no_difference(ballots, random):
    terms, seats, votes = ballots
    shuffled = random.sample(votes, len(votes))
    assert count(terms, seats, shuffled) == count(terms, seats, votes)


@given(ballots())
@settings(max_examples=200, deadline=None)
def test_one_more_vote_for_a_motion_never_loses_it(ballots):
    terms, seats, votes = ballots
    best = {"consent": "consent"}.get(terms.rule, "for")
    if not terms.options and count(terms, seats, votes).outcome == "carried":
        assert count(terms, seats + 1, [*votes, best]).outcome == "carried"


@pytest.mark.parametrize(
    ("rule", "votes", "outcome"),
    [
        ("majority", "for for against", "carried"),
        ("majority", "for against", "no-decision"),
        ("majority", "against abstain abstain", "not-carried"),
        ("majority", "abstain abstain", "no-decision"),
        ("two-thirds", "for for against", "carried"),
        ("two-thirds", "for for for against against", "not-carried"),
        ("two-thirds", "abstain abstain", "no-decision"),
        ("consent", "consent abstain", "carried"),
        ("consent", "consent consent object", "not-carried"),
        ("consent", "abstain", "no-decision"),
    ],
)
def test_each_rule_decides_as_its_words_say(rule, votes, outcome):
    assert count(Terms(rule, 1, False), 5, votes.split()).outcome == outcome


@pytest.mark.parametrize(
    ("rule", "votes", "decided"),
    [
        ("majority", (3, 1, 1), ("carried", "option-1")),
        ("majority", (2, 1, 1), ("no-decision", "")),
        ("majority", (2, 2, 0), ("no-decision", "")),
        ("two-thirds", (0, 2, 1), ("carried", "option-2")),
        ("two-thirds", (3, 2, 0), ("no-decision", "")),
    ],
)
def test_of_several_options_one_needs_the_threshold_of_all_votes_for_options(rule, votes, decided):
    cast = [option for option, times in zip(OPTIONS, votes, strict=True) for _ in range(times)]
    counted = count(Terms(rule, 1, False, OPTIONS), 9, [*cast, "abstain"])
    assert (counted.outcome, counted.chosen) == decided


@pytest.mark.parametrize(
    ("quorum", "is_share", "seats", "needed"),
    [(50, True, 4, 2), (50, True, 5, 3), (1, True, 4, 1), (100, True, 7, 7), (5, False, 3, 5)],
)
def test_a_share_is_rounded_up_and_a_number_stays(quorum, is_share, seats, needed):
    assert votes_needed(Terms("majority", quorum, is_share), seats) == needed
