"""Put a motion to a factory's members, and set going what they have decided."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commonworks.decisions import commands as decisions
from commonworks.decisions import queries as decided
from commonworks.decisions.queries import MotionPage
from commonworks.factories import permissions
from commonworks.factories.commands import signs
from commonworks.factories.models import Commission, Factory, Option
from commonworks.factories.permissions import Deed
from commonworks.factories.policies import ends
from commonworks.factories.policies.subjects import assessment_of
from commonworks.factories.policies.texts import LONGEST, check_length, check_text
from commonworks.factories.queries.motions import body_of, chosen_options
from commonworks.kernel import events
from commonworks.kernel.errors import Conflict, Invalid
from commonworks.network.ports import Actor


class NoMandate(Conflict):
    code = "no-mandate"


@transaction.atomic
def put_motion(
    *,
    factory: str,
    title: str,
    rule: str,
    quorum: str,
    closes: datetime,
    by: Actor,
    at: datetime,
    text: str = "",
    about: str = "",
) -> str:
    """Put a motion to the lead and the partners as they are today; `about` is what it answers. On
    an assessment as a whole they choose one of its options. Answers the motion's ref."""
    found = ends.going_on(factory)
    voters = found.voting()
    alone = found.proposers == Factory.Proposers.LEAD
    permissions.check_proposes(by, [found.lead()] if alone else voters)
    number = assessment_of(about)
    options = Option.objects.filter(assessment__factory=found, assessment__number=number or 0)
    return decisions.propose(
        body=body_of(factory),
        title=title,
        text=text,
        choices=tuple(options.order_by("pk").values_list("title", flat=True)),
        rule=rule,
        quorum=quorum,
        opens=at,
        closes=closes,
        electorate=tuple(voters),
        answers=about,
        by=by,
        at=at,
    )


@transaction.atomic
def note_put(*, body: str, motion: str, answers: str, by: Actor, at: datetime) -> None:
    """Record, in the transaction that puts it, that a motion was put to a factory's members: by
    its own form, by the full one of `decisions`, or as a paper or an election of the body."""
    factory = body.partition(".")[2]
    item = {"factory": factory, "motion": motion, "about": answers}
    events.record("factories.motion.put", subject=factory, by=by, at=at, item=item)


@transaction.atomic
def choose_proposers(*, factory: str, proposers: str, by: Actor, at: datetime) -> None:
    """Say who puts motions from now on: every member with a vote, or the lead authority alone.
    Said twice is said once."""
    found = ends.going_on(factory)
    permissions.check(by, Deed.BIND, found.lead())
    if proposers not in Factory.Proposers:
        why = _("Choose who may put a motion.")
        raise Invalid(why, {"proposers": why})
    if proposers == found.proposers:
        return
    found.proposers = proposers
    found.save(update_fields=["proposers"])
    item = {"factory": factory, "proposers": str(proposers)}
    events.record("factories.proposers.chosen", subject=factory, by=by, at=at, item=item)
    who = Factory.Proposers(proposers).label.lower()
    signs.tell(factory=factory, headline=f"Motions are put by {who}", by=by, at=at)


@transaction.atomic
def commission(
    *, factory: str, kind: str, title: str, motion: str, by: Actor, at: datetime, text: str = ""
) -> int:
    """Build, adopt or open a joint brief, on the mandate of a motion that was carried. Answers the
    commission's number. A joint brief records what is wanted; the market will take it up."""
    found = ends.going_on(factory)
    permissions.check(by, Deed.RUN, found.lead())
    if kind not in Commission.Kind:
        raise Invalid(_("Choose how to go about it."), {"kind": _("Choose how to go about it.")})
    title = check_text(title, "title", most=120, what=_("what is commissioned"))
    text = check_length(text, "text", most=LONGEST)
    row = Commission.objects.create(
        factory=found,
        kind=kind,
        title=title,
        text=text,
        motion=motion,
        motion_sha256=_mandate(found, motion, kind),
        commissioned_at=at,
    )
    item = {
        "factory": factory,
        "kind": str(kind),
        "title": title,
        "motion": motion,
        "motion_sha256": row.motion_sha256,
    }
    events.record("factories.commission.made", subject=factory, by=by, at=at, item=item)
    signs.tell(factory=factory, headline=f"Commissioned: {title}", by=by, at=at)
    return row.pk


def _mandate(found: Factory, motion: str, kind: str) -> str:
    """The hash of the published result. Raises NoMandate unless it was carried, here, and for
    something to be done; Invalid where it chose another way of doing it."""
    page = decided.motion(motion) if motion else None
    if page is None or page.body != body_of(found.ref) or page.outcome != "carried":
        raise NoMandate(_("Choose a motion of this factory that was carried."))
    if found.commissions.filter(motion=motion).exists():
        raise NoMandate(_("Something was commissioned on this motion already."))
    _check_chosen(found, page, kind)
    return page.sha256


def _check_chosen(found: Factory, motion: MotionPage, kind: str) -> None:
    """A motion that answers an assessment is a mandate for the option that it chose."""
    option = chosen_options(found.ref, [motion]).get(motion.ref)
    if option is None or kind in Commission.OF_OPTION[option.kind]:
        return
    if not Commission.OF_OPTION[option.kind]:
        raise NoMandate(
            _("The members chose “%(option)s”: that is to do nothing, so there is no mandate.")
            % {"option": option.title}
        )
    why = _("The members chose “%(option)s” (%(kind)s). Select a way that does that.") % {
        "option": option.title,
        "kind": _(option.kind_name),
    }
    raise Invalid(why, {"kind": why})
