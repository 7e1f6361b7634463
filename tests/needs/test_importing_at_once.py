"""Several files at one moment: each need gets the next free address, and nothing comes twice."""

import json
import os
import subprocess
import sys

import pytest

from tests.needs.importing_at_once import HANDS, NEEDS

EXPECTED = {
    "files_of_several_councils": {
        "added": [NEEDS],
        "needs": HANDS * NEEDS,
        "addresses of a title": ["skips-on-paper-0"]
        + [f"skips-on-paper-0-{number}" for number in range(2, HANDS + 1)],
    },
    "one_file_in_two_tabs": {"added": [0, NEEDS], "unchanged": [0, NEEDS]},
    "a_need_declared_beside_a_file": {"addresses": ["queues-0", "queues-0-2"]},
    "one_estate_in_two_tabs": {"added": [0, NEEDS], "unchanged": [0, NEEDS]},
}


@pytest.fixture(scope="module")
def told():
    ran = subprocess.run(
        [sys.executable, "-m", "tests.needs.importing_at_once"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    return json.loads(ran.stdout.splitlines()[-1])


@pytest.mark.parametrize("trial", EXPECTED)
def test_no_file_is_refused_for_another_that_comes_at_the_same_moment(told, trial):
    assert told[trial] == EXPECTED[trial]
