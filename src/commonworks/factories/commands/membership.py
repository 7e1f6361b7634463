"""Ask an organisation to take part, answer for it, and say what it brings."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from commonworks.factories import permissions, queries
from commonworks.factories.commands import signs
from commonworks.factories.models import Asking, Contribution, Factory, Member
from commonworks.factories.permissions import Deed
from commonworks.factories.policies import ends, parts
from commonworks.factories.policies import letters as wording
from commonworks.factories.policies.texts import check_length
from commonworks.factories.queries import joining
from commonworks.kernel import events
from commonworks.kernel.errors import Conflict, Invalid, Missing
from commonworks.kernel.money import MOST_PENCE
from commonworks.network import queries as network
from commonworks.network.commands import letters
from commonworks.network.ports import Actor
from commonworks.network.queries import standing

Part, State = Member.Part, Asking.State
MOST_DAYS = 100_000


class AskedAlready(Conflict):
    code = "asked-already"


class MemberAlready(Conflict):
    code = "member-already"


class AnsweredAlready(Conflict):
    code = "answered-already"


class ShownOtherwise(Conflict):
    code = "shown-otherwise"


@transaction.atomic
def ask(
    *, factory: str, organisation: str, part: str, by: Actor, at: datetime, message: str = ""
) -> int:
    """Ask an organisation to take a part; a partner, to take the lead. Answers the asking's
    number. It binds nobody until somebody of that organisation accepts."""
    found = ends.going_on(factory)
    permissions.check(by, Deed.RUN, found.lead())
    message = check_length(message, "message", most=400)
    _check_can_ask(found, organisation, part)
    if found.askings.filter(organisation=organisation, state=State.OPEN).exists():
        raise AskedAlready(_("That organisation has been asked, and has not answered yet."))
    row = Asking.objects.create(
        factory=found, organisation_id=organisation, part=part, message=message, asked_at=at
    )
    item = {"factory": factory, "organisation": organisation, "part": str(part)}
    events.record("factories.member.asked", subject=factory, by=by, at=at, item=item)
    _write(found, row, by, at)
    return row.pk


@transaction.atomic
def answer(
    *, factory: str, asking: int, accepts: bool, by: Actor, at: datetime, shown: str = ""
) -> None:
    """Accept or decline for the organisation that was asked. `shown` is what `joining.shown` said
    of the page that whoever accepts has read: nobody says yes to anything else."""
    found = Factory.objects.locked(factory)
    row = _open(found, asking)
    permissions.check(by, Deed.SPEAK, row.organisation_id)
    if accepts:
        ends.check_goes_on(found.phase)
    if accepts and shown != _to_show(row):
        raise ShownOtherwise(
            _(
                "You have not accepted: what it would mean has changed since you were shown it, "
                "or you were not shown it. Read it as it is now, and answer again."
            )
        )
    _end(row, State.ACCEPTED if accepts else State.DECLINED, at)
    item = {"factory": factory, "organisation": row.organisation_id, "accepted": accepts}
    events.record("factories.member.answered", subject=factory, by=by, at=at, item=item)
    if accepts:
        _take_part(found, row, by, at)
        signs.tell(factory=factory, headline=_news(found, row), by=by, at=at)


@transaction.atomic
def withdraw_asking(*, factory: str, asking: int, by: Actor, at: datetime) -> None:
    """Take back what was asked, while nobody has answered."""
    found = Factory.objects.locked(factory)
    row = _open(found, asking)
    permissions.check(by, Deed.RUN, found.lead())
    _end(row, State.WITHDRAWN, at)
    item = {"factory": factory, "organisation": row.organisation_id}
    events.record("factories.member.unasked", subject=factory, by=by, at=at, item=item)


@transaction.atomic
def bring(
    *,
    factory: str,
    organisation: str,
    kind: str,
    by: Actor,
    at: datetime,
    amount: int | None = None,
    note: str = "",
) -> int:
    """Say what a member brings: `amount` in days for people-days and in pence for money; a note
    for a pilot site or research. Answers its number."""
    found = ends.going_on(factory)
    parts.check_member(found, organisation)
    permissions.check(by, Deed.SPEAK, organisation)
    note = check_length(note, "note", most=400)
    amount = _checked(kind, amount, note)
    row = Contribution.objects.create(
        factory=found,
        organisation_id=organisation,
        kind=kind,
        amount=amount,
        note=note,
        offered_at=at,
    )
    item = {"factory": factory, "organisation": organisation, "kind": str(kind), "amount": amount}
    events.record("factories.contribution.offered", subject=factory, by=by, at=at, item=item)
    return row.pk


@transaction.atomic
def take_back(*, factory: str, contribution: int, by: Actor, at: datetime) -> None:
    """End what a member brings. What was offered, and when, stays on record."""
    found = Factory.objects.locked(factory)
    row = found.contributions.filter(pk=contribution, ended_at=None).first()
    if row is None:
        raise Missing(_("That is not offered any more."))
    permissions.check(by, Deed.SPEAK, row.organisation_id)
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    item = {"factory": factory, "organisation": row.organisation_id, "kind": row.kind}
    events.record("factories.contribution.ended", subject=factory, by=by, at=at, item=item)


def _write(found: Factory, row: Asking, by: Actor, at: datetime) -> None:
    """To whoever answers for the organisation; where nobody does, it waits on its pages."""
    lead = found.lead()
    names = network.names([lead, row.organisation_id])
    answer_at = reverse("factories:answer", args=[found.ref, row.pk])
    subject, body = wording.invited(
        own=names[row.organisation_id],
        lead=names[lead],
        factory=found.name,
        purpose=found.purpose,
        part=row.get_part_display().lower(),
        message=row.message,
        answer_at=settings.COMMONWORKS_ADDRESS + answer_at,
    )
    letters.write_to(
        person=standing.stand_in(row.organisation_id),
        subject=subject,
        body=body,
        about=f"factory.{found.ref}",
        by=by,
        at=at,
    )


def _check_can_ask(found: Factory, organisation: str, part: str) -> None:
    held = found.parts().get(organisation)
    if part not in Part:
        raise Invalid(_("Choose a part."), {"part": _("Choose a part.")})
    if part == Part.LEAD:
        if held != Part.PARTNER:
            said = _("Only a partner can be asked to take the lead. Ask it to join first.")
            raise Invalid(said, {"organisation": said})
        parts.check_can_be(organisation, part)
        return
    if held is not None:
        raise MemberAlready(_("That organisation is a member of this factory."))
    parts.check_can_be(organisation, part)
    if part == Part.SUPPLIER and not found.commissions.exists():
        said = _("A supplier joins after an award: commission something first.")
        raise Invalid(said, {"part": said})


def _open(found: Factory, asking: int) -> Asking:
    row = found.askings.filter(pk=asking).first()
    if row is None:
        raise Missing(_("Nobody was asked that."))
    if row.state != State.OPEN:
        raise AnsweredAlready(_("This has been answered already."))
    return row


def _to_show(row: Asking) -> str:
    page = queries.factory(row.factory_id)
    return joining.shown(page, organisation=row.organisation_id, part=row.part)


def _end(row: Asking, state: str, at: datetime) -> None:
    row.state, row.answered_at = state, at
    row.save(update_fields=["state", "answered_at"])


def _take_part(found: Factory, row: Asking, by: Actor, at: datetime) -> None:
    held = found.parts()
    if row.part != Part.LEAD:
        if row.organisation_id not in held:  # it may have joined by itself meanwhile
            parts.enter(found, row.organisation_id, row.part, by=by, at=at)
        return
    before = found.lead()
    if held.get(row.organisation_id) != Part.PARTNER:
        raise Conflict(_("Only a partner can take the lead."))
    for organisation in (before, row.organisation_id):
        parts.end(found, organisation, at)
    parts.add(found, before, Part.PARTNER, at)
    parts.add(found, row.organisation_id, Part.LEAD, at)
    item = {"factory": found.ref, "lead": row.organisation_id, "before": before}
    events.record("factories.lead.handed_over", subject=found.ref, by=by, at=at, item=item)


def _news(found: Factory, row: Asking) -> str:
    name = network.short_names([row.organisation_id]).get(row.organisation_id, "")
    return f"{name} {'leads' if row.part == Part.LEAD else 'joined'} {found.name}"


def _checked(kind: str, amount: int | None, note: str) -> int | None:
    if kind not in Contribution.Kind:
        raise Invalid(_("Choose what you bring."), {"kind": _("Choose what you bring.")})
    if kind not in Contribution.COUNTED:
        if not note:
            raise Invalid(_("Describe it."), {"note": _("Describe it.")})
        return None
    most = MOST_PENCE if kind == Contribution.Kind.MONEY else MOST_DAYS
    if amount is None or not 0 < amount <= most:
        said = _("Enter how many days.") if kind == Contribution.Kind.DAYS else _("Enter how much.")
        raise Invalid(said, {"amount": said, "money": said})
    return amount
