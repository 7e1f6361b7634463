"""How a part ends that its lead ends; and what a member, or a whole factory, leaves behind, put in
order in the transaction in which it ends."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from commonworks.decisions import commands as decisions
from commonworks.decisions.commands import closing
from commonworks.factories import permissions
from commonworks.factories.commands import signs
from commonworks.factories.models import Asking, Contribution, Factory, Member
from commonworks.factories.permissions import Deed
from commonworks.factories.policies import letters as wording
from commonworks.factories.policies import parts
from commonworks.factories.policies.texts import check_text
from commonworks.factories.queries.motions import body_of
from commonworks.kernel import events
from commonworks.kernel.errors import Conflict, Missing
from commonworks.network import queries as network
from commonworks.network.commands import letters
from commonworks.network.ports import Actor
from commonworks.network.queries import standing


class LeavesByItself(Conflict):
    code = "member-leaves-by-itself"


@transaction.atomic
def end_part(*, factory: str, organisation: str, reason: str, by: Actor, at: datetime) -> None:
    """The lead ends the part of an observer, a supporter or a supplier, and says why: in public,
    and in a letter to whoever answers for it. No council sends a partner away."""
    found = Factory.objects.locked(factory)
    permissions.check(by, Deed.SPEAK, found.lead())
    part = found.parts().get(organisation)
    if part is None:
        raise Missing(_("That organisation is not a member of this factory."))
    if part not in Member.ENDED_BY_THE_LEAD:
        raise LeavesByItself(_("Whoever has a vote leaves by itself: no other council ends it."))
    reason = check_text(reason, "reason", most=400, what=_("the reason"))
    settle(factory=factory, organisation=organisation, by=by, at=at)
    parts.end(found, organisation, at, because=reason)
    item = {"factory": factory, "organisation": organisation, "part": part, "reason": reason}
    events.record("factories.member.ended", subject=factory, by=by, at=at, item=item)
    signs.show(factory=factory, by=by, at=at)
    _write(found, organisation, reason, by, at)


def _write(found: Factory, organisation: str, reason: str, by: Actor, at: datetime) -> None:
    names = network.names([found.lead(), organisation])
    subject, body = wording.part_ended(
        own=names[organisation],
        lead=names[found.lead()],
        factory=found.name,
        reason=reason,
        read_at=settings.COMMONWORKS_ADDRESS + reverse("factories:members", args=[found.ref]),
    )
    letters.write_to(
        person=standing.stand_in(organisation),
        subject=subject,
        body=body,
        about=f"factory.{found.ref}",
        by=by,
        at=at,
    )


@transaction.atomic
def settle(*, factory: str, organisation: str, by: Actor, at: datetime) -> None:
    """End what the member brings and what it was asked to be; strike its open ballots."""
    brought = Contribution.objects.filter(factory=factory, organisation=organisation)
    brought.filter(ended_at=None).update(ended_at=at)
    asked = Asking.objects.filter(factory=factory, organisation=organisation)
    asked.filter(state=Asking.State.OPEN).update(state=Asking.State.WITHDRAWN, answered_at=at)
    decisions.strike(body=body_of(factory), authority=organisation, by=by, at=at)


@transaction.atomic
def settle_end(*, factory: str, because: str, by: Actor, at: datetime) -> None:
    """A factory has ended: nobody is asked in any more, and its open motions end with it; `because`
    is as in `decisions.commands.closing.end_all`."""
    asked = Asking.objects.filter(factory=factory, state=Asking.State.OPEN)
    asked.update(state=Asking.State.WITHDRAWN, answered_at=at)
    closing.end_all(body=body_of(factory), because=because, by=by, at=at)
