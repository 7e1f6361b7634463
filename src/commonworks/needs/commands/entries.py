"""Write entries that have been checked: their rows, their uses, their record, their cards.

For the commands that say what happens to one, and for files of many. SQL queries: some thirty for
some dozens of entries, none for each.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonworks.kernel import encryption, events
from commonworks.kernel.encryption import Seal
from commonworks.kernel.errors import Gone, Invalid
from commonworks.kernel.events import Told
from commonworks.needs.models.estate import System, SystemEdit, SystemUse
from commonworks.needs.policies import systems as policy
from commonworks.needs.policies import told
from commonworks.needs.policies.systems import Entry
from commonworks.needs.queries import entries
from commonworks.network.ports import SYSTEM, Actor
from commonworks.network.queries import standing
from commonworks.signposts.commands import hanging
from commonworks.signposts.commands.hanging import Kept, Sign

ESTATE = "needs.estate.%s"  # held from looking at what a council lists until more is listed
TWICE = gettext_noop(
    "Your council lists this system already. Change that entry, or give this one a reference of"
    " its own."
)


# What saving an entry again can change of its row.
WRITTEN = (
    *("own_ref", "name", "name_key", "supplier_name", "supplier", "supplier_key", "purpose"),
    *("integrations", "contract_end", "notice_length", "notice_unit", "notice_by", "cost_band"),
    *("band_seen_by", "cost", "state", "stale", "good_until", "edition", "changed_at"),
)


@dataclass(frozen=True, slots=True)
class New:
    """What is to be listed, and the supplier of the network that it names."""

    entry: Entry
    supplier: str | None


@dataclass(frozen=True, slots=True)
class Over:
    """A locked row that says `before`, and what it is to say."""

    row: System
    before: Entry
    entry: Entry
    supplier: str | None


@dataclass(frozen=True, slots=True)
class Noted:
    """An entry that something happened to; `changes` are {name: [before, after]}."""

    row: System
    services: tuple[str, ...]
    changes: Mapping[str, list[Any]] = field(default_factory=dict)


@transaction.atomic
def write_new(*, council: str, new: Sequence[New], by: Actor, at: datetime) -> list[str]:
    """Write entries as new rows, and say their refs. Raises Invalid if one is there by now."""
    rows = [
        System(ref=secrets.token_hex(5), council_id=council, added_at=at, changed_at=at)
        for _each in new
    ]
    seal = _seal(council, at) if any(each.entry.cost is not None for each in new) else None
    for row, each in zip(rows, new, strict=True):
        _fill(row, each.entry, each.supplier, seal, at)
    try:
        with transaction.atomic():
            System.objects.bulk_create(rows)
    except IntegrityError:  # somebody listed it between our look and now
        raise Invalid(_("This entry cannot be saved yet."), {"name": _(TWICE)}) from None
    said = {row.ref: each.entry.services for row, each in zip(rows, new, strict=True)}
    _use(said)
    write_all_down(what="added", noted=[Noted(row, said[row.ref]) for row in rows], by=by, at=at)
    hang_all(council=council, rows=rows, services=said, by=by, at=at)
    return list(said)


@transaction.atomic
def write_over(*, council: str, over: Sequence[Over], by: Actor, at: datetime) -> None:
    """Write entries over rows of one council. The same again changes nothing, but renews."""
    seal = _seal(council, at) if any(each.entry.cost is not None for each in over) else None
    noted: dict[str, list[Noted]] = {}
    for each in over:
        what = "changed" if each.row.state == System.State.RUNNING else "brought-back"
        if note := _fill_over(each, seal, at):
            noted.setdefault(what, []).append(note)
    rows = [each.row for each in over]
    System.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["ref"], update_fields=WRITTEN
    )
    other = [each for each in over if each.before.services != each.entry.services]
    SystemUse.objects.filter(system__in=[each.row.ref for each in other]).delete()
    _use({each.row.ref: each.entry.services for each in other})
    for what, some in noted.items():
        write_all_down(what=what, noted=some, by=by, at=at)
    said = {each.row.ref: each.entry.services for each in over}
    hang_all(council=council, rows=rows, services=said, by=by, at=at)


@transaction.atomic
def write_down(
    *,
    row: System,
    what: str,
    services: tuple[str, ...],
    changes: Mapping[str, list[Any]] | None = None,
    by: Actor,
    at: datetime,
) -> None:
    """Put on record what happened to an entry, and tell the house."""
    write_all_down(what=what, noted=[Noted(row, services, changes or {})], by=by, at=at)


@transaction.atomic
def write_all_down(*, what: str, noted: Sequence[Noted], by: Actor, at: datetime) -> None:
    """The same of many."""
    SystemEdit.objects.bulk_create(
        SystemEdit(system=each.row, what=what, changes=_but_state(each.changes), by=by.ref, at=at)
        for each in noted
    )
    said = [
        Told(told.card_ref(each.row.ref), told.public_item(each.row, each.services))
        for each in noted
    ]
    events.record_all(f"needs.system.{what.replace('-', '_')}", said, by=by, at=at)


@transaction.atomic
def hang(*, row: System, services: tuple[str, ...], by: Actor, at: datetime) -> None:
    """Put up the card of a system, and have its owner asked in time whether it is still true."""
    hang_all(council=row.council_id, rows=[row], services={row.ref: services}, by=by, at=at)


@transaction.atomic
def hang_all(
    *,
    council: str,
    rows: Sequence[System],
    services: Mapping[str, tuple[str, ...]],
    by: Actor,
    at: datetime,
) -> None:
    """The same of many that one council runs; `services` by the ref of each."""
    signs = [Sign(**told.card(row, services[row.ref])) for row in rows]
    hanging.put_cards(signs=signs, by=by, at=at)
    owner = standing.stand_in(council) if by == SYSTEM else by.ref
    kept = [Kept(told.card_ref(row.ref), owner, row.good_until) for row in rows]
    hanging.keep_all_fresh(kept=kept, by=by, at=at)


@transaction.atomic
def sealed(*, row: System, cost: int, by: Actor, at: datetime) -> bytes:
    """A cost, sealed with the key of the row's council."""
    return _seal(row.council_id, at).seal(entries.cost_field(row.ref), str(cost))


