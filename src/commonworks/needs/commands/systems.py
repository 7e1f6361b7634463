"""Say what a council runs, change it, retire it and bring it back."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from commonworks.kernel import encryption, events
from commonworks.kernel.encryption import Seal
from commonworks.kernel.errors import Conflict, Gone, Invalid, Missing
from commonworks.needs.models.estate import System, SystemEdit, SystemUse
from commonworks.needs.policies import keepers
from commonworks.needs.policies import systems as policy
from commonworks.needs.policies.keepers import Deed
from commonworks.needs.policies.systems import Entry
from commonworks.needs.queries import entries, suppliers
from commonworks.network import queries as network
from commonworks.network.ports import SYSTEM, Actor
from commonworks.network.queries import lgsl, standing
from commonworks.signposts import commands as signposts

State = System.State


class EditedMeanwhile(Invalid):
    """Somebody else saved since this entry was opened. Nothing was written; what was typed can be
    sent again, over what they wrote."""

    status, code = 409, "edited-meanwhile"


class NotPossible(Conflict):
    code = "not-possible-now"


@transaction.atomic
def add_system(*, council: str, entry: Entry, by: Actor, at: datetime) -> str:
    """List a system that a council runs, and say its ref. Raises Invalid, Missing, NotAllowed."""
    keepers.check(by, Deed.KEEP_ESTATE, council)
    if not network.exists(council):
        raise Missing("There is no such council today.")
    entry = policy.tidied(entry)
    _check(council, entry, but="")
    row = list_system(council, entry, suppliers.supplier_of(entry.supplier), by=by, at=at)
    name = network.short_names([council])[council]
    _announce(row, f"{name} now lists {row.name}", by, at)
    return row.ref


@transaction.atomic
def change_system(*, ref: str, entry: Entry, edition: int, by: Actor, at: datetime) -> None:
    """Save what a council now says. The same again changes nothing, but renews the entry.

    `edition` is the one that was opened: after a later one, EditedMeanwhile. Raises Invalid,
    Missing, NotAllowed, NotPossible.
    """
    row = _locked(ref, by)
    if row.state == State.RETIRED:
        raise NotPossible("This system is retired. Bring it back first.")
    if row.edition != edition:
        raise EditedMeanwhile(
            "Somebody else has saved this entry since you opened it. What you typed is not saved: "
            "look at the entry, then save again to replace what they wrote."
        )
    entry = policy.tidied(entry)
    _check(row.council_id, entry, but=ref)
    before = entries.entry_of(row)
    save_entry(row, before, entry, suppliers.supplier_of(entry.supplier), by=by, at=at)
    if before.contract_end != entry.contract_end and entry.contract_end:
        day = f"{entry.contract_end:%-d %B %Y}"
        _announce(row, f"The contract for {row.name} now ends on {day}", by, at)


@transaction.atomic
def retire_system(*, ref: str, keep_card: bool = False, by: Actor, at: datetime) -> None:
    """Say that a council runs a system no longer. Its history stays. Twice is once.

    Nobody is asked any more whether it is still true, and no search finds it: its card comes down,
    or stays (`keep_card`) where signposts has put it away already, with the news that it is over.
    """
    row = _locked(ref, by)
    if row.state == State.RETIRED:
        return
    _move(row, State.RETIRED, "retired", by, at)
    if keep_card:
        signposts.put_card(**entries.card(row, entries.services_of(ref)), by=by, at=at)
    else:
        signposts.take_down(ref=entries.card_ref(ref), by=by, at=at)


@transaction.atomic
def bring_back(*, ref: str, by: Actor, at: datetime) -> None:
    """List a system again that was retired or archived."""
    row = _locked(ref, by)
    if row.state == State.RUNNING:
        return
    if _twice(row.council_id, entries.entry_of(row), but=ref):
        raise NotPossible("The council lists this system again already: change that entry.")
    row.good_until = policy.good_until(localdate(at), row.contract_end)
    _move(row, State.RUNNING, "brought-back", by, at)
    _hang(row, entries.services_of(ref), by, at)


@transaction.atomic
def confirm_system(*, ref: str, until: date, by: Actor, at: datetime) -> None:
    """Somebody who was asked says that an entry is true until that day."""
    row = _locked(ref, by)
    if row.state == State.RETIRED:
        return
    row.stale, row.good_until = False, until
    row.save(update_fields=["stale", "good_until"])
    if row.state == State.ARCHIVED:
        _move(row, State.RUNNING, "brought-back", by, at)


@transaction.atomic
def mark_stale(*, ref: str, by: Actor, at: datetime) -> None:
    """Nobody answered whether an entry is still true: it says so, and ranks last."""
    row = _locked(ref, by)
    if row.state == State.RUNNING and not row.stale:
        row.stale = True
        row.save(update_fields=["stale"])


@transaction.atomic
def archive_system(*, ref: str, by: Actor, at: datetime) -> None:
    """Nobody answered for long: take an entry out of the lists. Saving it again brings it back."""
    row = _locked(ref, by)
    if row.state == State.RUNNING:
        row.stale = True
        _move(row, State.ARCHIVED, "archived", by, at)


def list_system(
    council: str, entry: Entry, supplier: str | None, *, by: Actor, at: datetime
) -> System:
    """Write a checked entry as a new row; for the command above and for files."""
    row = System(ref=secrets.token_hex(5), council_id=council, added_at=at, changed_at=at)
    _fill(row, entry, supplier, at)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # somebody listed it between our look and now
        raise Invalid("This entry cannot be saved yet.", {"name": TWICE}) from None
    _use(row, entry.services)
    _record(row, "added", {}, entry.services, by, at)
    _hang(row, entry.services, by, at)
    return row


def save_entry(
    row: System, before: Entry, entry: Entry, supplier: str | None, *, by: Actor, at: datetime
) -> bool:
    """Write a checked entry over a locked row, and say whether it changed anything; for the
    command above and for files. `before` is what the row says."""
    was = entries.public_item(row, before.services)
    _fill(row, entry, supplier, at)
    changes = _changes(was, entries.public_item(row, entry.services))
    back = row.state != State.RUNNING
    row.state = State.RUNNING
    if changed := bool(changes or back or before != entry):
        row.edition += 1
        row.changed_at = at
    row.save()
    if before.services != entry.services:
        row.uses.all().delete()
        _use(row, entry.services)
    if changed:
        # What changed of the cost is not told, but that somebody changed it is.
        _record(row, "brought-back" if back else "changed", changes, entry.services, by, at)
    _hang(row, entry.services, by, at)
    return changed


TWICE = (
    "Your council lists this system already. Change that entry, or give this one a reference of"
    " its own."
)


def _locked(ref: str, by: Actor) -> System:
    row = System.objects.select_for_update(of=("self",)).filter(ref=ref).first()
    if row is None:
        raise Missing("There is no such entry.")
    keepers.check(by, Deed.KEEP_ESTATE, row.council_id)
    return row


def _check(council: str, entry: Entry, *, but: str) -> None:
    wrong = policy.problems(entry)
    if "services" not in wrong:
        wrong |= _unlisted(entry.services)
    if wrong := wrong or _twice(council, entry, but=but):
        raise Invalid("This entry cannot be saved yet.", wrong)


def _unlisted(codes: tuple[str, ...]) -> dict[str, str]:
    """What to say of the first code that the official list does not have. One SQL query or two."""
    listed = lgsl.service_names(codes) if codes else {}
    unknown = [code for code in codes if code not in listed]
    if unknown and lgsl.services_are_loaded():
        return {"services": f"There is no service {unknown[0]} in the list of services (LGSL)."}
    return {}


def _twice(council: str, entry: Entry, *, but: str) -> dict[str, str]:
    others = System.objects.filter(council=council).exclude(ref=but)
    if entry.own_ref:
        taken = others.filter(own_ref=entry.own_ref).exists()
        return {"own_ref": "Another entry has this reference."} if taken else {}
    same = others.filter(own_ref="", name_key=policy.key_of(entry.name))
    return {"name": TWICE} if same.exclude(state=State.RETIRED).exists() else {}


def _fill(row: System, entry: Entry, supplier: str | None, at: datetime) -> None:
    notice = entry.notice
    row.own_ref, row.name, row.name_key = entry.own_ref, entry.name, policy.key_of(entry.name)
    row.supplier_name, row.supplier_id = entry.supplier, supplier
    row.supplier_key = policy.supplier_key(entry.supplier)
    row.purpose, row.integrations = entry.purpose, entry.integrations
    row.contract_end = entry.contract_end
    row.notice_length, row.notice_unit = (notice.length, notice.unit) if notice else (None, "")
    row.notice_by = policy.notice_by(entry.contract_end, notice)
    row.cost_band, row.band_seen_by = entry.cost_band, entry.band_seen_by
    row.cost = None if entry.cost is None else _sealed(row, entry.cost, at)
    row.stale, row.good_until = False, policy.good_until(localdate(at), entry.contract_end)


def _sealed(row: System, cost: int, at: datetime) -> bytes:
    seal = _seal(row.council_id, at)
    return seal.seal(entries.cost_field(row.ref), str(cost))


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


def _move(row: System, state: System.State, what: str, by: Actor, at: datetime) -> None:
    if state not in System.NEXT[State(row.state)]:
        raise NotPossible(f"A system that is {State(row.state).label.lower()} cannot become so.")
    row.state, row.changed_at = state, at
    row.edition += 1
    row.save()
    _record(row, what, {}, entries.services_of(row.ref), by, at)


def _record(
    row: System,
    what: str,
    changes: Mapping[str, list[Any]],
    services: tuple[str, ...],
    by: Actor,
    at: datetime,
) -> None:
    SystemEdit.objects.create(system=row, what=what, changes=dict(changes), by=by.ref, at=at)
    name = f"needs.system.{what.replace('-', '_')}"
    item = entries.public_item(row, services)
    events.record(name, subject=entries.card_ref(row.ref), by=by, at=at, item=item)


def _hang(row: System, services: tuple[str, ...], by: Actor, at: datetime) -> None:
    """Put up the card of a system, and have its owner asked in time whether it is still true."""
    card = entries.card(row, services)
    signposts.put_card(**card, by=by, at=at)
    owner = standing.stand_in(row.council_id) if by == SYSTEM else by.ref
    signposts.keep_fresh(ref=card["ref"], owner=owner, until=row.good_until, by=by, at=at)


def _announce(row: System, headline: str, by: Actor, at: datetime) -> None:
    signposts.announce(ref=entries.card_ref(row.ref), headline=headline, by=by, at=at)
