"""Processes that write to one SQLite file, each with a connection of the house's backend."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

CONNECTED = """
import sys, time
import django
from django.conf import settings
settings.configure()
django.setup()
from commonworks.kernel.sqlite.base import DatabaseWrapper
options = {"transaction_mode": "IMMEDIATE", "timeout": float(sys.argv[2])}
told = {"NAME": sys.argv[1], "OPTIONS": options, "TIME_ZONE": None, "CONN_MAX_AGE": None,
        "AUTOCOMMIT": True, "CONN_HEALTH_CHECKS": False, "ATOMIC_REQUESTS": False}
database = DatabaseWrapper(told, "default")
from django.db import connections, transaction
connections["default"] = database
"""
ADD = """
for _ in range(int(sys.argv[3])):
    with transaction.atomic():
        found = database.cursor().execute("SELECT total FROM sums").fetchone()[0]
        database.cursor().execute("UPDATE sums SET total = %s", [found + 1])
"""
ADD_ALONE = """
for _ in range(int(sys.argv[3])):
    database.cursor().execute("UPDATE sums SET total = total + 1")
    assert not database._has_turn
"""
HOLD = """
with transaction.atomic():
    database.cursor().execute("UPDATE sums SET total = total + 100")
    print("held", flush=True)
    time.sleep(60)
"""
FAIL = """
try:
    with transaction.atomic():
        database.cursor().execute("UPDATE sums SET total = 7")
        raise ValueError
except ValueError:
    pass
"""


@pytest.fixture
def file(tmp_path):
    at = tmp_path / "house.sqlite3"
    with sqlite3.connect(at) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE sums (total INTEGER)")
        database.execute("INSERT INTO sums VALUES (0)")
    return at


def total(file: Path) -> int:
    with sqlite3.connect(file) as database:
        return database.execute("SELECT total FROM sums").fetchone()[0]


def begin(script: str, file: Path, *told: object, timeout: float = 30) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", CONNECTED + script, file, timeout, *told]
    return subprocess.Popen(
        [str(each) for each in command], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    said = process.communicate(timeout=60)[1]
    return process.returncode, said


@contextmanager
def holding(file: Path):
    process = begin(HOLD, file)
    assert process.stdout.readline() == "held\n"
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_nothing_is_lost_where_four_processes_add_to_one_sum(file):
    writers = [begin(ADD, file, 50) for _ in range(4)]
    assert [ended(each) for each in writers] == [(0, "")] * 4
    assert total(file) == 200


def test_a_statement_by_itself_waits_for_its_turn_among_transactions(file):
    writers = [begin(script, file, 50) for script in (ADD, ADD_ALONE, ADD, ADD_ALONE)]
    assert [ended(each) for each in writers] == [(0, "")] * 4
    assert total(file) == 200


def test_a_statement_by_itself_goes_on_as_soon_as_the_writer_before_it_is_gone(file):
    with holding(file) as killed:
        waiting = begin(ADD_ALONE, file, 1)
        os.kill(killed.pid, signal.SIGKILL)
        assert ended(waiting) == (0, "")
    assert total(file) == 1


def test_a_killed_writer_gives_up_its_turn_and_its_change(file):
    with holding(file) as killed:
        waiting = begin(ADD, file, 1)
        os.kill(killed.pid, signal.SIGKILL)
        assert ended(waiting) == (0, "")
    assert total(file) == 1


def test_a_writer_that_never_gets_its_turn_is_told_that_the_database_is_locked(file):
    with holding(file):
        status, said = ended(begin(ADD, file, 1, timeout=0.3))
    assert status == 1
    assert said.rstrip().endswith("OperationalError: database is locked")
    assert total(file) == 0


def test_a_statement_that_never_gets_its_turn_is_told_that_the_database_is_locked(file):
    with holding(file):
        status, said = ended(begin(ADD_ALONE, file, 1, timeout=0.3))
    assert (status, said.rstrip().splitlines()[-1].split(": ")[1]) == (1, "database is locked")
    assert total(file) == 0


def test_a_change_that_fails_ends_the_turn_and_leaves_nothing(file):
    assert ended(begin(FAIL + ADD, file, 3)) == (0, "")
    assert total(file) == 3
