"""Whom the members elected to convene, and which terms they vote on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from commonworks.decisions import queries as decisions
from commonworks.decisions.queries import MotionLine
from commonworks.factories.models import Election
from commonworks.factories.policies.body import Span, chosen_of

CARRIED, WITHDRAWN = "carried", "withdrawn"


@dataclass(frozen=True, slots=True)
class Term:
    """Whom the members elected, until when: to the day before a later term begins, at the latest.
    `days_left` is below none once the term is over. `has_account`: the election named one, so that
    the role comes and goes by itself."""

    name: str
    starts: date
    ends: date
    motion: str
    days_left: int
    has_account: bool

    @property
    def is_over(self) -> bool:
        return self.days_left < 0


@dataclass(frozen=True, slots=True)
class Elections:
    """`terms` are those that were elected, the latest to start first; `voted_on` those on which
    members vote now."""

    terms: tuple[Term, ...]
    voted_on: tuple[Span, ...]


def elections(*, today: date) -> Elections:
    """Two SQL queries."""
    rows = list(Election.objects.all())
    motions = decisions.motions_by_ref(row.motion for row in rows)
    open_ = (row for row in rows if is_under_way(motions[row.motion]))
    return Elections(terms_of(rows, motions, today), tuple((row.starts, row.ends) for row in open_))


def is_under_way(motion: MotionLine) -> bool:
    return not motion.outcome and motion.state != WITHDRAWN


def terms_of(
    rows: Iterable[Election], motions: Mapping[str, MotionLine], today: date
) -> tuple[Term, ...]:
    """Those that were elected, the latest to start first."""
    carried = [row for row in rows if motions[row.motion].outcome == CARRIED]
    found: list[Term] = []
    for row in sorted(carried, key=lambda row: row.starts, reverse=True):
        term = _term(row, motions[row.motion].chosen, today)
        if found:
            ends = min(term.ends, found[-1].starts - timedelta(days=1))
            term = replace(term, ends=ends, days_left=(ends - today).days)
        found.append(term)
    return tuple(found)


def _term(row: Election, choice: str, today: date) -> Term:
    number = chosen_of(choice)
    return Term(
        name=str(row.candidates[number]),
        starts=row.starts,
        ends=row.ends,
        motion=row.motion,
        days_left=(row.ends - today).days,
        has_account=bool(row.people and row.people[number]),
    )