def _fill_over(over: Over, seal: Seal | None, at: datetime) -> Noted | None:
    """What changed. Of the cost that is not told, but that somebody changed it is."""
    row, services = over.row, over.entry.services
    was = told.public_item(row, over.before.services)
    _fill(row, over.entry, over.supplier, seal, at)
    row.state = System.State.RUNNING
    changes = _changes(was, told.public_item(row, services))
    if not changes and over.before == over.entry:
        return None
    row.edition += 1
    row.changed_at = at
    return Noted(row, services, changes)


def _fill(row: System, entry: Entry, supplier: str | None, seal: Seal | None, at: datetime) -> None:
    """`seal` is the council's, where any of its entries has a cost."""
    notice = entry.notice
    row.own_ref, row.name, row.name_key = entry.own_ref, entry.name, policy.key_of(entry.name)
    row.supplier_name, row.supplier_id = entry.supplier, supplier
    row.supplier_key = policy.supplier_key(entry.supplier)
    row.purpose, row.integrations = entry.purpose, entry.integrations
    row.contract_end = entry.contract_end
    row.notice_length, row.notice_unit = (notice.length, notice.unit) if notice else (None, "")
    row.notice_by = policy.notice_by(entry.contract_end, notice)
    row.cost_band, row.band_seen_by = entry.cost_band, entry.band_seen_by
    row.cost = _sealed(row, entry.cost, seal)
    row.stale, row.good_until = False, policy.good_until(localdate(at), entry.contract_end)


def _seal(council: str, at: datetime) -> Seal:
    """One key for all costs of a council: they are opened together, for its own pages."""
    subject = entries.costs_subject(council)
    try:
        return encryption.seal_of(subject)
    except Gone:
        pass
    try:
        with transaction.atomic():
            return encryption.new_seal(subject=subject, authority=council, at=at)
    except IntegrityError:  # a colleague made it in this moment
        return encryption.seal_of(subject)


def _sealed(row: System, cost: int | None, seal: Seal | None) -> bytes | None:
    if cost is None or seal is None:
        return None
    return seal.seal(entries.cost_field(row.ref), str(cost))


def _use(services: Mapping[str, tuple[str, ...]]) -> None:
    """The services of systems, by the ref of each."""
    SystemUse.objects.bulk_create(
        SystemUse(system_id=ref, code=code) for ref, codes in services.items() for code in codes
    )


def _but_state(changes: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    return {name: each for name, each in changes.items() if name != "state"}


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    return {
        name: [before.get(name), after.get(name)]
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    }
