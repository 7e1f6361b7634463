"""Who is in a factory: rows that begin and end, and stay."""

from datetime import datetime

from django.utils.translation import gettext as _

from commonworks.factories.models import Factory, Member
from commonworks.kernel import events
from commonworks.kernel.errors import Invalid, Missing, NotAllowed
from commonworks.network import queries as network
from commonworks.network.ports import Actor
from commonworks.network.queries import organisations

SUPPLIER = "supplier"  # the network's type of organisation


def add(factory: Factory, organisation: str, part: str, at: datetime) -> None:
    Member.objects.create(
        factory=factory, organisation_id=organisation, part=part, joined_on=at.date()
    )


def enter(factory: Factory, organisation: str, part: str, *, by: Actor, at: datetime) -> None:
    """Add a member, and record that it joined."""
    add(factory, organisation, part, at)
    item = {"factory": factory.ref, "organisation": organisation, "part": str(part)}
    events.record("factories.member.joined", subject=factory.ref, by=by, at=at, item=item)


def end(factory: Factory, organisation: str, at: datetime) -> None:
    factory.members.filter(organisation=organisation, left_on=None).update(left_on=at.date())


def check_can_be(organisation: str, part: str) -> None:
    """Raises Missing for what is no organisation today, Invalid for a part it cannot take."""
    if not network.exists(organisation):
        raise Missing(_("There is no such organisation today."))
    supplies = organisations.organisation(organisation).type == SUPPLIER
    if supplies and part in (*Member.VOTING, Member.Part.SUPPORTER):
        said = _("A supplier joins as an observer, or as the supplier after an award.")
        raise Invalid(said, {"part": said})
    if part == Member.Part.SUPPLIER and not supplies:
        said = _("Only a supplier joins as one.")
        raise Invalid(said, {"part": said})


def check_member(factory: Factory, organisation: str, *parts: str) -> str:
    """The part it has today. Raises NotAllowed unless it has one, or one of these."""
    part = factory.parts().get(organisation)
    if part is None or (parts and part not in parts):
        raise NotAllowed(_("That is for members of this factory. Join it first."))
    return part
