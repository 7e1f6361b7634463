"""The worker is killed (-9) in the middle of a handler or of a sending: another takes over when the
lease runs out, and what it was doing is done once."""

import json
import os
import subprocess
import sys

import psycopg
import pytest

from commonworks.config.environment import ROOT
from commonworks.integrations.outbox.reader import sent_letters
from commonworks.integrations.simulators.faults import Fault
from commonworks.integrations.simulators.store import Store
from tests.proof.browsers import Browser
from tests.proof.house import House, until

TRIAL = {"counted": 1, "owed": 0, "sent": 1, "emails": 1}
WAITING = "state = 'waiting'"


def test_a_worker_that_dies_at_any_statement_delivers_and_sends_once(house):
    until(house.is_quiet, "the worker did not finish")  # else what it owes is counted here too
    house.kill("worker")
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "tests.proof.dying"],
            env=house.told,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        house.start("worker")
    assert ran.returncode == 0, ran.stderr[-3000:]
    trials = json.loads(ran.stdout)
    assert [(n, t) for n, t in enumerate(trials, 1) if t != TRIAL] == []
    assert len(trials) > 10  # the way is as long as it was when this was written


@pytest.mark.parametrize("fault", ["slow", "error"])  # Notify took it, or it did not
def test_a_worker_that_dies_while_it_sends_sends_once(house, fault):
    to = f"{fault}@example.org"
    house.fails("notify", fault, seconds=3, times=1)
    resident = Browser(house)
    resident.start()
    resident.post("save", email=to)
    until(lambda: not is_spoilt(house), "Notify was not asked")  # a fault is used up when it begins
    house.kill("worker")
    house.start("worker")
    if fault == "slow":
        until(lambda: received(house, to) == 1, "Notify did not take it")
    assert house.count("post_message", f"{WAITING} AND attempts = 1") == 1  # the lease holds
    house.later(minutes=6)
    until(lambda: house.count("post_message", WAITING) == 0, "it was not sent")
    assert (received(house, to), house.count("post_message", "state = 'failed'")) == (1, 0)


@pytest.mark.skipif(not os.environ.get("DATABASE_URL"), reason="SQLite has no lock on one table")
def test_a_worker_that_dies_in_a_handler_counts_once(house):
    """The handler is held fast in the middle of its transaction, and its process killed."""
    until(house.is_quiet, "the worker did not finish")
    before = started(house)
    with psycopg.connect(house.told["DATABASE_URL"]) as holding:
        holding.execute("LOCK TABLE measures_tally IN ACCESS EXCLUSIVE MODE")
        Browser(house).start()
        until(lambda: house.count("kernel_delivery", "attempts = 1") == 1, "not begun")
        held = "wait_event_type = 'Lock' AND query LIKE '%measures_tally%'"
        until(lambda: house.count("pg_stat_activity", held) > 0, "the handler is not held")
        house.kill("worker")
    house.start("worker")
    assert house.count("kernel_delivery", "attempts = 1") == 1
    house.later(minutes=6)
    until(house.is_quiet, "the delivery was not taken over")
    assert started(house) == before + 1


def is_spoilt(house: House) -> bool:
    """Whether the fault is still to come. Read from its file: the simulator itself is busy."""
    return Store(house.plan.data / "simulators").find("fault", "notify", of=Fault) is not None


def received(house: House, email: str) -> int:
    return sum(each.recipient == email for each in sent_letters(house.plan.data))


def started(house: House) -> int:
    [(total,)] = house.rows("SELECT sum(count) FROM measures_tally WHERE measure = 'started'")
    return int(total or 0)
