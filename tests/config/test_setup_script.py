"""While packages are fetched, a terminal shows that it goes on; a log is left plain."""

import os
import pty
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def quietly(command: str) -> list[str]:
    return ["sh", "-c", f". script/lib/setup.sh; quietly sh -c '{command}'"]


def on_a_terminal(command: str) -> tuple[int, str]:
    ours, theirs = pty.openpty()
    ran = subprocess.run(quietly(command), cwd=ROOT, stderr=theirs, check=False)
    os.close(theirs)
    said = os.read(ours, 10_000).decode()
    os.close(ours)
    return ran.returncode, said


def test_a_terminal_is_shown_the_seconds_of_a_command_and_its_words_when_it_fails():
    status, said = on_a_terminal("echo not this; echo but this >&2; sleep 2.5; exit 3")
    assert (status, "\r        1 s\r        2 s" in said) == (1, True)
    assert said.endswith("\r\033[Knot this\r\nbut this\r\n")


def test_a_log_is_told_nothing_of_what_goes_well():
    told = subprocess.run(
        quietly("echo not this; sleep 1.5"), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "")
