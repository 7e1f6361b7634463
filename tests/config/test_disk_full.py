"""With no room left on the disk people are told so, and nothing is half written."""

import json
import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize("how", ["files", "pages"])
def test_a_full_disk_loses_nothing_that_was_heard_and_writes_nothing_by_halves(how):
    ran = subprocess.run(
        [sys.executable, "-m", "tests.config.filling", how],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    told = json.loads(ran.stdout.splitlines()[-1])
    assert (told["status"], told["kept"]) == ("503", told["heard"])
    assert "We cannot save anything at the moment." in told["said"]
    assert "Traceback" not in ran.stderr
    assert (told["after"], told["all"], told["sound"]) == (1, told["heard"] + 1, "ok")
