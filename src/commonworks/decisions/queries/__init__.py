"""Motions, how they stand and what came of them. All public; until voting has closed, who has
voted is shown and how is not, unless the body's rule says so."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from commonworks.decisions.models import Ballot, Motion, Seat
from commonworks.decisions.policies.counting import OBJECT, votes_needed
from commonworks.decisions.policies.voting import label_of, terms_of
from commonworks.kernel.errors import Missing
from commonworks.network import queries as network


@dataclass(frozen=True, slots=True)
class SeatLine:
    """One authority's seat. `vote` and what belongs to it are empty until they are shown."""

    authority: str
    name: str
    voted: bool
    vote: str = ""
    vote_label: str = ""
    reason: str = ""
    mandate: str = ""
    mandate_on: date | None = None
    struck_at: datetime | None = None
    struck_because: str = ""
    inherited_from: str = ""


@dataclass(frozen=True, slots=True)
class MotionPage:
    """One motion with its seats. `needed` is the quorum in votes as the seats stand."""

    ref: str
    body: str
    body_name: str
    body_link: str
    title: str
    text: str
    answers: str
    proposed_by: str
    proposed_by_name: str
    proposed_at: datetime
    rule: str
    options: tuple[tuple[str, str], ...]
    choices: tuple[tuple[str, str], ...]  # (id, label) of all that may be voted
    quorum: int
    quorum_is_share: bool
    needed: int
    open_tally: bool
    opens: datetime
    closes: datetime
    state: str
    state_label: str
    decided_at: datetime | None
    outcome: str
    outcome_label: str
    chosen: str
    chosen_label: str
    sha256: str
    ended_at: datetime | None
    ended_because: str
    seats: tuple[SeatLine, ...]

    @property
    def standing(self) -> tuple[SeatLine, ...]:
        return tuple(seat for seat in self.seats if not seat.struck_at)

    @property
    def voted(self) -> int:
        return sum(seat.voted for seat in self.standing)

    @property
    def objections(self) -> tuple[SeatLine, ...]:
        return tuple(seat for seat in self.standing if seat.vote == OBJECT)

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """(label, votes) of each choice, as far as they are shown."""
        votes = [seat.vote for seat in self.standing]
        return tuple((label, votes.count(choice)) for choice, label in self.choices)

    @property
    def figures(self) -> tuple[tuple[int, str], ...]:
        """(votes, label) in the reader's language: an option is called what it was called."""
        own = dict(self.options).values()
        return tuple((votes, label if label in own else _(label)) for label, votes in self.counts)

    def takes_votes(self, at: datetime) -> bool:
        return self.state in Motion.UNDECIDED and self.opens <= at < self.closes

    def can_be_withdrawn(self, at: datetime) -> bool:
        """As far as can be seen from outside: a vote taken back has been cast too."""
        return self.state in Motion.UNDECIDED and at < self.closes and not self.voted


@dataclass(frozen=True, slots=True)
class MotionLine:
    """One motion in a list."""

    ref: str
    title: str
    body: str
    body_name: str
    answers: str
    state: str
    opens: datetime
    closes: datetime
    outcome: str
    chosen: str
    options: Sequence[tuple[str, str]]  # (id, label); none where it is for or against
    seats: int
    voted: int

    @property
    def waits(self) -> bool:
        """Whether it is still to be decided."""
        return self.state in Motion.UNDECIDED

    @property
    def state_label(self) -> str:
        return str(Motion.State(self.state).label)

    @property
    def outcome_label(self) -> str:
        return str(Motion.Outcome(self.outcome).label) if self.outcome else ""

    @property
    def chosen_label(self) -> str:
        """What the option is called that was chosen; empty where it is for or against."""
        return dict(self.options).get(self.chosen, "")


@dataclass(frozen=True, slots=True)
class Result:
    """What was decided, as it was published: `item` is canonical JSON, `sha256` its hash."""

    motion: str
    body: str
    answers: str
    outcome: str
    chosen: str  # an option's id, where there were options
    decided_at: datetime
    item: str
    sha256: str


def motion(ref: str) -> MotionPage:
    """One motion and all its seats. Four SQL queries. Raises Missing."""
    row = Motion.objects.filter(ref=ref).first()
    if row is None:
        raise Missing(_("There is no such motion. Look it up in the list of motions."))
    seats = list(row.seats.order_by("authority"))
    names = network.names([row.proposed_by_id, *(seat.authority_id for seat in seats)])
    ballots = _ballots(row)
    terms = terms_of(row)
    standing = sum(seat.struck_at is None for seat in seats)
    lines = [_seat(row, seat, names, ballots.get(seat.pk)) for seat in seats]
    return MotionPage(
        ref=row.ref,
        body=row.body,
        body_name=row.body_name,
        body_link=row.body_link,
        title=row.title,
        text=row.text,
        answers=row.answers,
        proposed_by=row.proposed_by_id,
        proposed_by_name=names[row.proposed_by_id],
        proposed_at=row.proposed_at,
        rule=row.rule,
        options=tuple((option, label) for option, label in row.options),
        choices=tuple((choice, label_of(row, choice)) for choice in terms.choices),
        quorum=row.quorum,
        quorum_is_share=row.quorum_is_share,
        needed=votes_needed(terms, standing),
        open_tally=row.open_tally,
        opens=row.opens,
        closes=row.closes,
        state=row.state,
        state_label=row.get_state_display(),
        decided_at=row.decided_at,
        outcome=row.outcome,
        outcome_label=row.get_outcome_display(),
        chosen=row.chosen,
        chosen_label=label_of(row, row.chosen) if row.chosen else "",
        sha256=row.result_sha256,
        ended_at=row.ended_at,
        ended_because=row.ended_because,
        seats=tuple(sorted(lines, key=lambda seat: (seat.struck_at is not None, seat.name))),
    )


