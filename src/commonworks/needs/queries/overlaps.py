"""Who else runs the same, buys of the same, or has something for the same."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, Count, Max, Min, Q, Value, When

from commonworks.needs.models.estate import System, SystemUse
from commonworks.needs.queries.narrowing import Narrowed
from commonworks.needs.queries.systems import BY_END, SystemLine, lines
from commonworks.network.ports import Actor

SHOWN = 8
NONE = Q(pk__in=())
SOON = timedelta(days=274)  # nine months: what a joint procurement takes


@dataclass(frozen=True, slots=True)
class Others:
    """Other councils' systems beside one entry: how many, and the first of them by contract end."""

    same_system: int
    same_supplier: int
    same_service: int
    of_system: tuple[SystemLine, ...]
    of_supplier: tuple[SystemLine, ...]
    of_service: tuple[SystemLine, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """A system or a supplier that several councils have. `soon` contracts end within nine
    months, `unconfirmed` entries may not be so any more; `key` narrows the list to it."""

    key: str
    name: str
    councils: int
    systems: int
    unconfirmed: int
    soon: int
    next_end: date | None


@dataclass(frozen=True, slots=True)
class Run:
    """How many systems a council runs, how many of these entries nobody has confirmed, and how
    many of their contracts end within nine months."""

    council: str
    systems: int
    unconfirmed: int
    soon: int


def run_by(council: str, *, today: date) -> list[Run]:
    """One, or none for an organisation that lists no system. One SQL query."""
    rows = System.objects.filter(council=council, state=System.State.RUNNING)
    soon = Count("ref", filter=Q(contract_end__range=(today, today + SOON)))
    counted = rows.values("council").annotate(
        systems=Count("ref"), unconfirmed=Count("ref", filter=Q(stale=True)), soon=soon
    )
    return [Run(*row) for row in counted.values_list("council", "systems", "unconfirmed", "soon")]


def others(line: SystemLine, *, by: Actor, today: date) -> Others:
    """What other councils have that is like one entry: first those whose contracts end next.
    Eleven SQL queries at most."""
    running = Q(state=System.State.RUNNING) & ~Q(council=line.council)
    another = running & ~Q(name_key=line.name_key)
    codes = [service.code for service in line.services]
    asked = {
        "system": running & Q(name_key=line.name_key),
        "supplier": another & Q(supplier_key=line.supplier_key) if line.supplier_key else NONE,
        "service": another & Q(ref__in=SystemUse.objects.filter(code__in=codes).values("system")),
    }
    # One by one: each is read from an index, where one question for all would read every row.
    counts = {kind: System.objects.filter(passing).count() for kind, passing in asked.items()}
    refs = {kind: _first(passing, today) if counts[kind] else [] for kind, passing in asked.items()}
    wanted_refs = {ref for each in refs.values() for ref in each}
    found = {each.ref: each for each in lines(Q(ref__in=wanted_refs), by=by)}
    shown = {kind: tuple(found[ref] for ref in each) for kind, each in refs.items()}
    return Others(
        same_system=counts["system"],
        same_supplier=counts["supplier"],
        same_service=counts["service"],
        of_system=shown["system"],
        of_supplier=shown["supplier"],
        of_service=shown["service"],
    )


def _first(passing: Q, today: date) -> list[str]:
    """The first few by the end of their contracts; those without one, or past it, come last."""
    ahead = Case(When(contract_end__gte=today, then=Value(0)), default=Value(1))
    found = System.objects.filter(passing).order_by(ahead, *BY_END)
    return list(found.values_list("ref", flat=True)[:SHOWN])


def shared_systems(narrowed: Narrowed, *, today: date, limit: int = 50) -> tuple[Shared, ...]:
    """Systems that at least two councils run, the most common first. Two SQL queries at most."""
    return _shared(narrowed, today, "name_key", "name", limit)


def shared_suppliers(narrowed: Narrowed, *, today: date, limit: int = 50) -> tuple[Shared, ...]:
    """Suppliers that at least two councils name, the most common first. As above."""
    return _shared(narrowed, today, "supplier_key", "supplier_name", limit)


def _shared(narrowed: Narrowed, today: date, key: str, name: str, limit: int) -> tuple[Shared, ...]:
    soon = Q(contract_end__range=(today, today + SOON))
    rows = (
        System.objects.filter(narrowed.passing(today))
        .exclude(**{key: ""})
        .values(key)
        .annotate(
            called=Max(name),
            councils=Count("council", distinct=True),
            systems=Count("*"),
            unconfirmed=Count("stale", filter=Q(stale=True)),
            soon=Count("contract_end", filter=soon),
            next_end=Min("contract_end", filter=Q(contract_end__gte=today)),
        )
        .filter(councils__gte=2)
        .order_by("-councils", "-systems", key)
    )
    told = (key, "called", "councils", "systems", "unconfirmed", "soon", "next_end")
    return tuple(Shared(*row) for row in rows.values_list(*told)[:limit])
