"""Which supplier of the network a name stands for."""

from dataclasses import dataclass

from django.db.models import Count, Max

from commonworks.needs.models.estate import SupplierAlias, System
from commonworks.needs.policies import keepers
from commonworks.needs.policies.keepers import Deed
from commonworks.needs.policies.systems import supplier_key
from commonworks.network.ports import Actor
from commonworks.network.queries import organisations
from commonworks.network.queries.organisations import Filters


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A name of a supplier as councils write it, and how many entries name it so."""

    key: str
    name: str
    systems: int


def known_suppliers() -> dict[str, str]:
    """Name key -> the supplier it stands for: by its own names, or as a steward matched it.
    Two SQL queries."""
    found = {
        supplier_key(name): line.ref
        for line in organisations.organisations(Filters(type="supplier"))
        for name in (line.short_name, line.name)
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
