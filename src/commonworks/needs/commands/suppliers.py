"""Say which supplier a name stands for; answer as the supplier that an entry names."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commonworks.kernel import events
from commonworks.kernel.errors import Conflict, Invalid, Missing
from commonworks.needs.models.estate import SupplierAlias, SupplierAnswer, System
from commonworks.needs.policies import keepers, told
from commonworks.needs.policies.keepers import Deed
from commonworks.needs.policies.systems import supplier_key
from commonworks.needs.queries import suppliers
from commonworks.network.ports import Actor
from commonworks.signposts import commands as signposts

LONGEST_ANSWER, LONGEST_REASON = 2_000, 400
State = SupplierAnswer.State


class TakenDown(Conflict):
    code = "answer-state"


@transaction.atomic
def match_supplier(*, name: str, supplier: str, by: Actor, at: datetime) -> int:
    """Say that a name, in any spelling of it, stands for a supplier of the network, which can then
    answer. Says how many entries name it. Raises Invalid, NotAllowed."""
    keepers.check(by, Deed.MATCH_SUPPLIERS)
    key = supplier_key(name)
    if not key:
        raise Invalid(_("Give the name as councils write it."), {"name": _("Enter a name")})
    if supplier not in dict(suppliers.choices()):
        raise Invalid(_("Choose a supplier."), {"supplier": _("Choose a supplier from the list")})
    said = {"supplier_id": supplier, "matched_by": by.ref, "matched_at": at}
    SupplierAlias.objects.update_or_create(key=key, defaults=said)
    matched = System.objects.filter(supplier_key=key).update(supplier=supplier)
    events.record(
        "needs.supplier.matched", subject=supplier, by=by, at=at, item={"key": key, "name": name}
    )
    return matched


@transaction.atomic
def unmatch_supplier(*, name: str, by: Actor, at: datetime) -> int:
    """Take back what a name was matched with. Its answers are no longer shown. Says of how many
    entries. Raises NotAllowed."""
    keepers.check(by, Deed.MATCH_SUPPLIERS)
    key = supplier_key(name)
    SupplierAlias.objects.filter(key=key).delete()
    supplier = suppliers.known_suppliers().get(key)  # its own name still stands for it
    freed = System.objects.filter(supplier_key=key).update(supplier=supplier)
    events.record("needs.supplier.unmatched", subject=key, by=by, at=at)
    return freed


@transaction.atomic
def answer(*, system: str, text: str, by: Actor, at: datetime) -> None:
    """Answer an entry, or change one's answer, as the supplier that it names. Public at once.

    Raises Invalid, Missing, NotAllowed, and TakenDown where a steward did that.
    """
    row = _system(system)
    supplier = row.supplier_id or ""  # nobody answers for a name that no supplier is known by
    keepers.check(by, Deed.ANSWER, supplier)
    said = _text(text, "text", LONGEST_ANSWER, _("Write your answer"))
    found = SupplierAnswer.objects.filter(system=row, supplier=supplier).first()
    if found is None:
        found = SupplierAnswer(system=row, supplier_id=supplier, given_at=at)
    if found.state == State.HIDDEN:
        raise TakenDown(_("A steward took this answer down. Write to them about it."))
    found.text, found.changed_at = said, at
    found.save()
    _record(row, "answered", by, at)
    headline = f"Its supplier answered what the council says of {row.name}"
    if row.state == System.State.RUNNING:  # what is retired has no card
        signposts.announce(ref=told.card_ref(system), headline=headline, by=by, at=at)


@transaction.atomic
def take_answer_down(*, system: str, reason: str, by: Actor, at: datetime) -> None:
    """Hide a supplier's answer, and say why. Raises Invalid, Missing, NotAllowed."""
    row = _system(system)
    keepers.check(by, Deed.MODERATE_ANSWERS)
    found = _answer_of(row)
    found.reason = _text(reason, "reason", LONGEST_REASON, _("Say why it is taken down"))
    found.state = State.HIDDEN
    found.save(update_fields=["state", "reason"])
    _record(row, "answer-taken-down", by, at)


@transaction.atomic
def put_answer_back(*, system: str, by: Actor, at: datetime) -> None:
    """Show a supplier's answer again. Raises Missing, NotAllowed."""
    row = _system(system)
    keepers.check(by, Deed.MODERATE_ANSWERS)
    found = _answer_of(row)
    found.state, found.reason = State.SHOWN, ""
    found.save(update_fields=["state", "reason"])
    _record(row, "answer-put-back", by, at)


def _system(ref: str) -> System:
    row = System.objects.select_for_update(of=("self",)).filter(ref=ref).first()
    if row is None:
        raise Missing(_("There is no such entry."))
    return row


def _answer_of(row: System) -> SupplierAnswer:
    found = SupplierAnswer.objects.filter(system=row, supplier=row.supplier_id).first()
    if found is None:
        raise Missing(_("The supplier has not answered this entry."))
    return found


def _text(text: str, field: str, most: int, missing: str) -> str:
    said = text.strip()
    if not said:
        raise Invalid(missing, {field: missing})
    if len(said) > most:
        long = _("This must be %(most)s characters or fewer. It has %(count)s.") % {
            "most": f"{most:,}",
            "count": f"{len(said):,}",
        }
        raise Invalid(long, {field: long})
    return said


def _record(row: System, what: str, by: Actor, at: datetime) -> None:
    name = f"needs.system.{what.replace('-', '_')}"
    events.record(name, subject=told.card_ref(row.ref), by=by, at=at)
