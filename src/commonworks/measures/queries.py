"""How live services do: exactly for a council's own staff, carefully for everybody else."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from commonworks.kernel.errors import Invalid, Missing
from commonworks.measures.models import Measure, Tally
from commonworks.measures.policies.bands import percentile
from commonworks.measures.policies.disclosure import (
    FEWEST,
    Cell,
    Part,
    Told,
    carefully,
    exactly,
    together,
)
from commonworks.network import queries as network
from commonworks.network.ports import Actor
from commonworks.services.queries import catalogue, plans, staff

Counts = dict[str, dict[str, int]]  # measure -> detail -> how often


@dataclass(frozen=True, slots=True)
class Share:
    """Of a hundred; not `exact` where it may only be told that it is at least so many."""

    per_hundred: int
    exact: bool

    @property
    def text(self) -> str:
        """As people read it: 96%, or at least 96%."""
        told = f"{self.per_hundred}%"
        return told if self.exact else _("at least %(share)s") % {"share": told}


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one stretch of days. A count is None where it is withheld, as all under 5 are from the
    public; a share or a time also where there is nothing to make it of.

    Times taken are the upper ends of bands, in seconds; times to decide are working days.
    """

    started: int | None
    submitted: int | None
    completed: int | None
    completion: Share | None  # completed, of those started in the same days
    median_seconds: int | None
    slow_seconds: int | None  # nine of ten took no longer
    decided: int | None
    in_time: Share | None
    median_days: int | None
    slow_days: int | None
    answers: int | None  # to how satisfied people were
    satisfied: Share | None
    left: tuple[tuple[str, int], ...]  # (page, how many stopped there), most first


@dataclass(frozen=True, slots=True)
class CouncilFigures:
    """A deployment's. `exact`: nothing is withheld from whoever asked. `months` are by their
    first days, in order."""

    deployment: str
    organisation: str
    name: str
    exact: bool
    figures: Figures
    months: tuple[tuple[date, Figures], ...]


@dataclass(frozen=True, slots=True)
class ServiceFigures:
    """A service's councils by name, never by rank; `all` adds up what the public is told of them.
    `since` and `until` are the first and last days that the public is told of."""

    service: str
    since: date | None
    until: date
    all: Figures
    councils: tuple[CouncilFigures, ...]

    def of(self, organisation: str) -> CouncilFigures:
        """Raises Missing."""
        for each in self.councils:
            if each.organisation == organisation:
                return each
        raise Missing(_("That council has not run this service, so it has no figures."))


@dataclass(frozen=True, slots=True)
class Days:
    """From and to which day is counted, both included."""

    since: date | None
    until: date


def service_figures(
    service: str, *, by: Actor, today: date, since: date | None = None, until: date | None = None
) -> ServiceFigures:
    """The figures of every council that runs a service or ran it. Four SQL queries at most.

    The public's are of whole months, up to yesterday; a month that `since` or `until` falls in
    counts whole. Staff's own are of exactly the days asked for, today included.
    Raises Missing for a service that nobody ever ran, Invalid for days the wrong way round.
    """
    asked = _asked(since, until, today)
    public = _whole_months(asked, today)
    councils = {each.ref: each.organisation for each in catalogue.deployments(service)}
    if not councils:
        raise Missing(_("No council has run a service of this name yet, so it has no figures."))
    sees = staff.councils_whose_figures(by)
    own = {ref for ref, council in councils.items() if council in sees}
    shown = _cells(councils, public, carefully)
    told = shown | (_cells(own, asked, exactly) if own else {})
    names = network.short_names(councils.values())
    lines = [
        _line(ref, council, names[council], told[ref], exact=ref in own)
        for ref, council in councils.items()
    ]
    return ServiceFigures(
        service=service,
        since=public.since,
        until=public.until,
        all=_figures([cell for cells in shown.values() for cell in cells.values()], exact=False),
        councils=tuple(sorted(lines, key=lambda line: (line.name, line.deployment))),
    )


def cases_decided(*, today: date) -> int:
    """In all services, as the public is told: for the front page. One SQL query."""
    days = _whole_months(Days(None, today), today)
    cells = _cells(None, days, carefully).values()
    return together([cell for months in cells for cell in months.values()]).decided or 0


