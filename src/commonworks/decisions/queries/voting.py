"""What somebody who votes for an authority needs to see: their own, and nobody else's."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef

from commonworks.decisions import permissions
from commonworks.decisions.models import Ballot, MandateRule, Motion, Seat
from commonworks.decisions.policies.voting import label_of
from commonworks.network import queries as network
from commonworks.network.ports import Actor

UNDECIDED = (Motion.State.PROPOSED, Motion.State.OPEN)


@dataclass(frozen=True, slots=True)
class OwnBallot:
    """How an authority has voted, for those who vote for it. `number` is 0 for not yet; `by` is
    what to call the person who cast it."""

    authority: str
    name: str
    number: int
    choice: str = ""
    label: str = ""
    reason: str = ""
    mandate: str = ""
    mandate_on: date | None = None
    cast_at: datetime | None = None
    by: str = ""
    needs_mandate: bool = False


@dataclass(frozen=True, slots=True)
class OpenVote:
    """A motion that an organisation may vote on now."""

    motion: str
    title: str
    body_name: str
    closes: datetime
    authority: str
    voted: bool


def own_ballot(motion: str, *, authority: str, by: Actor) -> OwnBallot:
    """The authority's ballot as it stands. At most five SQL queries."""
    permissions.voting_role(by, authority)
    name = network.names([authority]).get(authority, authority)
    needs = needs_mandate(authority)
    rows = Ballot.objects.select_related("seat__motion")
    row = rows.filter(seat__motion=motion, seat__authority=authority, ended_at=None).first()
    if row is None:
        return OwnBallot(authority, name, 0, needs_mandate=needs)
    return OwnBallot(
        authority,
        name,
        row.number,
        row.choice,
        label_of(row.seat.motion, row.choice),
        row.reason,
        row.mandate,
        row.mandate_on,
        row.cast_at,
        network.people([row.cast_by]).get(row.cast_by, ""),
        needs,
    )


def needs_mandate(authority: str) -> bool:
    """Whether the council votes only with its councillors' mandate. One SQL query."""
    return MandateRule.objects.filter(authority=authority).exists()


def open_votes(organisations: Iterable[str], *, at: datetime) -> list[OpenVote]:
    """The motions that these organisations may vote on now, the soonest to close first; also those
    on which they have voted, since a vote may be changed. One SQL query."""
    voted = Exists(Ballot.objects.filter(seat=OuterRef("pk"), ended_at=None))
    rows = (
        Seat.objects.filter(
            authority__in=list(organisations),
            struck_at=None,
            motion__state__in=UNDECIDED,
            motion__opens__lte=at,
            motion__closes__gt=at,
        )
        .annotate(voted=voted)
        .order_by("motion__closes", "motion", "authority")
    )
    fields = ("motion", "motion__title", "motion__body_name", "motion__closes", "authority")
    return [OpenVote(*row) for row in rows.values_list(*fields, "voted")]
