"""How far a factory is: gates, what shows that they are met, updates and risks."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Min
from django.utils.translation import gettext as _

from commonworks.factories.models import Commission, Factory, Passage, Risk, Shown, Taken, Update
from commonworks.factories.policies import gates
from commonworks.factories.policies.body import THE_BODY
from commonworks.factories.queries import FactoryPage
from commonworks.kernel.errors import Missing
from commonworks.needs import queries as needs
from commonworks.needs.queries import NeedLine
from commonworks.network import queries as network
from commonworks.network.ports import Actor

Phase = Factory.Phase


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a member recorded; `by` is empty where the house itself did."""

    note: str
    link: str
    by: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of a gate's checklist. `shown` is what shows that it is met, None while nothing
    does; `before` is what stood there earlier, the latest first."""

    id: str
    label: str
    shown: Evidence | None = None
    before: tuple[Evidence, ...] = ()

    @property
    def met(self) -> bool:
        return self.shown is not None


@dataclass(frozen=True, slots=True)
class Gate:
    """The end of one phase. `passed_at` and what belongs to it are empty while it is ahead."""

    phase: str
    name: str
    next_name: str
    requirements: list[Requirement]
    is_here: bool
    after: str = ""
    after_name: str = ""
    by: str = ""
    by_name: str = ""
    passed_at: datetime | None = None
    note: str = ""
    motion: str = ""

    @property
    def met(self) -> int:
        return sum(each.met for each in self.requirements)

    @property
    def is_ready(self) -> bool:
        return self.met == len(self.requirements)


@dataclass(frozen=True, slots=True)
class Days:
    """How long it took to go live, or has taken so far; from a need, or else from the founding."""

    count: int
    is_live: bool
    from_need: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """One thing that happened, for the timeline."""

    title: str
    when: datetime | date
    text: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class UpdateLine:
    number: int
    title: str
    text: str
    organisation: str
    posted_at: datetime


@dataclass(frozen=True, slots=True)
class RiskLine:
    id: int
    title: str
    likelihood: int
    impact: int
    owner: str
    owner_name: str
    response: str
    raised_at: datetime
    closed_at: datetime | None
    outcome: str

    @property
    def weight(self) -> int:
        return self.likelihood * self.impact


@dataclass(frozen=True, slots=True)
class CommissionLine:
    kind: str
    title: str
    text: str
    motion: str
    commissioned_at: datetime


@dataclass(frozen=True, slots=True)
class Column:
    """One phase of the board: how many factories are in it, and the first of them."""

    phase: str
    name: str
    count: int
    cards: list[tuple[str, str, str, str]]  # (ref, name, purpose, freshness)


def gates_of(page: FactoryPage) -> list[Gate]:
    """Every gate in order, with what shows that it is met; the body has none. Three SQL queries."""
    if page.is_body:
        return []
    rows = list(Shown.objects.filter(factory=page.ref).order_by("-pk"))
    passed = {row.before: row for row in Passage.objects.filter(factory=page.ref)}
    names = network.names(row.organisation_id or "" for row in [*rows, *passed.values()])
    shown: dict[tuple[str, str], list[Evidence]] = {}
    for row in rows:
        who = row.organisation_id or ""
        told = Evidence(row.note, row.link, who, names.get(who, ""), row.at)
        shown.setdefault((row.phase, row.requirement), []).append(told)
    return [_gate(phase, page, shown, passed.get(phase), names) for phase in gates.FORWARD]


def _gate(
    phase: str,
    page: FactoryPage,
    shown: dict[tuple[str, str], list[Evidence]],
    passage: Passage | None,
    names: dict[str, str],
) -> Gate:
    lines = [
        _requirement(name, _(label), shown.get((phase, name), []))
        for name, label in gates.requirements(phase).items()
    ]
    ahead = Gate(
        phase=phase,
        name=_(Phase(phase).label),
        next_name=_(Phase(gates.FORWARD[phase]).label),
        requirements=lines,
        is_here=page.phase == phase,
    )
    if passage is None:
        return ahead
    return Gate(
        phase=phase,
        name=ahead.name,
        next_name=ahead.next_name,
        requirements=lines,
        is_here=False,
        after=passage.after,
        after_name=_(Phase(passage.after).label),
        by=passage.organisation_id,
        by_name=names.get(passage.organisation_id, passage.organisation_id),
        passed_at=passage.at,
        note=passage.note,
        motion=passage.motion,
    )


def _requirement(name: str, label: str, recorded: list[Evidence]) -> Requirement:
    if not recorded:
        return Requirement(name, label)
    latest, *before = recorded
    return Requirement(name, label, latest, tuple(before))


def gate(page: FactoryPage, phase: str) -> Gate:
    """One gate. Three SQL queries. Raises Missing."""
    for each in gates_of(page):
        if each.phase == phase:
            return each
    raise Missing(_("There is no such gate."))


def days_to_live(page: FactoryPage, *, on: date) -> Days | None:
    """From the day on which the first of its needs was declared, or else from its founding, to the
    day it went live, or to today. None where it stopped, and for the body. One SQL query."""
    if page.phase == Phase.STOPPED or page.is_body:
        return None
    first = Taken.objects.filter(factory=page.ref).aggregate(day=Min("declared_on"))["day"]
    since = min(first or page.founded_on, page.founded_on)
    return Days(((page.live_on or on) - since).days, page.live_on is not None, first is not None)


def needs_of(factory: str, *, by: Actor) -> list[NeedLine]:
    """The needs that a factory has taken on, as far as the actor may see them; the earliest first.
    Two SQL queries."""
    rows = Taken.objects.filter(factory=factory).order_by("taken_on", "pk")
    refs = list(rows.values_list("need", flat=True))
    known = needs.needs(refs, by=by)
    return [known[ref] for ref in refs if ref in known]


def lessons(factory: str) -> str:
    """What was learned, where it has stopped or was retired. One SQL query."""
    ended = Passage.objects.filter(factory=factory, after__in=Factory.ENDED)
    return ended.values_list("note", flat=True).first() or ""


def how_many_updates(factory: str) -> int:
    """One SQL query."""
    return Update.objects.filter(factory=factory).count()


def updates(factory: str, *, offset: int = 0, limit: int = 10) -> list[UpdateLine]:
    """The newest first. Two SQL queries."""
    rows = Update.objects.filter(factory=factory).order_by("-number")
    fields = ("number", "title", "text", "organisation", "posted_at")
    found = list(rows.values_list(*fields)[offset : offset + limit])
    names = network.short_names(row[3] for row in found)
    return [
        UpdateLine(number, title, text, names[who], at) for number, title, text, who, at in found
    ]


def risks(factory: str) -> list[RiskLine]:
    """Open ones first, the heaviest before the others. Two SQL queries."""
    rows = Risk.objects.filter(factory=factory).order_by(
        F("closed_at").desc(nulls_first=True), -F("likelihood") * F("impact"), "pk"
    )
    found = list(rows)
    names = network.short_names(row.owner_id for row in found)
    return [
        RiskLine(
            id=row.pk,
            title=row.title,
            likelihood=row.likelihood,
            impact=row.impact,
            owner=row.owner_id,
            owner_name=names[row.owner_id],
            response=row.response,
            raised_at=row.raised_at,
            closed_at=row.closed_at,
            outcome=row.outcome,
        )
        for row in found
    ]


def risk(factory: str, number: int) -> RiskLine:
    """One risk. Two SQL queries. Raises Missing."""
    for each in risks(factory):
        if each.id == number:
            return each
    raise Missing(_("There is no such risk."))


def commissions(factory: str) -> list[CommissionLine]:
    """What was set going, in order. One SQL query."""
    rows = Commission.objects.filter(factory=factory).order_by("commissioned_at", "pk")
    fields = ("kind", "title", "text", "motion", "commissioned_at")
    return [
        CommissionLine(_(Commission.Kind(kind).label), *rest)
        for kind, *rest in rows.values_list(*fields)
    ]


def timeline(page: FactoryPage) -> list[Timeline]:
    """What happened, from the founding on. Three SQL queries."""
    entries = [Timeline(_("Founded"), page.founded_on)]
    passed = list(Passage.objects.filter(factory=page.ref).order_by("at"))
    names = network.short_names(row.organisation_id for row in passed)
    entries += [
        Timeline(_(Phase(row.after).label), row.at, row.note[:400], names[row.organisation_id])
        for row in passed
    ]
    entries += [
        Timeline(
            _("Commissioned: %(title)s") % {"title": each.title}, each.commissioned_at, each.kind
        )
        for each in commissions(page.ref)
    ]
    return sorted(entries, key=lambda each: _day(each.when))


def _day(when: datetime | date) -> tuple[date, bool]:
    """Days before moments of the same day."""
    moment = isinstance(when, datetime)
    return (when.date() if isinstance(when, datetime) else when, moment)


def board(*, each: int = 12) -> list[Column]:
    """All factories by phase, the newest first in each. Two SQL queries a phase at most."""
    found = []
    for phase in Phase:
        rows = Factory.objects.filter(phase=phase).exclude(ref=THE_BODY)
        cards = rows.order_by("-founded_on", "ref")
        told = cards.values_list("ref", "name", "purpose", "freshness")[:each]
        found.append(Column(phase, _(phase.label), rows.count(), list(told)))
    return found
