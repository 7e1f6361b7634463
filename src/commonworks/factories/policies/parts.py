"""Who is in a factory: rows that begin and end, and stay."""

from datetime import datetime

from django.utils.translation import gettext as _

from commonworks.factories.models import Factory, Member
from commonworks.kernel import events
from commonworks.kernel.errors import Invalid, Missing, NotAllowed
from commonworks.network import queries as network
from commonworks.network.ports import Actor
from commonworks.network.queries.standing import Kind, kinds_of

Part = Member.Part
UNASKED = (Part.PARTNER, Part.OBSERVER, Part.SUPPORTER)  # what one takes by oneself


def add(factory: Factory, organisation: str, part: str, at: datetime) -> None:
    Member.objects.create(
        factory=factory, organisation_id=organisation, part=part, joined_on=at.date()
    )


def enter(factory: Factory, organisation: str, part: str, *, by: Actor, at: datetime) -> None:
    """Add a member, and record that it joined. Raises Invalid for a part it cannot take."""
    check_can_be(organisation, part)
    add(factory, organisation, part, at)
    item = {"factory": factory.ref, "organisation": organisation, "part": str(part)}
    events.record("factories.member.joined", subject=factory.ref, by=by, at=at, item=item)


def end(factory: Factory, organisation: str, at: datetime, *, because: str = "") -> None:
    """`because`: why the lead ended it, where the organisation did not leave by itself."""
    now = factory.members.filter(organisation=organisation, left_on=None)
    now.update(left_on=at.date(), ended_because=because)


def can_be(kind: Kind) -> tuple[str, ...]:
    """The parts that an organisation can have: local government alone leads and votes."""
    if kind.supplies:
        return (Part.SUPPLIER,)
    watching = (Part.OBSERVER, Part.SUPPORTER)
    return (Part.LEAD, Part.PARTNER, *watching) if kind.is_local_government else watching


def by_itself(kind: Kind, *, was_sent_away: bool = False) -> tuple[str, ...]:
    """Those of them that it takes without being asked; to vote, where the lead sent it away."""
    unasked = [part for part in UNASKED if part in Member.VOTING or not was_sent_away]
    return tuple(part for part in unasked if part in can_be(kind))


def reads_among_members(part: str, kind: Kind) -> bool:
    """Whether it reads what is for members alone: who has a vote, supporters, and of those who
    watch, councils. Whoever sells to them does not."""
    watches = part == Part.OBSERVER
    return part != Part.SUPPLIER and (kind.is_local_government or not watches)


def check_not_sent_away(factory: Factory, organisation: str) -> None:
    """Whose part the lead has ended comes back to watch once it is asked in. Raises NotAllowed."""
    rows = factory.members.filter(organisation=organisation).order_by("-joined_on", "-pk")
    if rows.values_list("ended_because", flat=True).first():
        raise NotAllowed(
            _("The lead has ended the part that your organisation had. Ask the lead to invite it.")
        )


def in_words(kind: Kind) -> str:
    """The same in a sentence, for whoever asked for another."""
    if kind.supplies:
        return _("A supplier is in a factory as its supplier alone: its lead asks it in.")
    if kind.is_local_government:
        return _("A council or combined authority can be a partner, an observer or a supporter.")
    return _(
        "Only councils and combined authorities lead and vote. "
        "This organisation can be an observer or a supporter."
    )


def check_can_be(organisation: str, part: str, *, field: str = "part") -> None:
    """Raises Missing for what is no organisation today, Invalid for a part it cannot take."""
    if not network.exists(organisation):
        raise Missing(_("There is no such organisation today."))
    kind = kinds_of([organisation])[organisation]
    if part not in can_be(kind):
        said = in_words(kind)
        raise Invalid(said, {field: said})


def check_member(factory: Factory, organisation: str, *parts: str) -> str:
    """The part it has today. Raises NotAllowed unless it has one, or one of these."""
    part = factory.parts().get(organisation)
    if part is None or (parts and part not in parts):
        raise NotAllowed(_("That is for members of this factory. Join it first."))
    return part
