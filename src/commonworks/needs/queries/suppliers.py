"""Which supplier of the network a name stands for."""

from dataclasses import dataclass

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from commonworks.kernel.errors import Missing
from commonworks.needs.models.estate import SupplierAlias, SupplierAnswer, System
from commonworks.needs.policies import keepers
from commonworks.needs.policies.keepers import Deed
from commonworks.needs.policies.systems import supplier_key
from commonworks.network import queries as network
from commonworks.network.ports import Actor
from commonworks.network.queries import organisations
from commonworks.network.queries.organisations import Filters


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A name of a supplier as councils write it, and how many entries name it so."""

    key: str
    name: str
    systems: int


@dataclass(frozen=True, slots=True)
class Named:
    """An entry, for the supplier that it names and for stewards; `text` is the answer so far."""

    system_name: str
    council_name: str
    text: str


def answerable(system: str, *, by: Actor) -> Named:
    """An entry that the actor may answer. Three SQL queries. Raises Missing, NotAllowed."""
    return _named(system, by, Deed.ANSWER)


def moderated(system: str, *, by: Actor) -> Named:
    """An entry with an answer that the actor may take down. Three SQL queries. Raises Missing,
    NotAllowed."""
    found = _named(system, by, Deed.MODERATE_ANSWERS)
    if not found.text:
        raise Missing(_("The supplier has not answered this entry."))
    return found


def _named(system: str, by: Actor, deed: Deed) -> Named:
    row = System.objects.filter(ref=system).first()
    if row is None:
        raise Missing(_("There is no such entry."))
    keepers.check(by, deed, row.supplier_id or "")
    answers = SupplierAnswer.objects.filter(system=row, supplier=row.supplier_id)
    text = answers.values_list("text", flat=True).first() or ""
    return Named(row.name, network.names([row.council_id])[row.council_id], text)


def known_suppliers() -> dict[str, str]:
    """Name key -> the supplier it stands for: by its own names, or as a steward matched it.
    Two SQL queries."""
    found = {
        supplier_key(name): line.ref
        for line in organisations.organisations(Filters(type="supplier"))
        for name in (line.short_name, line.name)
        if name
    }
    return found | dict(SupplierAlias.objects.values_list("key", "supplier"))


def supplier_of(name: str) -> str | None:
    """The supplier of the network that a name stands for. Two SQL queries; none for no name."""
    return known_suppliers().get(supplier_key(name)) if name else None


def choices() -> list[tuple[str, str]]:
    """(ref, name) of the suppliers in the network, by name. One SQL query."""
    return [(line.ref, line.name) for line in organisations.organisations(Filters(type="supplier"))]


def unmatched(*, by: Actor, limit: int = 200) -> list[Unmatched]:
    """Names that stand for no supplier of the network yet, the most used first. One SQL query.
    Raises NotAllowed."""
    keepers.check(by, Deed.MATCH_SUPPLIERS)
    rows = System.objects.filter(supplier=None).exclude(supplier_key="")
    counted = rows.values("supplier_key").annotate(name=Max("supplier_name"), systems=Count("ref"))
    found = counted.order_by("-systems", "supplier_key")
    return [Unmatched(*row) for row in found.values_list("supplier_key", "name", "systems")[:limit]]