def _asked(since: date | None, until: date | None, today: date) -> Days:
    last = min(until or today, today)
    if since is not None and since > last:
        said = _("The first day must not come after the last, or after today.")
        raise Invalid(said, {"since": said})
    return Days(since, last)


def _whole_months(asked: Days, today: date) -> Days:
    """Months whole, or two questions a day apart would tell what happened on that day. Today is
    left out."""
    after = (asked.until.replace(day=1) + timedelta(days=32)).replace(day=1)
    since = asked.since and asked.since.replace(day=1)
    return Days(since, min(after, today) - timedelta(days=1))


def _cells(
    deployments: Collection[str] | None, days: Days, tell: Callable[[Cell], Told]
) -> dict[str, dict[date, Told]]:
    """What is told of each deployment in each month; of all deployments for None. One SQL query."""
    rows = Tally.objects.filter(day__lte=days.until)
    if days.since is not None:
        rows = rows.filter(day__gte=days.since)
    if deployments is not None:
        rows = rows.filter(deployment__in=deployments)
    grouped = rows.annotate(month=TruncMonth("day")).values("deployment", "month").order_by("month")
    counted: dict[str, dict[date, Counts]] = {ref: {} for ref in deployments or ()}
    for ref, month, measure, detail, count in grouped.values_list(
        "deployment", "month", "measure", "detail", Sum("count")
    ):
        counts = counted.setdefault(ref, {}).setdefault(month, defaultdict(dict))
        counts[measure][detail] = count
    return {
        ref: {month: tell(_cell(counts)) for month, counts in months.items()}
        for ref, months in counted.items()
    }


def _cell(counts: Counts) -> Cell:
    def numbered(measure: Measure) -> dict[int, int]:
        return {int(detail): count for detail, count in counts[measure].items()}

    return Cell(
        started=counts[Measure.STARTED].get("", 0),
        completed=counts[Measure.COMPLETED].get("", 0),
        in_time=counts[Measure.IN_TIME].get("", 0),
        left=counts[Measure.LEFT],
        seconds=numbered(Measure.SUBMITTED),
        days=numbered(Measure.DECIDED),
        scores=numbered(Measure.SCORE),
    )


def _line(
    ref: str, council: str, name: str, months: Mapping[date, Told], *, exact: bool
) -> CouncilFigures:
    return CouncilFigures(
        deployment=ref,
        organisation=council,
        name=name,
        exact=exact,
        figures=_figures(months.values(), exact=exact),
        months=tuple((month, _figures([told], exact=exact)) for month, told in months.items()),
    )


def _figures(cells: Iterable[Told], *, exact: bool) -> Figures:
    # Nothing counted is nought to those who may know it, and withheld from others.
    told = together([*cells, (exactly if exact else carefully)(Cell())])
    beyond = 0 if exact else FEWEST
    return Figures(
        started=told.started,
        submitted=told.submitted,
        completed=told.completed,
        completion=_share(told.finished),
        median_seconds=percentile(told.seconds, 50, beyond=beyond),
        slow_seconds=percentile(told.seconds, 90, beyond=beyond),
        decided=told.decided,
        in_time=_share(told.in_time),
        median_days=percentile(told.days, 50, beyond=beyond),
        slow_days=percentile(told.days, 90, beyond=beyond),
        answers=told.answers,
        satisfied=_share(told.satisfied),
        left=tuple(sorted(told.left.items(), key=lambda entry: (-entry[1], entry[0]))),
    )


def _share(part: Part | None) -> Share | None:
    if part is None or part.per_hundred is None:
        return None
    return Share(part.per_hundred, part.exact)


@dataclass(frozen=True, slots=True)
class Wording:
    """What a deployment and its pages (by id) are called now."""

    title: str
    pages: Mapping[str, str]


def wording(deployment: str, lang: str) -> Wording:
    """One SQL query, up to four at first."""
    plan = plans.live_plan(deployment).plan
    words = plan.words(lang)
    pages = {page: words.plain(f"page:{page}", "title") or page for page in plan.shape.pages}
    return Wording(plan.title(lang), pages)