def motions(
    *, body: str = "", open: bool | None = None, first: int = 0, most: int = 50
) -> list[MotionLine]:
    """The motions of a body or of all: those that wait for votes first, the soonest to close
    before the others; then the rest, the latest first. `open` picks one kind. Two SQL queries."""
    return _as_lines(_in_order(_of(body, open))[first : first + most])


def motions_by_ref(refs: Iterable[str]) -> dict[str, MotionLine]:
    """Those of these motions that there are. Two SQL queries."""
    return {line.ref: line for line in _as_lines(Motion.objects.filter(ref__in=list(refs)))}


def how_many(*, body: str = "", open: bool | None = None) -> int:
    """How many `motions` there are. One SQL query."""
    return _of(body, open).count()


def result(ref: str) -> Result:
    """What was decided. One SQL query. Raises Missing while voting is not over."""
    row = Motion.objects.filter(ref=ref, state=Motion.State.DECIDED).first()
    if row is None or row.decided_at is None:
        raise Missing(_("There is no result of that motion: it was not put, or it is still open."))
    return Result(
        row.ref,
        row.body,
        row.answers,
        row.outcome,
        row.chosen,
        row.decided_at,
        row.result,
        row.result_sha256,
    )


def _of(body: str, open: bool | None) -> QuerySet[Motion]:
    rows = Motion.objects.filter(body=body) if body else Motion.objects.all()
    if open is None:
        return rows
    return (
        rows.filter(state__in=Motion.UNDECIDED)
        if open
        else rows.exclude(state__in=Motion.UNDECIDED)
    )


def _in_order(rows: QuerySet[Motion]) -> QuerySet[Motion]:
    waits = When(state__in=Motion.UNDECIDED, then=F("closes"))
    return rows.order_by(
        Case(waits, default=None).asc(nulls_last=True),
        Coalesce("decided_at", "ended_at").desc(nulls_last=True),
        "ref",
    )


def _as_lines(found: QuerySet[Motion]) -> list[MotionLine]:
    fields = [name for name in MotionLine.__slots__ if name not in ("seats", "voted")]
    rows: list[dict[str, Any]] = list(found.values(*fields))
    tallies = _tallies(row["ref"] for row in rows)
    return [MotionLine(**row, **tallies[row["ref"]]) for row in rows]


def _tallies(refs: Iterable[str]) -> dict[str, dict[str, Any]]:
    """How many seats of each motion stand, and how many of them have voted."""
    voted = Exists(Ballot.objects.filter(seat=OuterRef("pk"), ended_at=None))
    rows = (
        Seat.objects.filter(motion__in=list(refs))
        .values("motion")
        .annotate(
            standing=Count("pk", filter=Q(struck_at=None)),
            in_=Count("pk", filter=Q(voted, struck_at=None)),
        )
        .order_by("motion")
    )
    return {row["motion"]: {"seats": row["standing"], "voted": row["in_"]} for row in rows}


def _ballots(row: Motion) -> dict[int, Ballot]:
    """The ballot of each seat: the one that counts, or that was struck with the seat."""
    current = Q(ended_at=None) | Q(ended_because=Ballot.Ended.STRUCK)
    return {ballot.seat_id: ballot for ballot in Ballot.objects.filter(current, seat__motion=row)}


def _seat(row: Motion, seat: Seat, names: Mapping[str, str], ballot: Ballot | None) -> SeatLine:
    known = SeatLine(
        authority=seat.authority_id,
        name=names[seat.authority_id],
        voted=ballot is not None,
        struck_at=seat.struck_at,
        struck_because=seat.struck_because,
        inherited_from=seat.inherited_from,
    )
    if ballot is None or not _is_shown(row, ballot):
        return known
    return replace(
        known,
        vote=ballot.choice,
        vote_label=label_of(row, ballot.choice),
        reason=ballot.reason,
        mandate=ballot.mandate,
        mandate_on=ballot.mandate_on,
    )


def _is_shown(row: Motion, ballot: Ballot) -> bool:
    """After the close; before it only where the body votes in the open, and objections, which
    the others must know to meet them."""
    return row.state == Motion.State.DECIDED or row.open_tally or ballot.choice == OBJECT
