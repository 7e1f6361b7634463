"""Fifty hands on one ballot, two hundred councils at once, votes while the worker counts."""

import json
import os
import subprocess
import sys

import pytest

from tests.decisions.crowding import CROWD, MANY

EXPECTED = {
    "a_member_leaves_while_a_motion_is_put": {
        "members": [True],
        "votes": [[True, True], [False, False]],  # the one who left has a seat that is struck
    },
    "killed_while_counting": {"wrong": [], "statements": True},
    "one_council_from_many_hands": {
        "refused": [],
        "numbered without gap": True,
        "each answer is a ballot": True,
        "current": 1,
        "current is the last": True,
    },
    "two_tabs_many_times": {"counted": 1, "told": CROWD - 1},
    "many_councils": {"first ballots": MANY, "voted": MANY},
    "at_the_closing_second": {
        "closed": ["carried"],
        "counted is accepted": True,
        "all answered": True,
        "decided": 1,
    },
}


@pytest.fixture(scope="module")
def told():
    ran = subprocess.run(
        [sys.executable, "-m", "tests.decisions.crowding"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    return json.loads(ran.stdout.splitlines()[-1])


@pytest.mark.parametrize("trial", EXPECTED)
def test_no_vote_is_lost_and_none_is_doubled(told, trial):
    assert told[trial] == EXPECTED[trial]
