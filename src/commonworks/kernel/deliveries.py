"""Events reach their handlers at least once, whatever dies; a handler's own rows change once."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from commonworks.kernel.errors import Missing
from commonworks.kernel.events import Happened, handlers
from commonworks.kernel.models import Delivery, Event

SECONDS = 1.0  # for which a worker's other jobs wait, where many events happened at once


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A delivery that was tried until patience ran out, and now waits for a person."""

    id: int
    event: str
    subject: str
    handler: str
    happened_at: datetime
    error_code: str


def deliver_some(at: datetime) -> bool:
    """Run what is due, as much as fits in about a second; say whether there was any. What else
    comes round is looked at once for all of them: that costs more than a delivery."""
    until, some = time.monotonic() + SECONDS, False
    while time.monotonic() < until and deliver_next(at):
        some = True
    return some


def deliver_next(at: datetime) -> bool:
    """Run one delivery that is due; say whether there was one."""
    if (delivery := Delivery.take(at=at)) is None:
        return False
    try:
        run(delivery)
    except Exception as error:  # whatever a handler does, the worker goes on
        delivery.postpone(error, at=at)
    return True


@transaction.atomic
def run(delivery: Delivery) -> None:
    """The handler's work and its receipt stand or fall together."""
    event = delivery.event
    _name, handler = handlers[delivery.handler]
    item = json.loads(event.item) if event.item else {}
    handler(Happened(event.name, event.subject, event.by, event.at, event.ids, item))
    delivery.settle()


def heard(handler: str) -> Iterator[Happened]:
    """Every event that this handler has heard of, in order; those whose delivery is still owed
    are left out. For counting again what was counted one by one. One SQL query."""
    name, _handler = handlers[handler]
    owed = Delivery.objects.filter(event=OuterRef("pk"), handler=handler)
    rows = Event.objects.filter(~Exists(owed), name=name).order_by("id")
    fields = ("name", "subject", "by", "at", "ids")
    return (Happened(*row) for row in rows.values_list(*fields).iterator(chunk_size=2000))


def lag(at: datetime) -> timedelta:
    """How long the oldest delivery that is still being tried has been overdue."""
    living = Delivery.objects.exclude(Delivery.given_up()).order_by("event__at")
    oldest = living.values_list("event__at", flat=True).first()
    return max(at - oldest, timedelta()) if oldest else timedelta()


def dead_letters() -> list[DeadLetter]:
    rows = Delivery.objects.filter(Delivery.given_up()).order_by("event__at")
    fields = ("id", "event__name", "event__subject", "handler", "event__at", "error_code")
    return [DeadLetter(*row) for row in rows.values_list(*fields)]


def try_again(dead_letter: int, *, at: datetime) -> None:
    """Give a dead letter its patience back."""
    dead = Delivery.objects.filter(Delivery.given_up(), pk=dead_letter)
    if not dead.update(attempts=0, due=at, lease_until=None):
        raise Missing(_("That delivery is not waiting any more."))
