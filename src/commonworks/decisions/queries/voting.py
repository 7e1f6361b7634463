"""What somebody who votes for an authority needs to see: their own, and nobody else's."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from commonworks.decisions import permissions
from commonworks.decisions.models import Ballot, MandateRule, Motion, Seat
from commonworks.decisions.policies.voting import check_accepts, check_stands, label_of
from commonworks.kernel.errors import Missing
from commonworks.network import queries as network
from commonworks.network.ports import Actor
from commonworks.network.queries import standing


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

    def as_form(self) -> dict[str, object]:
        """By the names of the vote's fields."""
        return {
            "choice": self.choice,
            "reason": self.reason,
            "mandate": self.mandate,
            "mandate_on": self.mandate_on,
        }


@dataclass(frozen=True, slots=True)
class MandateRuled:
    authority: str
    name: str
    required: bool


@dataclass(frozen=True, slots=True)
class OpenVote:
    """A motion that an organisation may vote on now."""

    motion: str
    title: str
    body_name: str
    closes: datetime
    authority: str
    voted: bool


def own_ballot(motion: str, *, authority: str, by: Actor, at: datetime) -> OwnBallot:
    """The authority's ballot as it stands. At most six SQL queries. Refuses whoever may not vote
    for it, and says why where it has no vote to cast now."""
    permissions.voting_role(by, authority)
    row = Motion.objects.filter(ref=motion).first()
    if row is None:
        raise Missing(_("There is no such motion. Look it up in the list of motions."))
    check_accepts(row, at)
    seat = check_stands(row.seats.filter(authority=authority).first())
    name, needs = network.names([authority])[authority], needs_mandate(authority)
    ballot = Ballot.objects.filter(seat=seat, ended_at=None).first()
    if ballot is None:
        return OwnBallot(authority, name, 0, needs_mandate=needs)
    return OwnBallot(
        authority,
        name,
        ballot.number,
        ballot.choice,
        label_of(row, ballot.choice),
        ballot.reason,
        ballot.mandate,
        ballot.mandate_on,
        ballot.cast_at,
        network.people([ballot.cast_by]).get(ballot.cast_by, ""),
        needs,
    )


def mandate_rule(authority: str, *, by: Actor) -> MandateRuled:
    """What the council has said of its mandates, for those who may say it. Two SQL queries."""
    permissions.check_keeps_mandate_rule(by, authority)
    name = network.names([authority]).get(authority, authority)
    return MandateRuled(authority, name, needs_mandate(authority))


def needs_mandate(authority: str) -> bool:
    """Whether the council votes only with its councillors' mandate. One SQL query."""
    return MandateRule.objects.filter(authority=authority).exists()


def still_to_vote(motion: str) -> dict[str, tuple[str, ...]]:
    """Who votes for the authorities that have not voted, by their opaque refs, each with those
    authorities: their leads and deputies, or who answers for one that has neither. Two SQL
    queries."""
    voted = Ballot.objects.filter(seat=OuterRef("pk"), ended_at=None)
    seats = Seat.objects.filter(~Exists(voted), motion=motion, struck_at=None)
    waiting = list(seats.order_by("authority").values_list("authority", flat=True))
    return standing.to_write_to(waiting, *permissions.VOTERS)


def open_votes(organisations: Iterable[str], *, at: datetime) -> list[OpenVote]:
    """The motions that these organisations may vote on now, the soonest to close first; also those
    on which they have voted, since a vote may be changed. One SQL query."""
    voted = Exists(Ballot.objects.filter(seat=OuterRef("pk"), ended_at=None))
    rows = (
        Seat.objects.filter(
            authority__in=list(organisations),
            struck_at=None,
            motion__state__in=Motion.UNDECIDED,
            motion__opens__lte=at,
            motion__closes__gt=at,
        )
        .annotate(voted=voted)
        .order_by("motion__closes", "motion", "authority")
    )
    fields = ("motion", "motion__title", "motion__body_name", "motion__closes", "authority")
    return [OpenVote(*row) for row in rows.values_list(*fields, "voted")]
