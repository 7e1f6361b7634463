"""Say what happened, in the transaction that made it happen; hear of it later."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.db import connection

from commonworks.kernel.models import Delivery, Event
from formwork.canonical import canonical


class Doer(Protocol):
    @property
    def ref(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Happened:
    """An event as a handler hears of it. `by` is an opaque ref: events name nobody. `item` is the
    public item as it stood then; {} where there was none, and where nobody asked for it."""

    name: str
    subject: str
    by: str
    at: datetime
    ids: Mapping[str, str]
    item: Mapping[str, Any] = field(default_factory=dict)

    @property
    def said(self) -> Mapping[str, Any]:
        """The item of a public event, the ids of a private one."""
        return self.item or self.ids


handlers: dict[str, tuple[str, Callable[[Happened], None]]] = {}


def subscribe(event: str, handler: Callable[[Happened], None]) -> None:
    handlers[f"{handler.__module__}.{handler.__qualname__}"] = (event, handler)


def about(subjects: Iterable[str]) -> list[Happened]:
    """Everything that happened to these subjects, in order. One SQL query."""
    rows = Event.objects.filter(subject__in=set(subjects)).order_by("id")
    fields = ("name", "subject", "by", "at", "ids")
    return [Happened(*row) for row in rows.values_list(*fields)]


@dataclass(frozen=True, slots=True)
class Told:
    """What one event says. `item` is the public thing as it stands now; leave it out of anything
    private. `ids` are opaque: refs that mean nothing once their rows are gone, never a person's
    words."""

    subject: str
    item: Mapping[str, Any] | None = None
    ids: Mapping[str, str] = field(default_factory=dict)


def record(
    name: str,
    /,
    *,
    subject: str,
    by: Doer,
    at: datetime,
    item: Mapping[str, Any] | None = None,
    **ids: str,
) -> None:
    """Write an event and one delivery for each handler, in the command's own transaction. `item`
    and `ids` are as in `Told`."""
    record_all(name, [Told(subject, item, ids)], by=by, at=at)


def record_all(name: str, told: Iterable[Told], /, *, by: Doer, at: datetime) -> None:
    """Write an event for each of many things that the same happened to, as `record` does. SQL
    queries: two for some hundred events."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"{name} must be recorded in the transaction that made it true.")
    made = Event.objects.bulk_create(_event(name, each, by, at) for each in told)
    Delivery.objects.bulk_create(
        Delivery(event=event, handler=handler, due=at)
        for event in made
        for handler, (wanted, _) in handlers.items()
        if wanted == name
    )


def _event(name: str, told: Told, by: Doer, at: datetime) -> Event:
    text = canonical(told.item).decode() if told.item is not None else ""
    digest = hashlib.sha256(text.encode()).hexdigest() if text else ""
    return Event(
        name=name,
        subject=told.subject,
        by=by.ref,
        at=at,
        ids=dict(told.ids),
        item=text,
        item_sha256=digest,
    )
