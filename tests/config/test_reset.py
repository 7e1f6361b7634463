"""The demonstration begins afresh, whatever code it was told by."""

import json
import os
import subprocess
import sys

FOUND = {
    "behind": True,
    "then": False,
    "here": 2,
    "afterwards": ["told"],  # what people did since is no part of the copy
    "pending": 0,
    "letters": 0,
    "armed": True,
    "files": ["story.sqlite3"],
}


def test_a_copy_that_is_older_than_the_code_is_brought_up_to_date_before_it_is_gone_back_to():
    ran = subprocess.run(
        [sys.executable, "-m", "tests.config.resetting"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    prepared, at_once = json.loads(ran.stdout.splitlines()[-1])
    assert prepared == FOUND
    assert at_once == {**FOUND, "then": True}  # nobody had started it again
