"""Needs in lists: narrowed down, in an order, a page at a time, and on a map."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from commonworks.needs.models import Need, Pain, Stage, Support
from commonworks.needs.models.needs import ASKED
from commonworks.needs.permissions import Deed, may_for, seen_by
from commonworks.network.ports import Actor
from commonworks.network.queries import lgsl, organisations, profiles

ORDERS = {
    "councils": (F("archived_at").asc(nulls_first=True), "-councils", "-declared_at", "ref"),
    "newest": ("-declared_at", "ref"),
    "changed": ("-changed_at", "ref"),
    "title": ("title", "ref"),
    "until": ("good_until", "ref"),
}
SHOWN = (Stage.OPEN, Stage.TAKEN_ON, Stage.MET)  # where no stage is asked for
FRESHNESS = FRESH, STALE, ARCHIVED = "fresh", "stale", "archived"


@dataclass(frozen=True, slots=True)
class Filters:
    """How the list is narrowed down; empty means all. `freshness` is fresh, stale or archived;
    `authority` declared it, `behind` declared or supports it."""

    words: str = ""
    service: str = ""
    region: str = ""
    type: str = ""
    authority: str = ""
    stage: str = ""
    freshness: str = ""
    behind: str = ""
    order: str = "councils"


@dataclass(frozen=True, slots=True)
class Line:
    """One need in a list. Region, stage, freshness and pain are values, as the list is narrowed
    down by; their names are in the reader's language."""

    ref: str
    title: str
    problem: str
    authority: str
    authority_name: str
    region: str
    service_code: str
    service: str
    stage: str
    freshness: str
    councils: int
    volume: int | None
    cost_pence: int | None
    pain: str
    declared_at: datetime
    changed_at: datetime
    good_until: date

    @property
    def region_name(self) -> str:
        return organisations.region_name(self.region)

    @property
    def stage_name(self) -> str:
        return _(Stage(self.stage).label)

    @property
    def pain_name(self) -> str:
        return _(Pain(self.pain).label) if self.pain else ""


@dataclass(frozen=True, slots=True)
class Totals:
    """What all that pass the filters come to."""

    needs: int
    councils: int
    cost_pence: int  # a year, as their own councils put it


COLUMNS = (
    *("ref", "title", "problem", "authority", "service_code", "stage", "councils", "volume"),
    *("cost_pence", "pain", "declared_at", "changed_at", "good_until", "archived_at"),
)


def lines(
    filters: Filters, *, by: Actor, today: date, offset: int = 0, limit: int | None = None
) -> list[Line]:
    """Needs in order. Three SQL queries, one more with a region or a type, and one with a limit."""
    rows = _narrowed(filters, by, today).order_by(*ORDERS.get(filters.order, ORDERS["councils"]))
    if limit is not None:
        # Sorting ten thousand refs is quick; sorting ten thousand problems to show 25 is not.
        refs = list(rows.values_list("ref", flat=True)[offset : offset + limit])
        rows = Need.objects.filter(ref__in=refs).order_by(*rows.query.order_by)
    found = list(rows.values(*COLUMNS))
    places = profiles.profiles(row["authority"] for row in found)
    names = lgsl.service_names(row["service_code"] for row in found)
    return [
        Line(
            authority_name=places[row["authority"]].short_name,
            region=places[row["authority"]].region,
            service=names.get(row["service_code"], ""),
            freshness=freshness(row["stage"], row["good_until"], row.pop("archived_at"), today),
            **row,
        )
        for row in found
    ]


def totals(filters: Filters, *, by: Actor, today: date) -> Totals:
    """One SQL query, and one more with a region or a type."""
    rows = _narrowed(filters, by, today)
    counted = rows.aggregate(
        needs=Count("*"), councils=Count("authority", distinct=True), cost=Sum("cost_pence")
    )
    return Totals(counted["needs"], counted["councils"], counted["cost"] or 0)


def unconfirmed(*, by: Actor, today: date) -> int:
    """How many of all that are shown nobody says are still so. One SQL query."""
    old = _aged(STALE, today) | _aged(ARCHIVED, today)
    return _narrowed(Filters(), by, today).filter(old).count()


def by_council(filters: Filters, *, by: Actor, today: date) -> dict[str, int]:
    """How many needs each council declared, of those that pass. One SQL query, and one more with
    a region or a type."""
    rows = _narrowed(filters, by, today).order_by().values_list("authority")
    return dict(rows.annotate(count=Count("*")).values_list("authority", "count"))


def services(*, by: Actor) -> list[tuple[str, str]]:
    """The services that needs are about, as (code, name), by name. Two SQL queries."""
    codes = Need.objects.filter(seen_by(by)).exclude(service_code="").order_by()
    names = lgsl.service_names(codes.values_list("service_code", flat=True).distinct())
    return sorted(names.items(), key=lambda each: (each[1], each[0]))


def freshness(stage: str, good_until: date, archived_at: datetime | None, today: date) -> str:
    """What has come to its end, such as a need that is met, never goes stale."""
    if archived_at:
        return ARCHIVED
    return STALE if stage in ASKED and good_until < today else FRESH


def _narrowed(filters: Filters, by: Actor, today: date) -> QuerySet[Need]:
    rows = Need.objects.filter(seen_by(by))
    rows = rows.filter(stage=filters.stage) if filters.stage else rows.filter(stage__in=SHOWN)
    if filters.service:
        rows = rows.filter(service_code=filters.service)
    if filters.authority:
        rows = rows.filter(authority=filters.authority)
    if filters.behind:
        rows = rows.filter(_stood_behind_by(filters.behind))
    if filters.region or filters.type:
        rows = rows.filter(
            authority__in=profiles.refs_like(type=filters.type, region=filters.region)
        )
    if filters.freshness:
        rows = rows.filter(_aged(filters.freshness, today))
    for word in filters.words.split()[:8]:
        rows = rows.filter(Q(title__icontains=word) | Q(problem__icontains=word))
    return rows


def _stood_behind_by(council: str) -> Q:
    """What it declared or supports, and what one of those was merged into."""
    supported = Support.objects.filter(authority=council, until=None)
    own = Q(authority=council) | Q(ref__in=supported.values("need"))
    survivors = Need.objects.filter(own, survivor__isnull=False).values("survivor")
    return own | Q(ref__in=survivors)


def _aged(freshness: str, today: date) -> Q:
    if freshness == ARCHIVED:
        return Q(archived_at__isnull=False)
    stale = Q(good_until__lt=today, stage__in=ASKED)
    return (~stale if freshness == FRESH else stale) & Q(archived_at=None)


def may_declare(organisation: str, *, by: Actor) -> bool:
    """Whether the actor may declare a need in this organisation's name. No SQL."""
    return organisation in may_for(by, Deed.DECLARE)
