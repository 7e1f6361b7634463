"""Write one entry that has been checked: its row, its uses, its record, its card.

For the commands that say what happens, and for files of many entries.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from commonworks.kernel import encryption, events
from commonworks.kernel.encryption import Seal
from commonworks.kernel.errors import Gone, Invalid
from commonworks.needs.models.estate import System, SystemEdit, SystemUse
from commonworks.needs.policies import systems as policy
from commonworks.needs.policies import told
from commonworks.needs.policies.systems import Entry
from commonworks.needs.queries import entries
from commonworks.network.ports import SYSTEM, Actor
from commonworks.network.queries import standing
from commonworks.signposts import commands as signposts

TWICE = (
    "Your council lists this system already. Change that entry, or give this one a reference of"
    " its own."
)


@transaction.atomic
def write_new(*, council: str, entry: Entry, supplier: str | None, by: Actor, at: datetime) -> str:
    """Write an entry as a new row, and say its ref. Raises Invalid if it is there by now."""
    row = System(ref=secrets.token_hex(5), council_id=council, added_at=at, changed_at=at)
    _fill(row, entry, supplier, by, at)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # somebody listed it between our look and now
        raise Invalid("This entry cannot be saved yet.", {"name": TWICE}) from None
    _use(row, entry.services)
    write_down(row=row, what="added", services=entry.services, by=by, at=at)
    hang(row=row, services=entry.services, by=by, at=at)
    return row.ref


@transaction.atomic
def write_over(
    *,
    row: System,
    before: Entry,
    entry: Entry,
    supplier: str | None,
    by: Actor,
    at: datetime,
) -> bool:
    """Write an entry over a locked row that says `before`, and say whether it changed anything."""
    was = told.public_item(row, before.services)
    _fill(row, entry, supplier, by, at)
    back = row.state != System.State.RUNNING
    row.state = System.State.RUNNING
    changes = _changes(was, told.public_item(row, entry.services))
    if changed := bool(changes or before != entry):
        row.edition += 1
        row.changed_at = at
    row.save()
    if before.services != entry.services:
        row.uses.all().delete()
        _use(row, entry.services)
    if changed:
        # What changed of the cost is not told, but that somebody changed it is.
        what = "brought-back" if back else "changed"
        write_down(row=row, what=what, services=entry.services, changes=changes, by=by, at=at)
    hang(row=row, services=entry.services, by=by, at=at)
    return changed


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
    said = {name: each for name, each in (changes or {}).items() if name != "state"}
    SystemEdit.objects.create(system=row, what=what, changes=said, by=by.ref, at=at)
    name = f"needs.system.{what.replace('-', '_')}"
    item = told.public_item(row, services)
    events.record(name, subject=told.card_ref(row.ref), by=by, at=at, item=item)


@transaction.atomic
def hang(*, row: System, services: tuple[str, ...], by: Actor, at: datetime) -> None:
    """Put up the card of a system, and have its owner asked in time whether it is still true."""
    card = told.card(row, services)
    signposts.put_card(**card, by=by, at=at)
    owner = standing.stand_in(row.council_id) if by == SYSTEM else by.ref
    signposts.keep_fresh(ref=card["ref"], owner=owner, until=row.good_until, by=by, at=at)


@transaction.atomic
def sealed(*, row: System, cost: int, by: Actor, at: datetime) -> bytes:
    """A cost, sealed with the key of the row's council."""
    return _seal(row.council_id, at).seal(entries.cost_field(row.ref), str(cost))


def _fill(row: System, entry: Entry, supplier: str | None, by: Actor, at: datetime) -> None:
    notice = entry.notice
    row.own_ref, row.name, row.name_key = entry.own_ref, entry.name, policy.key_of(entry.name)
    row.supplier_name, row.supplier_id = entry.supplier, supplier
    row.supplier_key = policy.supplier_key(entry.supplier)
    row.purpose, row.integrations = entry.purpose, entry.integrations
    row.contract_end = entry.contract_end
    row.notice_length, row.notice_unit = (notice.length, notice.unit) if notice else (None, "")
    row.notice_by = policy.notice_by(entry.contract_end, notice)
    row.cost_band, row.band_seen_by = entry.cost_band, entry.band_seen_by
    row.cost = None if entry.cost is None else sealed(row=row, cost=entry.cost, by=by, at=at)
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


def _use(row: System, services: tuple[str, ...]) -> None:
    SystemUse.objects.bulk_create(SystemUse(system=row, code=code) for code in services)


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    return {
        name: [before.get(name), after.get(name)]
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    }
