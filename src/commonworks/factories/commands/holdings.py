"""What an organisation's successor takes over in factories (`network.ports.Holdings`)."""

from datetime import datetime

from django.db import transaction

from commonworks.factories import permissions
from commonworks.factories.commands import signs
from commonworks.factories.commands.effect import take_effect
from commonworks.factories.models import Asking, Contribution, Factory, Member, Risk
from commonworks.factories.policies import parts
from commonworks.kernel import events
from commonworks.network.ports import Actor

Part = Member.Part
HEAVIEST = (Part.LEAD, Part.PARTNER, Part.SUPPLIER, Part.SUPPORTER, Part.OBSERVER)


@transaction.atomic
def hand_over(*, organisation: str, successor: str, by: Actor, at: datetime) -> int:
    """Give its parts, what it brings, what it was asked and its risks to the successor; says how
    many things moved. What it signed and committed itself to stays its own: the successor has to
    sign, and the lead shares costs out anew."""
    permissions.check_reorganises(by)
    held = Member.objects.filter(organisation=organisation, left_on=None)
    moved = 0
    for ref in held.order_by("factory").values_list("factory", flat=True):
        _hand_on(Factory.objects.locked(ref), organisation, successor, by, at)
        moved += 1
    asked = Asking.objects.filter(organisation=organisation, state=Asking.State.OPEN)
    known = asked.filter(factory__askings__organisation=successor, factory__askings__state="open")
    for row in known:
        row.state, row.answered_at = Asking.State.WITHDRAWN, at
        row.save(update_fields=["state", "answered_at"])
        moved += 1
    moved += asked.update(organisation=successor)
    return moved + Risk.objects.filter(owner=organisation, closed_at=None).update(owner=successor)


def _hand_on(factory: Factory, organisation: str, successor: str, by: Actor, at: datetime) -> None:
    """The successor has the weightier of the two parts, once."""
    now = factory.parts()
    part = min((now[each] for each in (organisation, successor) if each in now), key=HEAVIEST.index)
    for each in (organisation, successor):
        parts.end(factory, each, at)
    parts.add(factory, successor, part, at)
    brought = Contribution.objects.filter(organisation=organisation, ended_at=None)
    brought.filter(factory=factory).update(organisation=successor)
    item = {"factory": factory.ref, "organisation": organisation, "successor": successor}
    events.record("factories.part.inherited", subject=factory.ref, by=by, at=at, item=item)
    signs.show(factory=factory.ref, by=by, at=at)
    take_effect(factory=factory, by=by, at=at)
