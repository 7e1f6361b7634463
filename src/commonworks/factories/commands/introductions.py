"""You two should talk: two organisations are introduced, and each says for itself whether."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from commonworks.factories import permissions
from commonworks.factories.models import Introduction, Side
from commonworks.factories.permissions import Deed
from commonworks.factories.policies import letters as wording
from commonworks.factories.policies.texts import check_text
from commonworks.kernel import encryption, events
from commonworks.kernel.errors import Conflict, Invalid, Missing
from commonworks.network import queries as network
from commonworks.network.commands import letters
from commonworks.network.ports import Actor
from commonworks.network.queries import standing

Answer = Side.Answer
KEPT = timedelta(days=30)  # our copies of the letters


class Answered(Conflict):
    code = "introduction-answered"


@transaction.atomic
def introduce(*, first: str, second: str, why: str, by: Actor, at: datetime) -> str:
    """Ask two organisations whether they want to talk; answers the introduction's ref. Whoever
    answers for each gets one email."""
    permissions.check_convenes(by)
    why = check_text(why, "why", most=400, what=_("why they should talk"))
    wrong = {
        name: _("Choose an organisation of the list.")
        for name, ref in (("first", first), ("second", second))
        if not network.exists(ref)
    }
    if first == second:
        wrong["second"] = _("Choose another organisation than the first.")
    if wrong:
        raise Invalid(_("Nobody was asked. Put these right first."), wrong)
    row = Introduction.objects.create(ref=uuid4(), why=why, by=by.ref, at=at)
    Side.objects.bulk_create(Side(introduction=row, authority_id=each) for each in (first, second))
    events.record("factories.introduction.offered", subject=str(row.ref), by=by, at=at)
    names = network.names([first, second])
    for own, other in ((first, second), (second, first)):
        answer_at = reverse("factories:introduction", args=[row.ref, own])
        letter = wording.asked(
            own=names[own],
            other=names[other],
            why=why,
            answer_at=settings.COMMONWORKS_ADDRESS + answer_at,
        )
        _write(row, standing.stand_in(own), letter, by, at)
    return str(row.ref)


@transaction.atomic
def answer(
    *, introduction: UUID, authority: str, yes: bool, by: Actor, at: datetime, contact: str = ""
) -> None:
    """Say for one side whether it wants to talk, and whom the other may write to. Once both said
    yes, each gets one email with the other's contact. A no ends it, and what the other side would
    have shared is destroyed."""
    permissions.check(by, Deed.SPEAK, authority)
    if not Introduction.objects.select_for_update().filter(ref=introduction).exists():
        raise _missing()
    sides = {side.authority_id: side for side in Side.objects.filter(introduction=introduction)}
    if authority not in sides:
        raise _missing()
    side = sides[authority]
    if side.answer != Answer.WAITING or any(s.answer == Answer.NO for s in sides.values()):
        raise Answered(_("This introduction has been answered already."))
    side.answered_at, side.answered_by = at, by.ref
    if yes:
        contact = check_text(contact, "contact", most=400, what=_("whom the other may write to"))
        seal = encryption.new_seal(subject=_subject(side), authority=authority, at=at)
        side.answer, side.contact = Answer.YES, seal.seal("contact", contact)
    else:
        side.answer = Answer.NO
        _destroy(sides.values())
    side.save()
    what = "accepted" if yes else "declined"
    events.record(f"factories.introduction.{what}", subject=str(introduction), by=by, at=at)
    if all(each.answer == Answer.YES for each in sides.values()):
        _bring_together(*sides.values(), by=by, at=at)


def _bring_together(first: Side, second: Side, *, by: Actor, at: datetime) -> None:
    """Each side's letter goes to whoever said yes for it, or else to who answers for it today."""
    names = network.names([first.authority_id, second.authority_id])
    for own, other in ((first, second), (second, first)):
        stayed = standing.belongs(own.answered_by, own.authority_id)
        letter = wording.agreed(
            own=names[own.authority_id],
            other=names[other.authority_id],
            why=own.introduction.why,
            contact=encryption.seal_of(_subject(other)).open("contact", other.contact or b""),
        )
        to = own.answered_by if stayed else standing.stand_in(own.authority_id)
        _write(own.introduction, to, letter, by, at)


def _write(row: Introduction, to: str, letter: tuple[str, str], by: Actor, at: datetime) -> None:
    """`post` seals what it sends, and erases it: a contact is in no table in clear. Where nobody
    answers for an organisation, it finds the introduction on its pages."""
    subject, body = letter
    about = f"introduction.{row.ref}"
    letters.write_to(
        person=to, subject=subject, body=body, about=about, by=by, at=at, erase_at=at + KEPT
    )


def _destroy(sides: Iterable[Side]) -> None:
    for side in Side.objects.filter(pk__in=[each.pk for each in sides], contact__isnull=False):
        encryption.erase(_subject(side))
        side.contact = None
        side.save(update_fields=["contact"])


def _subject(side: Side) -> str:
    return f"introduction-{side.pk}"


def _missing() -> Missing:
    return Missing(_("There is no such introduction for this organisation."))
