"""Lists of factories: all of them, an organisation's, and those on a need. The convening body is
none: it has a page of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from commonworks.factories.models import Factory, Member, Taken
from commonworks.factories.policies.body import THE_BODY
from commonworks.frontend.words import labelled
from commonworks.network import queries as network
from commonworks.network.queries import organisations

STANDING = ("freshness", "good_until")


@dataclass(frozen=True, slots=True)
class Filters:
    """How a list is narrowed down. Empty means all."""

    search: str = ""
    kind: str = ""
    phase: str = ""
    region: str = ""
    member: str = ""


@dataclass(frozen=True, slots=True)
class FactoryLine:
    """A factory in a list. `freshness` is fresh, stale, over or archived; this, kind, phase and
    region are values, and their names in the reader's language."""

    ref: str
    name: str
    purpose: str
    kind: str
    phase: str
    region: str
    founded_on: date
    members: int
    lead: str
    lead_name: str
    freshness: str
    good_until: date | None

    @property
    def kind_name(self) -> str:
        return _(Factory.Kind(self.kind).label)

    @property
    def phase_name(self) -> str:
        return _(Factory.Phase(self.phase).label)

    @property
    def freshness_name(self) -> str:
        """Whether anybody still says that it is at work."""
        return _(Factory.Freshness(self.freshness).label)


@dataclass(frozen=True, slots=True)
class Part:
    """A factory as one of its members sees it."""

    ref: str
    name: str
    phase: str
    part: str
    freshness: str


@dataclass(frozen=True, slots=True)
class OnNeed:
    """A factory that has taken a need on."""

    ref: str
    name: str
    freshness: str


def how_many(filters: Filters) -> int:
    """One SQL query."""
    return _narrowed(filters).count()


def unconfirmed() -> int:
    """How many nobody says are still at work. One SQL query."""
    return _narrowed(Filters()).exclude(freshness=Factory.Freshness.FRESH).count()


def factories(filters: Filters, *, offset: int = 0, limit: int = 10_000) -> list[FactoryLine]:
    """By name, with how many are members now and who leads. Four SQL queries."""
    fields = ("ref", "name", "purpose", "kind", "phase", "region", "founded_on", *STANDING)
    rows = list(_narrowed(filters).order_by("name", "ref")[offset : offset + limit].values(*fields))
    counts, leads = _members_of([row["ref"] for row in rows])
    names = network.short_names(leads.values())
    return [
        FactoryLine(
            **row,
            members=counts.get(row["ref"], 0),
            lead=(lead := leads.get(row["ref"], "")),
            lead_name=names.get(lead, lead),
        )
        for row in rows
    ]


def _members_of(refs: list[str]) -> tuple[dict[str, int], dict[str, str]]:
    """(how many members, the lead) by factory. Two SQL queries."""
    rows = Member.objects.filter(left_on=None)
    if len(refs) <= 500:  # more are all of them, or nearly: a list of names would only cost
        rows = rows.filter(factory__in=refs)
    counts = dict(rows.values_list("factory").annotate(Count("pk")))
    leads = dict(rows.filter(part=Member.Part.LEAD).values_list("factory", "organisation"))
    return counts, leads


def _narrowed(filters: Filters) -> QuerySet[Factory]:
    rows = Factory.objects.exclude(ref=THE_BODY)
    exact = {name: getattr(filters, name) for name in ("kind", "phase", "region")}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if filters.member:
        rows = rows.filter(members__organisation=filters.member, members__left_on=None)
    for word in filters.search.split()[:8]:
        rows = rows.filter(Q(name__icontains=word) | Q(purpose__icontains=word))
    return rows


def choices() -> dict[str, list[tuple[str, str]]]:
    """What a list can be filtered by: (value, words) for kind, phase and region. No SQL."""
    return {
        "kind": labelled(Factory.Kind.choices),
        "phase": labelled(Factory.Phase.choices),
        "region": organisations.choices()["region"],
    }


def of(organisation: str) -> list[Part]:
    """The factories an organisation takes part in today; the body is none. One SQL query."""
    now = Member.objects.filter(organisation=organisation, left_on=None)
    rows = now.exclude(factory=THE_BODY).order_by("factory__name")
    fields = ("factory", "factory__name", "factory__phase", "part", "factory__freshness")
    return [
        Part(ref, name, _(Factory.Phase(phase).label), _(Member.Part(part).label), freshness)
        for ref, name, phase, part, freshness in rows.values_list(*fields)
    ]


def on_needs(needs: Iterable[str]) -> dict[str, list[OnNeed]]:
    """By need, each factory that has taken it on. One SQL query."""
    found: dict[str, list[OnNeed]] = {}
    rows = Taken.objects.filter(need__in=list(needs)).order_by("factory__name")
    told = ("need", "factory", "factory__name", "factory__freshness")
    for need, *factory in rows.values_list(*told):
        found.setdefault(need, []).append(OnNeed(*factory))
    return found
