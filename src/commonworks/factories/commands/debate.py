"""Write, answer, correct what one wrote, and hide what does not belong."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from commonworks.factories import permissions
from commonworks.factories.models import Comment, Factory, Option
from commonworks.factories.permissions import Deed
from commonworks.factories.policies import parts, subjects
from commonworks.factories.policies.texts import LONGEST, check_text
from commonworks.kernel import events
from commonworks.kernel.errors import Conflict, Invalid, Missing, NotAllowed
from commonworks.network.ports import Actor
from commonworks.network.queries.standing import kinds_of

EDITABLE_FOR = timedelta(minutes=30)
A_MOMENT = timedelta(minutes=2)  # the same words again so soon are a button pressed twice


class TooLate(Conflict):
    code = "too-late-to-edit"


class Hidden(Conflict):
    code = "comment-hidden"


@transaction.atomic
def comment(
    *,
    factory: str,
    organisation: str,
    text: str,
    by: Actor,
    at: datetime,
    about: str = "",
    answers: str = "",
    audience: str = Comment.Audience.PUBLIC,
) -> str:
    """Write as somebody of a member; answers the comment's ref. An answer has the subject and the
    audience of what it answers. The same words twice within two minutes are one comment."""
    found = Factory.objects.locked(factory)
    part = parts.check_member(found, organisation)
    permissions.check(by, Deed.TAKE_PART, organisation)
    text = check_text(text, "text", most=LONGEST, what=_("what you want to say"))
    reads_all = parts.reads_among_members(part, kinds_of([organisation])[organisation])
    above = _answered(found, answers, reads_all) if answers else None
    about = above.about if above else _checked(found, about)
    audience = above.audience if above else audience
    if audience not in Comment.Audience:
        raise Invalid(_("Choose who may read it."), {"audience": _("Choose who may read it.")})
    if audience == Comment.Audience.MEMBERS and not reads_all:
        why = _("Your organisation does not read what is for members alone. Write for anyone.")
        raise Invalid(why, {"audience": why})
    said = {"about": about, "answers": above, "author": by.ref, "text": text}
    again = found.comments.filter(**said, posted_at__gt=at - A_MOMENT).first()
    if again:
        return str(again.ref)
    row = Comment(
        factory=found,
        organisation_id=organisation,
        audience=audience,
        posted_at=at,
        **said,
    )
    row.thread = above.thread if above else row.ref
    row.save(force_insert=True)
    _record("posted", row, by, at)
    return str(row.ref)


@transaction.atomic
def edit_comment(*, factory: str, comment: str, text: str, by: Actor, at: datetime) -> None:
    """Correct one's own words within half an hour; the comment says that they were changed."""
    row = _comment(factory, comment)
    text = check_text(text, "text", most=LONGEST, what=_("what you want to say"))
    if row.author != by.ref:
        raise NotAllowed(_("Only whoever wrote a comment can change it."))
    if row.hidden_at:
        raise Hidden(_("This comment is hidden. It cannot be changed any more."))
    if at - row.posted_at > EDITABLE_FOR:
        raise TooLate(_("A comment can be changed for half an hour. Add another one instead."))
    row.text, row.edited_at = text, at
    row.save(update_fields=["text", "edited_at"])
    _record("edited", row, by, at)


@transaction.atomic
def hide_comment(*, factory: str, comment: str, reason: str, by: Actor, at: datetime) -> None:
    """Show a comment no more, and say why. It is kept, and shown as hidden."""
    row = _comment(factory, comment)
    permissions.check(by, Deed.MODERATE, row.factory.lead())
    reason = check_text(reason, "reason", most=200, what=_("the reason"))
    if row.hidden_at:
        return
    row.hidden_at, row.hidden_by, row.hidden_because = at, by.ref, reason
    row.save(update_fields=["hidden_at", "hidden_by", "hidden_because"])
    _record("hidden", row, by, at)


@transaction.atomic
def show_comment(*, factory: str, comment: str, by: Actor, at: datetime) -> None:
    """Show again what was hidden."""
    row = _comment(factory, comment)
    permissions.check(by, Deed.MODERATE, row.factory.lead())
    row.hidden_at, row.hidden_by, row.hidden_because = None, "", ""
    row.save(update_fields=["hidden_at", "hidden_by", "hidden_because"])
    _record("shown", row, by, at)


def _checked(found: Factory, about: str) -> str:
    """A subject that is there. Raises Missing."""
    option, assessment = subjects.option_of(about), subjects.assessment_of(about)
    known = about in subjects.SECTIONS
    if option is not None:
        known = Option.objects.filter(pk=option, assessment__factory=found).exists()
    elif assessment is not None:
        known = found.assessments.filter(number=assessment).exists()
    if not known:
        raise Missing(_("There is nothing of that kind to talk about here."))
    return about


def _answered(found: Factory, ref: str, reads_all: bool) -> Comment:
    row = found.comments.filter(ref=ref).first() if _is_ref(ref) else None
    if row is None or (row.audience == Comment.Audience.MEMBERS and not reads_all):
        raise Missing(_("There is no such comment to answer."))
    if row.hidden_at:
        raise Hidden(_("This comment is hidden. It cannot be answered."))
    return row


def _comment(factory: str, ref: str) -> Comment:
    rows = Comment.objects.select_for_update(of=("self",)).select_related("factory")
    row = rows.filter(factory=factory, ref=ref).first() if _is_ref(ref) else None
    if row is None:
        raise Missing(_("There is no such comment."))
    return row


def _is_ref(ref: str) -> bool:
    try:
        return str(UUID(ref)) == ref
    except ValueError:
        return False


def _record(what: str, row: Comment, by: Actor, at: datetime) -> None:
    # Without the words: what members write among themselves is no public item.
    events.record(
        f"factories.comment.{what}",
        subject=row.factory_id,
        by=by,
        at=at,
        item=None,
        comment=str(row.ref),
        organisation=row.organisation_id,
        about=row.about,
    )
