"""Delete what may no longer be kept, by destroying the keys that can read it."""

from datetime import date, datetime, timedelta

from django.db import transaction

from commonworks.kernel import encryption, events
from commonworks.network.ports import Actor
from commonworks.post import commands as post
from commonworks.services.models import Case, Draft, Findable, Payment, Submission

BATCH = 100  # rows a transaction: short enough that nobody waits for it
STANDING = (*Payment.UNDER_WAY, Payment.State.PAID, Payment.State.DISPUTED)
LONGER = timedelta(days=1)  # a payment that was begun at the last moment ends within hours


@transaction.atomic
def expire_drafts(*, by: Actor, at: datetime, limit: int = BATCH) -> int:
    """End applications whose time is over; says how many. The furthest page of each is told."""
    due = Draft.objects.filter(state=Draft.State.OPEN, expires_at__lte=at)
    rows = due.select_for_update().order_by("expires_at")[:limit]
    for row in rows:
        encryption.erase(row.ref)
        post.erase_about(about=row.ref, by=by, at=at)
        row.state, row.answers = Draft.State.EXPIRED, {}
        row.save(update_fields=["state", "answers"])
        events.record(
            "services.draft.expired",
            subject=row.ref,
            by=by,
            at=at,
            deployment=row.deployment_id,
            page=row.page,
        )
    return len(rows)


@transaction.atomic
def erase_unpaid(*, by: Actor, at: datetime, limit: int = BATCH) -> int:
    """Delete what was sent and never paid for, once the time of its draft is over; says how many.
    The row stays for its payments' sake; an empty body says that it was erased."""
    unpaid = Submission.objects.filter(case=None, draft__expires_at__lte=at - LONGER)
    unpaid = unpaid.exclude(payments__state__in=STANDING).exclude(body=b"")
    rows = unpaid.select_for_update(of=("self",)).order_by("submitted_at")[:limit]
    for row in rows:
        _erase(row, by, at)
        row.body = b""
        row.save(update_fields=["body"])
        events.record(
            "services.submission.erased",
            subject=row.ref,
            by=by,
            at=at,
            deployment=row.deployment_id,
        )
    return len(rows)


@transaction.atomic
def erase_cases(*, today: date, by: Actor, at: datetime, limit: int = BATCH) -> int:
    """Delete decided cases that have been kept as long as was promised; says how many. What was
    decided and when stays, for the figures; who asked, and what they wrote, does not."""
    due = Case.objects.filter(state=Case.State.DECIDED, erase_on__lte=today, erased_at=None)
    rows = due.select_for_update(of=("self",)).select_related("submission")
    rows = rows.order_by("erase_on")[:limit]
    for row in rows:
        _erase(row.submission, by, at)
        Findable.objects.filter(case=row).delete()
        row.erased_at = at
        row.save(update_fields=["erased_at"])
        events.record(
            "services.case.erased",
            subject=row.submission_id,
            by=by,
            at=at,
            deployment=row.deployment_id,
            case=row.submission_id,
        )
    return len(rows)


def _erase(sent: Submission, by: Actor, at: datetime) -> None:
    """What was sent, and every message about it or about the draft that it was."""
    encryption.erase(sent.ref)
    for about in (sent.ref, sent.draft_id):
        post.erase_about(about=about, by=by, at=at)
