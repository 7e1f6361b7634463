import hashlib
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from commonworks.kernel import events, triggers
from commonworks.kernel.models import Delivery, Event
from tests.actors import LEEDS_LEAD, NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    events.record("test.thing.done", subject="T-1", by=LEEDS_LEAD, at=NOON)
    return Event.objects.get()


REWRITES = {
    "update": "UPDATE kernel_event SET subject = 'T-2' WHERE id = %s",
    "delete": "DELETE FROM kernel_event WHERE id = %s",
    "replace": "INSERT OR REPLACE INTO kernel_event"
    " SELECT id, name, 'T-2', by, at, ids, item, item_sha256 FROM kernel_event WHERE id = %s",
    "truncate": "TRUNCATE kernel_event CASCADE",
}
ONLY = {"replace": "sqlite", "truncate": "postgresql"}


def rewrite(how, event):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(REWRITES[how], [event.pk] if "%s" in REWRITES[how] else None)


@pytest.mark.parametrize("how", REWRITES)
def test_an_event_is_never_rewritten(event, how):
    if connection.vendor != ONLY.get(how, connection.vendor):
        return  # the other database has no such statement
    with pytest.raises(IntegrityError, match="events are never"):
        rewrite(how, event)
    assert Event.objects.get().subject == "T-1"


def drop(name):
    on = " ON kernel_event" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{on}")


def test_a_migration_that_drops_the_triggers_puts_them_back(event):
    drop("events_are_never_deleted")
    assert triggers.in_place(connection) is False

    call_command("migrate", verbosity=0)
    assert triggers.in_place(connection) is True
    with pytest.raises(IntegrityError, match="events are never deleted"):
        rewrite("delete", event)


def test_an_event_is_recorded_in_a_transaction_or_not_at_all(monkeypatch):
    # Every test runs in a transaction, so this one has to pretend that it does not.
    monkeypatch.setattr(events, "connection", SimpleNamespace(in_atomic_block=False))
    with pytest.raises(RuntimeError, match="in the transaction"):
        events.record("test.thing.done", subject="T-1", by=LEEDS_LEAD, at=NOON)


def test_a_public_event_carries_its_item_and_the_hash_of_it():
    events.record("t.t.t", subject="T-1", by=LEEDS_LEAD, at=NOON, item={"b": "é", "a": 1})
    event = Event.objects.get()
    assert event.item == '{"a":1,"b":"é"}'
    assert event.item_sha256 == hashlib.sha256(event.item.encode()).hexdigest()


def test_a_private_event_carries_opaque_ids_and_no_item(event):
    assert (event.item, event.item_sha256, event.by) == ("", "", LEEDS_LEAD.ref)


def test_many_events_are_recorded_as_one_is_each_with_its_deliveries(monkeypatch):
    heard = {"a": ("t.t.t", print), "b": ("t.t.t", print), "c": ("other", print)}
    monkeypatch.setattr(events, "handlers", heard)
    told = [events.Told("T-1", {"a": 1}), events.Told("T-2", ids={"of": "X"})]
    events.record_all("t.t.t", told, by=LEEDS_LEAD, at=NOON)
    rows = list(Event.objects.order_by("id").values_list("subject", "item", "ids"))
    assert rows == [("T-1", '{"a":1}', {}), ("T-2", "", {"of": "X"})]
    owed = Delivery.objects.order_by("event", "handler").values_list("event__subject", "handler")
    assert list(owed) == [("T-1", "a"), ("T-1", "b"), ("T-2", "a"), ("T-2", "b")]


def test_no_events_are_recorded_outside_a_transaction(monkeypatch):
    monkeypatch.setattr(events, "connection", SimpleNamespace(in_atomic_block=False))
    with pytest.raises(RuntimeError, match="in the transaction"):
        events.record_all("t.t.t", [], by=LEEDS_LEAD, at=NOON)
