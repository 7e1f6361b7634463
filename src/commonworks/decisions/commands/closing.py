"""Open voting at its time, and close it: count, publish, and let nothing change afterwards. Or end
it without a result, where the body decides no more."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from commonworks.decisions.commands import news
from commonworks.decisions.models import Ballot, Motion
from commonworks.decisions.policies.counting import count
from commonworks.decisions.policies.items import result_item
from commonworks.decisions.policies.voting import terms_of
from commonworks.kernel import events
from commonworks.kernel.errors import Conflict
from commonworks.network.ports import Actor
from formwork.canonical import canonical, sha256

# A vote that came in time may still wait for the lock, 20 seconds on SQLite: count after it.
GRACE = timedelta(seconds=30)


class StillOpen(Conflict):
    code = "voting-still-open"


@transaction.atomic
def open_voting(*, motion: str, by: Actor, at: datetime) -> None:
    """Say that voting has opened, once its time has come. Twice is once."""
    row = Motion.locked(motion)
    if row.state != Motion.State.PROPOSED or at < row.opens:
        return
    row.state = Motion.State.OPEN
    row.save(update_fields=["state"])
    item = {"motion": row.ref, "body": row.body, "opens": row.opens.isoformat()}
    events.record("decisions.motion.opened", subject=row.ref, by=by, at=at, item=item)
    news.tell_opened(motion=row, by=by, at=at)


@transaction.atomic
def close(*, motion: str, by: Actor, at: datetime) -> str:
    """Count the votes of a motion whose time is over and publish the result, with a hash; answers
    the outcome. Closed again, it stays as it was decided."""
    open_voting(motion=motion, by=by, at=at)  # a worker that slept through both times
    row = Motion.locked(motion)
    if not Motion.NEXT[Motion.State(row.state)]:
        return row.outcome
    if at < row.closes:
        raise StillOpen(_("Voting on this motion has not closed yet."))
    seats = list(row.seats.order_by("authority"))
    ballots = list(Ballot.objects.filter(seat__motion=row, ended_at=None))
    struck = Ballot.objects.filter(seat__motion=row, ended_because=Ballot.Ended.STRUCK)
    counted = count(
        terms_of(row),
        sum(seat.struck_at is None for seat in seats),
        [ballot.choice for ballot in ballots],
    )
    item = result_item(row, seats, [*ballots, *struck], counted)
    row.state, row.decided_at = Motion.State.DECIDED, at
    row.outcome, row.chosen = counted.outcome, counted.chosen
    row.result, row.result_sha256 = canonical(item).decode(), sha256(item)
    row.save()
    events.record("decisions.motion.decided", subject=row.ref, by=by, at=at, item=item)
    news.tell_decided(motion=row, by=by, at=at)
    return row.outcome


@transaction.atomic
def end_all(*, body: str, because: str, by: Actor, at: datetime) -> int:
    """End every motion of a body that decides no more and on which voting has not closed: without a
    result, whatever was cast; says how many. `because` is a sentence in which %(day)s is today; the
    page says it in the reader's language. The body's room has checked that it may, and holds the
    body: no page calls this by itself."""
    ended = list(Motion.locked_of(body, at=at))
    for row in ended:
        row.state, row.ended_at, row.ended_because = Motion.State.ENDED, at, because
        row.save(update_fields=["state", "ended_at", "ended_because"])
        item = {"motion": row.ref, "body": row.body, "because": because}
        events.record("decisions.motion.ended", subject=row.ref, by=by, at=at, item=item)
        news.tell_ended(motion=row, by=by, at=at)
    return len(ended)
