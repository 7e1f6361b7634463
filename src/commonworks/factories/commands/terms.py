"""The convener's role follows the members' vote: given as the term begins, taken as it ends.

One person convenes: as a term begins, whoever else holds the role loses it, however they came by
it. It is a role in the body alone, so nothing that comes with it binds a council.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from commonworks.decisions import queries as decisions
from commonworks.factories.models import Election
from commonworks.factories.policies.body import THE_BODY, chosen_of
from commonworks.factories.queries.elections import CARRIED, elections
from commonworks.kernel import events
from commonworks.network.commands import people
from commonworks.network.ports import BODY, Actor

CONVENER = "convener"


@transaction.atomic
def note_result(*, motion: str, by: Actor, at: datetime) -> None:
    """The motion of an election is decided: whoever was elected gets the role, at once or when the
    term begins. Any other motion is none of this. Heard twice is heard once."""
    row = Election.objects.select_for_update().filter(motion=motion, elected="").first()
    if row is None:
        return
    result = decisions.motions_by_ref([motion])[motion]
    if result.outcome != CARRIED or not row.people:
        return
    row.elected = row.people[chosen_of(result.chosen)]
    row.save(update_fields=["elected"])
    begin_next(by=by, at=at)


@transaction.atomic
def begin_next(*, by: Actor, at: datetime) -> bool:
    """Give the role to the next person whose term has begun, and take it from whoever else held
    it, by an earlier election or by hand; whether there was such a term."""
    today = localdate(at)
    rows = Election.objects.select_for_update().filter(given_at=None, ends__gte=today)
    row = rows.filter(starts__lte=today).exclude(elected="").order_by("starts", "motion").first()
    if row is None:
        return False
    for earlier in _running():
        _end(earlier, by, at, keeps_role=earlier.elected == row.elected)
    told = {"person": row.elected, "organisation": BODY, "role": CONVENER}
    others = people.hand_role(**told, by=by, at=at)
    row.given_at = at
    row.save(update_fields=["given_at"])
    _record("began", row, by, at, others_ended=others)
    return True


@transaction.atomic
def end_next(*, by: Actor, at: datetime) -> bool:
    """Take the role from the next person whose term is over: after its last day, or because a later
    one has begun, be it of somebody without an account. Whether there was one."""
    over = [term.motion for term in elections(today=localdate(at)).terms if term.is_over]
    row = _running().filter(motion__in=over).first()
    if row is None:
        return False
    _end(row, by, at)
    return True


def _running() -> QuerySet[Election]:
    """The elections by which somebody holds the role, to be changed."""
    rows = Election.objects.select_for_update().filter(given_at__isnull=False, taken_at=None)
    return rows.order_by("ends", "motion")


def _end(row: Election, by: Actor, at: datetime, *, keeps_role: bool = False) -> None:
    """`keeps_role`: the same person was elected again."""
    if not keeps_role:
        people.take_role(person=row.elected, organisation=BODY, role=CONVENER, by=by, at=at)
    row.taken_at = at
    row.save(update_fields=["taken_at"])
    _record("ended", row, by, at)


def _record(what: str, row: Election, by: Actor, at: datetime, **more: int) -> None:
    item = {"motion": row.motion, "starts": row.starts.isoformat(), "ends": row.ends.isoformat()}
    events.record(f"factories.term.{what}", subject=THE_BODY, by=by, at=at, item=item | more)
