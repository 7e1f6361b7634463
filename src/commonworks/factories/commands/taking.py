"""Take on a need, and let it go."""

from datetime import datetime

from django.db import transaction

from commonworks.factories import permissions
from commonworks.factories.commands import signs
from commonworks.factories.models import Factory, Taken
from commonworks.factories.permissions import Deed
from commonworks.kernel import events
from commonworks.network.ports import Actor


@transaction.atomic
def take_on(*, factory: str, need: str, by: Actor, at: datetime) -> None:
    """A factory works on a need from now on. Twice is once."""
    found = Factory.objects.locked(factory)
    permissions.check(by, Deed.RUN, found.lead())
    declared = at.date()
    said = {"declared_on": declared, "taken_on": at.date()}
    _row, new = Taken.objects.get_or_create(factory=found, need=need, defaults=said)
    if new:
        item = {"factory": factory, "need": need, "declared_on": declared.isoformat()}
        events.record("factories.need.taken_on", subject=factory, by=by, at=at, item=item)
        signs.tell(factory=factory, headline=f"{found.name} took on a need", by=by, at=at)
