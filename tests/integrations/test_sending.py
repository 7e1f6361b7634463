"""From the queue of messages to the supplier, with a worker that dies in between."""

from datetime import timedelta

import pytest

from commonworks.integrations import wiring
from commonworks.integrations.outbox.reader import sent_letters
from commonworks.integrations.suppliers import Suppliers
from commonworks.kernel.leases import LEASE
from commonworks.post import commands, jobs, ports, queries
from tests.actors import NOON

pytestmark = pytest.mark.django_db
POSTMAN = jobs.Postman()


@pytest.fixture(params=["notify", "outbox"])
def data(request, simulators):
    """The carriers that can tell what they have already sent."""
    told = {"COMMONWORKS_SIMULATORS": simulators.url}
    suppliers = Suppliers.read(told.get, demo=request.param == "notify")
    before = list(ports._carrier)
    ports.provide(lambda: wiring.carrier(suppliers, simulators.data))
    yield simulators.data
    ports._carrier[:] = before


def queue(n: int = 0) -> str:
    return commands.queue_email(
        to=f"reader{n}@example.org", subject="S", body="B", about=f"C-{n}", by=POSTMAN, at=NOON
    )


def test_a_worker_that_dies_after_sending_and_before_noting_it_doubles_nothing(data):
    ref = queue()
    letter = commands.take_letter(by=POSTMAN, at=NOON)
    ports.carrier().send(letter)  # and here the worker dies
    assert jobs.send_next(NOON + LEASE)
    assert [one.ref for one in sent_letters(data)] == [ref]
    assert [one.state for one in queries.sendings_about("C-0")] == ["sent"]


def test_a_worker_that_dies_before_sending_loses_nothing(data):
    ref = queue()
    commands.take_letter(by=POSTMAN, at=NOON)  # and here the worker dies
    assert jobs.send_next(NOON + LEASE)
    assert [one.ref for one in sent_letters(data)] == [ref]


def test_messages_survive_a_supplier_that_fails_in_every_way(data, simulators):
    refs = {queue(n) for n in range(6)}
    faults = ("down", "error", "busy", "html", "forbidden", "nonsense")
    at = NOON
    for n, fault in enumerate(faults):
        simulators.order("notify", fault, times=1, late=n % 2 == 0)
        jobs.send_next(at)
    for _ in range(12):
        at += timedelta(minutes=5)
        jobs.send_next(at)
    assert sorted(one.ref for one in sent_letters(data)) == sorted(refs)
