"""Whatever an organisation is called, and which organisation that is."""

from collections.abc import Iterable

from commonworks.network.models import Organisation
from commonworks.network.queries.shipped import shipped_facts

NAMES = ("name", "short_name", "name_cy", "short_name_cy")


def aliases() -> list[tuple[str, str]]:
    """(name, ref), with Welsh names; those that have ended are called by names nobody else has
    taken. One SQL query."""
    rows = Organisation.objects.order_by("ref")
    return _told((row[0], row[1:5], row[5] is not None) for row in rows.values_list(*_columns()))


def shipped_aliases() -> list[tuple[str, str]]:
    """As `aliases`, of the organisations that we ship. No SQL."""
    facts = sorted(shipped_facts().organisations, key=lambda fact: fact.ref)
    return _told(
        (fact.ref, tuple(getattr(fact, name) for name in NAMES), fact.end is not None)
        for fact in facts
    )


def _columns() -> tuple[str, ...]:
    return ("ref", *NAMES, "end")


def _told(rows: Iterable[tuple[str, tuple[str, ...], bool]]) -> list[tuple[str, str]]:
    today: list[tuple[str, str]] = []
    past: list[tuple[str, str]] = []
    for ref, names, ended in rows:
        called = {name for name in names if name}
        called |= {f"{name} Council" for name in called if not name.endswith("Council")}
        (past if ended else today).extend((name, ref) for name in sorted(called))
    taken = {name for name, _ in today}
    return [*today, *((name, ref) for name, ref in past if name not in taken)]
