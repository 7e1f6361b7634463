"""What becomes of entries that nobody answers for: marked, then archived, in batches.

Each command finds what is left to do by itself, so that a worker that dies does nothing twice.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from commonworks.network.ports import Actor
from commonworks.signposts.commands import announcing, telling
from commonworks.signposts.models import Entry
from commonworks.signposts.policies import freshness as policy

A_BATCH = 200
SILENCE = "Archived: nobody has said for a long time that this is still true"
State = Entry.State


@transaction.atomic
def mark_stale(*, by: Actor, at: datetime) -> int:
    """Mark entries whose day has passed; how many, a batch at most."""
    due = Entry.objects.filter(state=State.FRESH, until__lt=localdate(at))
    entries = _batch(due)
    for entry in entries:
        entry.move_to(State.STALE)
        entry.save(update_fields=["state"])
        telling.record(what="stale", entry=entry, by=by, at=at)
    return len(entries)


@transaction.atomic
def archive(*, by: Actor, at: datetime) -> int:
    """Archive entries that nobody confirmed for long, and tell their followers; how many."""
    today = localdate(at)
    asked = Q(asked_on__lte=today - timedelta(days=policy.ASKED_AT_LEAST))
    due = Entry.objects.filter(
        asked | Q(owner=""),
        state=State.STALE,
        until__lt=today - timedelta(days=policy.ARCHIVE_AFTER),
    )
    entries = _batch(due)
    for entry in entries:
        entry.move_to(State.ARCHIVED)
        entry.edition += 1
        entry.save(update_fields=["state", "edition"])
        announcing.say(ref=entry.card_id, headline=SILENCE, by=by, at=at)
        telling.record(what="archived", entry=entry, by=by, at=at)
    return len(entries)


def _batch(rows: QuerySet[Entry]) -> list[Entry]:
    locked = rows.select_for_update(of=("self",)).select_related("card")
    return list(locked.order_by("until", "card")[:A_BATCH])
