"""Councils with systems, for tests of the estate."""

from dataclasses import replace
from datetime import date

from commonworks.needs.commands import systems
from commonworks.needs.policies.systems import Entry, Notice
from commonworks.network.commands.organisations import add_organisation
from commonworks.network.ports import SYSTEM, Actor
from tests.actors import NOON, member_of

LEAD = member_of("leeds", "lead")
TODAY = NOON.date()  # 2 March 2026
NOBODY = Actor("anonymous")
STEWARD = Actor("steward", frozenset({("commonworks", "steward")}), "A steward")
VENDOR = Actor("vendor", frozenset({("acme", "supplier")}), "Somebody at Acme")

PERMITS = Entry(
    name="Kerbside",
    supplier="Acme Systems Ltd",
    purpose="Parking permits and penalty charges",
    services=("564", "565"),
    integrations="Finance ledger; Notify",
    contract_end=date(2026, 9, 30),
    notice=Notice(3, "months"),
    cost_band="30k-100k",
)


def council(ref: str, **more: str) -> str:
    said = {"name": ref.title(), "type": "metropolitan-district", "nation": "england"} | more
    add_organisation(ref=ref, **said, by=SYSTEM, at=NOON)
    return ref


def supplier(ref: str = "acme", name: str = "Acme Systems Limited") -> str:
    return council(ref, name=name, type="supplier")


def lists(council: str = "leeds", entry: Entry = PERMITS, **other: object) -> str:
    """The ref of an entry that a council's lead adds."""
    said = replace(entry, **other)
    return systems.add_system(council=council, entry=said, by=member_of(council, "lead"), at=NOON)
