"""Give what a council runs to the council that follows it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commonworks.kernel import encryption
from commonworks.kernel.encryption import Seal
from commonworks.kernel.errors import Invalid, Missing, NotAllowed
from commonworks.needs.commands import entries as writing
from commonworks.needs.models.estate import System
from commonworks.needs.policies import told
from commonworks.needs.queries import entries
from commonworks.network import queries as network
from commonworks.network.ports import Actor
from commonworks.signposts import commands as signposts

State = System.State


@transaction.atomic
def hand_over_estate(*, organisation: str, successor: str, by: Actor, at: datetime) -> int:
    """Give every entry of an organisation, with its history, to its successor; say how many.

    Costs are sealed anew with the successor's key, and the old key is destroyed. Where both have
    the same reference, or the same system and what comes has none, the entry that comes gets a
    reference that says where it came from. Raises Invalid, Missing, NotAllowed.
    """
    if not by.is_steward:
        raise NotAllowed(_("Ask a steward of the network to hand over what a council runs."))
    if organisation == successor:
        raise Invalid(_("An organisation does not follow itself."))
    if not network.exists(successor):
        raise Missing(_("There is no organisation %(successor)s today.") % {"successor": successor})
    rows = list(
        System.objects.select_for_update(of=("self",))
        .filter(council=organisation)
        .order_by("name", "ref")
    )
    sealed = any(row.cost is not None for row in rows)
    old = encryption.seal_of(entries.costs_subject(organisation)) if sealed else None
    for row in rows:
        _give(row, successor, old, by, at)
    encryption.erase(entries.costs_subject(organisation))
    return len(rows)


def _give(row: System, successor: str, old: Seal | None, by: Actor, at: datetime) -> None:
    cost, before = entries.opened(row.ref, row.cost, old), row.council_id
    row.own_ref = _free_reference(row, successor)
    row.council_id = successor
    row.cost = None if cost is None else writing.sealed(row=row, cost=cost, by=by, at=at)
    row.edition += 1
    row.changed_at = at
    row.save()
    services = entries.services_of(row.ref)
    changes = {"council": [before, successor]}
    writing.write_down(
        row=row, what="handed-over", services=services, changes=changes, by=by, at=at
    )
    if row.state == State.RUNNING:
        # Whoever was asked about it is asked on: signposts knows who stands in for them.
        signposts.put_card(**told.card(row, services), by=by, at=at)


def _free_reference(row: System, successor: str) -> str:
    theirs = System.objects.filter(council=successor)
    if row.own_ref:
        taken = theirs.filter(own_ref=row.own_ref).exists()
    else:
        same = theirs.filter(name_key=row.name_key).exclude(state=State.RETIRED)
        taken = row.state != State.RETIRED and same.exists()
    return f"{row.council_id[:18]}/{row.own_ref or row.ref}"[:40] if taken else row.own_ref
