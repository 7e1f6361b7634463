"""Killed at any SQL statement from submitted to decided, nothing is lost and nothing doubled."""

import json
import os
import random
import subprocess
import sys

STEP = int(os.environ.get("CRASH_STEP", "20"))  # 1: every statement


def test_a_kill_at_any_statement_loses_nothing_and_doubles_nothing():
    first = random.randint(1, STEP)
    ran = subprocess.run(
        [sys.executable, "-m", "tests.services.crashing", str(first), str(STEP)],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    told = json.loads(ran.stdout.splitlines()[-1])
    whole = {"paid": ["paid"], "taken": 1, "cases": 1, "emails": 2, "decided": 1}
    wrong = [t for t in told["trials"] if {k: t[k] for k in whole} != whole]
    assert wrong == [], (
        f"of {len(told['trials'])} trials, from statement {first} in steps of {STEP}"
    )
    assert told["statements"] > 50  # the way is as long as it was when this was written
