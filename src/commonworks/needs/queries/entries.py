"""What one row of the estate says, to those who may know all of it."""

from commonworks.kernel import encryption
from commonworks.kernel.encryption import Seal
from commonworks.needs.models.estate import System, SystemUse
from commonworks.needs.policies.systems import Entry, Notice


def costs_subject(council: str) -> str:
    """What the costs of a council are sealed under."""
    return f"estate.{council}"


def cost_field(ref: str) -> str:
    return f"cost.{ref}"


def services_of(ref: str) -> tuple[str, ...]:
    """The LGSL codes that a system is used for. One SQL query."""
    rows = SystemUse.objects.filter(system=ref)
    return tuple(rows.order_by("pk").values_list("code", flat=True))


def entry_of(row: System) -> Entry:
    """What a row says, its cost opened: for those alone who may see it. Up to two SQL queries."""
    seal = encryption.seal_of(costs_subject(row.council_id)) if row.cost is not None else None
    return entry_from(row, services_of(row.ref), seal)


def entry_from(row: System, services: tuple[str, ...], seal: Seal | None) -> Entry:
    """As `entry_of`, of what was read already. No SQL."""
    return Entry(
        name=row.name,
        supplier=row.supplier_name,
        purpose=row.purpose,
        services=services,
        integrations=row.integrations,
        contract_end=row.contract_end,
        notice=Notice(row.notice_length, row.notice_unit) if row.notice_length else None,
        cost_band=row.cost_band,
        band_seen_by=row.band_seen_by,
        cost=opened(row.ref, row.cost, seal),
        own_ref=row.own_ref,
    )


def opened(ref: str, sealed: bytes | memoryview | None, seal: Seal | None) -> int | None:
    """A cost in pence a year; None where there is none, or no seal to open it with."""
    if sealed is None or seal is None:
        return None
    return int(seal.open(cost_field(ref), sealed))
