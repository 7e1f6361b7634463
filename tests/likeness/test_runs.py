"""The run of words that two texts share, by which a reader sees why they are alike."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from likeness.runs import shared_run
from likeness.words import STOP, stem


@pytest.mark.parametrize(
    ("one", "other", "run"),
    [
        ("Visitor permits on paper", "Our visitor permit is sold on paper", "visitor permit"),
        (
            "We sell visitor permits on paper",
            "Visitor permits on paper!",
            "visitor permits on paper",
        ),
        ("Bins are missed", "Missed bins", ""),
        ("Out of the office", "This is out of the question", ""),
        ("Blue badge renewals, blue badge theft", "Blue badge renewals", "blue badge renewals"),
        ("Parking in Leeds\nPermits on paper", "Leeds permits", ""),
        (
            "Wanted: visitor permits. Paper is slow",
            "Visitor permits: paper is slow",
            "paper is slow",
        ),
        ("", "Anything at all", ""),
        ("a b", "", ""),
    ],
)
def test_a_run_is_the_longest_that_both_say(one, other, run):
    assert shared_run(one, other) == run


TEXTS = st.lists(
    st.sampled_from(["permit", "permits", "the", "of", "badge", "blue", "paper"]), max_size=12
).map(" ".join)


def naive(one, other):
    """Every run of the second text, looked for in the first as text."""
    said, spelled = f" {' '.join(map(stem, one.split()))} ", other.split()
    runs = [
        spelled[start:end]
        for start in range(len(spelled))
        for end in range(start + 2, min(len(spelled), start + 8) + 1)
        if spelled[start] not in STOP and spelled[end - 1] not in STOP
        if f" {' '.join(map(stem, spelled[start:end]))} " in said
    ]
    return " ".join(max(runs, key=len, default=[]))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # the first draw imports
@given(TEXTS, TEXTS)
def test_it_is_what_trying_every_run_finds(one, other):
    assert shared_run(one, other) == naive(one, other)
