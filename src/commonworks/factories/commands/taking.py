"""Take on needs, and let them go."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from commonworks.factories import permissions
from commonworks.factories.commands import signs
from commonworks.factories.models import Factory, Taken
from commonworks.factories.permissions import Deed
from commonworks.factories.policies import ends
from commonworks.kernel import events
from commonworks.needs import queries as needs
from commonworks.needs.commands import stages
from commonworks.network.ports import Actor


@transaction.atomic
def take_on(*, factory: str, need: str, by: Actor, at: datetime) -> None:
    """A factory works on a need from now on; of a merged one, on the need that it was merged into.
    Twice is once."""
    found = ends.going_on(factory)
    permissions.check(by, Deed.SPEAK, found.lead())
    line = needs.need(need, by=by)
    ref = line.survivor or need
    declared = _declared_on([need, ref], localdate(at))
    said = {"declared_on": declared, "taken_on": localdate(at)}
    _row, new = Taken.objects.get_or_create(factory=found, need=ref, defaults=said)
    if not new:
        return
    stages.take_on(need=ref, factory=factory, by=by, at=at)
    # A need that the network alone sees is named nowhere else: its address is made of its title.
    item = {"factory": factory, "declared_on": declared.isoformat()}
    item |= {"need": ref} if line.is_public else {}
    events.record("factories.need.taken_on", subject=factory, by=by, at=at, item=item)
    what = f": {line.title}" if line.is_public else " a need that the network alone sees"
    signs.tell(factory=factory, headline=f"{found.name} takes on{what}", by=by, at=at)


@transaction.atomic
def let_go_all(*, factory: str, by: Actor, at: datetime) -> None:
    """The factory has stopped: needs on which no other works are open again."""
    for need in Taken.objects.filter(factory=factory).values_list("need", flat=True):
        others = Taken.objects.filter(need=need).exclude(factory__phase=Factory.Phase.STOPPED)
        known = needs.needs([need], by=by).get(need)
        if known and known.stage == "taken-on" and not others.exclude(factory=factory).exists():
            stages.let_go(need=need, factory=factory, by=by, at=at)


def _declared_on(refs: list[str], otherwise: date) -> date:
    """The day on which the first of these needs was declared, as the events have it."""
    told = [each for each in events.about(refs) if each.name == "needs.need.declared"]
    return min((localdate(each.at) for each in told), default=otherwise)
