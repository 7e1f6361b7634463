"""A council's cases, for its own staff alone. Whoever else asks is told that there is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonworks.frontend.words import reader
from commonworks.kernel import encryption
from commonworks.kernel.errors import Gone
from commonworks.network import queries as network
from commonworks.network.ports import Actor
from commonworks.post import queries as post
from commonworks.post.queries import Sending
from commonworks.services import permissions
from commonworks.services.models import Case, Findable, Note
from commonworks.services.permissions import Deed
from commonworks.services.policies.deadlines import working_days_between
from commonworks.services.policies.references import read_reference
from commonworks.services.queries import applications, payments, plans, trails
from commonworks.services.queries.access import check_sees_cases, no_case
from commonworks.services.queries.payments import Receipt
from commonworks.services.queries.plans import Outcome
from commonworks.services.queries.trails import Step
from formwork import Row

FIND = "find"
MOST_FOUND = 100
ME, NOBODY = "me", "nobody"


@dataclass(frozen=True, slots=True)
class Filters:
    """How a queue is narrowed down. `state` is a case's, or "open" for all that wait; `assigned`
    is "me", "nobody" or a colleague's ref; `service` is a deployment. Empty means all."""

    state: str = ""
    assigned: str = ""
    service: str = ""
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One case in a queue: nothing that the resident answered."""

    ref: str
    service: str
    state: str
    received_at: datetime
    deadline: date
    due: str
    late: bool
    assigned: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Queue:
    """A part of a council's queue; `total` is of the whole."""

    organisation: str
    name: str
    lines: tuple[Line, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Desk:
    """A council whose cases somebody may see: how many wait, and how many of them are late."""

    organisation: str
    name: str
    waiting: int
    late: int


@dataclass(frozen=True, slots=True)
class Choices:
    """What a queue can be filtered by: (value, words)."""

    states: tuple[tuple[str, str], ...]
    people: tuple[tuple[str, str], ...]
    services: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A note."""

    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """All that a caseworker sees of a case, in their own language; `language` is what the resident
    applied in, and what letters to them are in. Holds personal data."""

    ref: str
    language: str
    organisation: str
    service: str
    state: str
    state_label: str
    received_at: datetime
    deadline: date
    due: str
    late: bool
    assigned_to: str
    assigned: str
    answers: tuple[Row, ...]
    payments: tuple[Receipt, ...]
    messages: tuple[Sending, ...]
    notes: tuple[Written, ...]
    trail: tuple[Step, ...]
    outcomes: tuple[Outcome, ...]
    colleagues: tuple[tuple[str, str], ...]
    outcome: str
    letter: str
    decided_by: str
    decided_at: datetime | None
    can_work: bool

    @property
    def is_decided(self) -> bool:
        return self.state == Case.State.DECIDED


def how_many_cases() -> int:
    """All cases of all councils, as a number. One SQL query."""
    return Case.objects.count()


def desks(*, by: Actor, at: datetime) -> list[Desk]:
    """The councils whose cases this actor may see. Two SQL queries a council, and one."""
    councils = permissions.organisations(by, Deed.SEE_CASES)
    names = network.names(councils)
    today = timezone.localdate(at)
    waiting = {c: _waiting().filter(authority=c) for c in councils}
    return [
        Desk(c, names.get(c, c), rows.count(), rows.filter(deadline__lt=today).count())
        for c, rows in waiting.items()
    ]


def count(council: str, filters: Filters, *, by: Actor, at: datetime) -> int:
    """How long the narrowed queue is. One SQL query."""
    check_sees_cases(by, council)
    return _narrowed(council, filters, by, at).count()


def queue(
    council: str, filters: Filters, *, first: int, size: int, by: Actor, at: datetime
) -> Queue:
    """A part of the queue, the nearest deadline first. Five SQL queries, beside the plans."""
    check_sees_cases(by, council)
    rows = _narrowed(council, filters, by, at)
    return _queue(council, rows, rows[first : first + size], at)


def found(council: str, text: str, *, by: Actor, at: datetime) -> Queue:
    """Cases by their reference, or by an answer that may be searched for, exactly as given. Six
    SQL queries. At most 100 cases."""
    check_sees_cases(by, council)
    blind = encryption.blind(council, FIND, text, at=at)
    by_answer = Findable.objects.filter(authority=council, blind=blind).values("case")
    rows = Case.objects.filter(
        Q(ref=read_reference(text)) | Q(ref__in=by_answer), authority=council
    ).order_by("-received_at", "ref")
    return _queue(council, rows, rows[:MOST_FOUND], at)


def choices(council: str, *, by: Actor) -> Choices:
    """Two SQL queries, beside the plans."""
    check_sees_cases(by, council)
    services = Case.objects.filter(authority=council).order_by().values_list("deployment")
    return Choices(
        states=tuple((state.value, _(state.label)) for state in Case.State),
        people=tuple(colleagues(council, by=by)),
        services=tuple(
            (ref, plans.live_plan(ref).plan.title(reader())) for (ref,) in services.distinct()
        ),
    )


def colleagues(council: str, *, by: Actor) -> list[tuple[str, str]]:
    """Who works on cases there: (ref, name). One SQL query."""
    check_sees_cases(by, council)
    return list(network.holders(council, *permissions.MAY[Deed.WORK_CASES][0]).items())


def case(ref: str, *, council: str, lang: str, by: Actor, at: datetime) -> Page:
    """One case, opened. Twelve SQL queries, whatever it holds. Raises Missing, and Gone for what
    was deleted when its time was over."""
    check_sees_cases(by, council)
    row = Case.objects.filter(ref=ref, authority=council).first()
    if row is None:
        raise no_case()
    if row.erased_at:
        raise Gone(_("This case was deleted when its time was over, as residents are promised."))
    sent = applications.application(row.submission_id)
    notes = list(Note.objects.filter(case=row).order_by("at", "pk"))
    paid = payments.receipts(row.submission_id, authority=council, by=by)
    trail = trails.trail(row.submission_id, [each.ref for each in paid], sent.plan, lang)
    refs = {row.assigned_to, row.decided_by, *(n.by for n in notes), *(s.by for s in trail)}
    names = network.people(refs)
    due, late = _due(row, network.nation(council), at)
    outcome = sent.plan.outcome(row.outcome, lang)
    return Page(
        ref=row.ref,
        language=sent.language,
        organisation=council,
        service=sent.plan.title(lang),
        state=row.state,
        state_label=_(Case.State(row.state).label),
        received_at=row.received_at,
        deadline=row.deadline,
        due=due,
        late=late,
        assigned_to=row.assigned_to,
        assigned=names.get(row.assigned_to, ""),
        answers=tuple(sent.summary(lang)),
        payments=tuple(paid),
        messages=tuple(post.sendings_about(row.submission_id)),
        notes=tuple(
            Written(sent.seal.open("note", n.body), names.get(n.by, ""), n.at) for n in notes
        ),
        trail=tuple(trails.named(step, names) for step in trail),
        outcomes=tuple(sent.plan.outcomes(lang, letters=sent.language)),
        colleagues=tuple(colleagues(council, by=by)),
        outcome=outcome.label if outcome else row.outcome,
        letter=sent.seal.open("letter", row.letter) if row.letter else "",
        decided_by=names.get(row.decided_by, ""),
        decided_at=row.decided_at,
        can_work=permissions.may(by, Deed.WORK_CASES, council),
    )


def _narrowed(council: str, filters: Filters, by: Actor, at: datetime) -> QuerySet[Case]:
    rows = Case.objects.filter(authority=council).order_by("deadline", "received_at", "ref")
    if filters.state == "open":
        rows = rows.filter(state__in=WAITING)
    elif filters.state:
        rows = rows.filter(state=filters.state)
    if filters.assigned:
        who = {ME: by.ref, NOBODY: ""}.get(filters.assigned, filters.assigned)
        rows = rows.filter(assigned_to=who)
    if filters.service:
        rows = rows.filter(deployment=filters.service)
    if filters.overdue:
        rows = rows.filter(state__in=WAITING, deadline__lt=timezone.localdate(at))
    return rows


WAITING = (Case.State.RECEIVED, Case.State.IN_REVIEW)


def _waiting() -> QuerySet[Case]:
    return Case.objects.filter(state__in=WAITING)


def _queue(council: str, all_: QuerySet[Case], part: QuerySet[Case], at: datetime) -> Queue:
    rows = list(part.select_related("submission__draft"))
    names = network.people(row.assigned_to for row in rows)
    nation = network.nation(council)
    lines = tuple(_line(row, names, nation, at) for row in rows)
    return Queue(council, network.names([council])[council], lines, all_.count())


def _line(row: Case, names: Mapping[str, str], nation: str, at: datetime) -> Line:
    due, late = _due(row, nation, at)
    draft = row.submission.draft
    return Line(
        ref=row.ref,
        service=plans.plan_of(draft.release_id, draft.edition_id).title(reader()),
        state=_(Case.State(row.state).label),
        received_at=row.received_at,
        deadline=row.deadline,
        due=due,
        late=late,
        assigned=names.get(row.assigned_to, ""),
        decided_at=row.decided_at,
    )


def _due(row: Case, nation: str, at: datetime) -> tuple[str, bool]:
    """("due in 3 working days" or "2 working days late", is it late?); decided cases wait no
    more."""
    if row.state == Case.State.DECIDED:
        return "", False
    today = timezone.localdate(at)
    if today > row.deadline:
        days = working_days_between(row.deadline, today, nation)
        if days == 0:  # a weekend or a bank holiday after the last day
            return _("late"), True
        said = ngettext("%(days)d working day late", "%(days)d working days late", days)
        return said % {"days": days}, True
    days = working_days_between(today, row.deadline, nation)
    if days == 0:
        return _("due today"), False
    said = ngettext("due in %(days)d working day", "due in %(days)d working days", days)
    return said % {"days": days}, False
