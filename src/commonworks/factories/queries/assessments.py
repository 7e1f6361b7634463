"""Assessments: options, criteria, and how the scores lie."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.utils.translation import gettext as _

from commonworks.factories.models import Assessment, Criterion, Option, Score
from commonworks.factories.policies.spread import Spread, spread_of, weighed
from commonworks.kernel.errors import Missing
from commonworks.network import queries as network
from commonworks.network.ports import Actor

State = Assessment.State


@dataclass(frozen=True, slots=True)
class AssessmentLine:
    number: int
    title: str
    state: str
    begun_at: datetime


@dataclass(frozen=True, slots=True)
class CriterionLine:
    id: int
    label: str
    weight: int


@dataclass(frozen=True, slots=True)
class OptionLine:
    """One option; `spread` over all criteria and `by_criterion` are empty while they are hidden."""

    id: int
    kind: str
    kind_name: str
    title: str
    text: str
    link: str
    spread: Spread | None
    by_criterion: tuple[Spread | None, ...]


@dataclass(frozen=True, slots=True)
class AssessmentPage:
    """`assessors` are (organisation's name, how many of its people have scored). `own` is what the
    asker gave; `shows` says whether the scores of the others are shown to them."""

    number: int
    title: str
    state: str
    state_name: str
    begun_at: datetime
    opened_at: datetime | None
    closed_at: datetime | None
    criteria: list[CriterionLine]
    options: list[OptionLine]
    assessors: list[tuple[str, int]]
    own: dict[tuple[int, int], int]
    shows: bool

    @property
    def ranked(self) -> list[OptionLine]:
        """Those with scores by their median, the best first."""
        scored = [option for option in self.options if option.spread]
        return sorted(scored, key=lambda o: (-o.spread.middle if o.spread else 0, o.title))


def assessments(factory: str) -> list[AssessmentLine]:
    """The newest first. One SQL query."""
    rows = Assessment.objects.filter(factory=factory).order_by("-number")
    fields = ("number", "title", "state", "begun_at")
    return [
        AssessmentLine(number, title, _(State(state).label), begun)
        for number, title, state, begun in rows.values_list(*fields)
    ]


def assessment(factory: str, number: int, *, by: Actor) -> AssessmentPage:
    """One assessment as this actor may see it: scores of others are hidden until the actor has
    scored or it is closed, so that nobody follows the first. Five SQL queries. Raises Missing."""
    row = Assessment.objects.filter(factory=factory, number=number).first()
    if row is None:
        raise Missing(_("There is no such assessment."))
    criteria = [
        CriterionLine(*each)
        for each in Criterion.objects.filter(assessment=row)
        .order_by("pk")
        .values_list("pk", "label", "weight")
    ]
    marks, places = _marks(row.pk)
    shows = row.state == State.CLOSED or by.ref in marks
    names = network.short_names(places.values())
    counted: dict[str, int] = defaultdict(int)
    for place in places.values():
        counted[names[place]] += 1
    return AssessmentPage(
        number=row.number,
        title=row.title,
        state=row.state,
        state_name=_(row.get_state_display()),
        begun_at=row.begun_at,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        criteria=criteria,
        options=_options(row.pk, criteria, marks if shows else {}),
        assessors=sorted(counted.items()),
        own=marks.get(by.ref, {}),
        shows=shows,
    )


def _marks(
    assessment: int,
) -> tuple[dict[str, dict[tuple[int, int], int]], dict[str, str]]:
    """(marks, organisation) by assessor."""
    marks: dict[str, dict[tuple[int, int], int]] = {}
    places: dict[str, str] = {}
    fields = ("assessor", "organisation", "option", "criterion", "value")
    rows = Score.objects.filter(option__assessment=assessment).order_by("pk")
    for assessor, organisation, option, criterion, value in rows.values_list(*fields):
        marks.setdefault(assessor, {})[option, criterion] = value
        places[assessor] = organisation
    return marks, places


def _options(
    assessment: int, criteria: list[CriterionLine], marks: dict[str, dict[tuple[int, int], int]]
) -> list[OptionLine]:
    weights = {each.id: each.weight for each in criteria}
    rows = Option.objects.filter(assessment=assessment).order_by("pk")
    found = []
    for pk, kind, title, text, link in rows.values_list("pk", "kind", "title", "text", "link"):
        totals = (weighed(own, pk, weights) for own in marks.values())
        each = tuple(
            spread_of([Fraction(own[pk, c.id]) for own in marks.values() if (pk, c.id) in own])
            for c in criteria
        )
        whole = spread_of([total for total in totals if total is not None])
        label = _(Option.Kind(kind).label)
        found.append(OptionLine(pk, kind, label, title, text, link, whole, each))
    return found
