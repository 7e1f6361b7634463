"""Questions about organisations. All public."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from commonworks.frontend.words import labelled
from commonworks.kernel.errors import Missing
from commonworks.network.models import Code, Organisation


class _InWords:
    """The names of the values, in the reader's language, of whatever has all three."""

    __slots__ = ()
    type: str
    nation: str
    region: str

    @property
    def type_name(self) -> str:
        return type_name(self.type)

    @property
    def nation_name(self) -> str:
        return nation_name(self.nation)

    @property
    def region_name(self) -> str:
        return region_name(self.region)


@dataclass(frozen=True, slots=True)
class OrganisationLine(_InWords):
    """One organisation in a list. Type, nation and region are values, as the list is narrowed
    down by; their names are in the reader's language."""

    ref: str
    name: str
    short_name: str
    type: str
    nation: str
    region: str
    end: date | None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another organisation, and since when it is or was that to this one."""

    ref: str
    name: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class KnownCode:
    scheme: str
    code: str
    start: date | None
    end: date | None
    replaced_by: str

    @property
    def scheme_name(self) -> str:
        return _(Code.Scheme(self.scheme).label)


@dataclass(frozen=True, slots=True)
class Page(_InWords):
    """All that is public of one organisation. Type, nation and region are as in a list."""

    ref: str
    name: str
    short_name: str
    name_cy: str
    type: str
    nation: str
    region: str
    website: str
    start: date | None
    end: date | None
    source: str
    upper_tier: Neighbour | None
    lower_tier: tuple[Neighbour, ...]
    codes: tuple[KnownCode, ...]
    predecessors: tuple[Neighbour, ...]
    successors: tuple[Neighbour, ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """How a list is narrowed down. Empty means all; `past` lets in those that have ended."""

    search: str = ""
    type: str = ""
    nation: str = ""
    region: str = ""
    past: bool = False


def organisations(filters: Filters) -> tuple[OrganisationLine, ...]:
    """All that pass, by name. One SQL query; some 600 rows at most, so pages are cut from it."""
    rows = _narrowed(filters).values_list(*OrganisationLine.__slots__)
    return tuple(OrganisationLine(*row) for row in rows)


def _narrowed(filters: Filters) -> QuerySet[Organisation]:
    rows = Organisation.objects.order_by("short_name", "ref")
    exact = {name: getattr(filters, name) for name in ("type", "nation", "region")}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if not filters.past:
        rows = rows.filter(end=None)
    for word in filters.search.split()[:8]:
        named = Q(name__icontains=word) | Q(short_name__icontains=word) | Q(name_cy__icontains=word)
        rows = rows.filter(
            named | Q(ref__in=Code.objects.filter(code__iexact=word).values("organisation"))
        )
    return rows


def organisation(ref: str) -> Page:
    """One organisation's page. Five SQL queries, however much there is to it."""
    row = Organisation.objects.select_related("upper_tier").filter(ref=ref).first()
    if row is None:
        raise Missing(_("There is no such organisation. Look it up in the list of organisations."))
    tier = row.upper_tier
    return Page(
        ref=row.ref,
        name=row.name,
        short_name=row.short_name,
        name_cy=row.name_cy,
        type=row.type,
        nation=row.nation,
        region=row.region,
        website=row.website,
        start=row.start,
        end=row.end,
        source=row.source,
        upper_tier=Neighbour(tier.ref, tier.name) if tier else None,
        lower_tier=_neighbours(row.lower_tier.filter(end=None).values_list("ref", "name")),
        codes=_codes(row),
        predecessors=_neighbours(
            row.inheritances.values_list("predecessor", "predecessor__name", "on")
        ),
        successors=_neighbours(row.successions.values_list("successor", "successor__name", "on")),
    )


def _neighbours(rows: Iterable[tuple[str, str] | tuple[str, str, date]]) -> tuple[Neighbour, ...]:
    return tuple(sorted((Neighbour(*row) for row in rows), key=lambda each: each.name))


def _codes(row: Organisation) -> tuple[KnownCode, ...]:
    """Those in use first."""
    codes = row.codes.order_by("scheme", "replaced_by", "code")
    return tuple(KnownCode(c.scheme, c.code, c.start, c.end, c.replaced_by) for c in codes)


def choices() -> dict[str, list[tuple[str, str]]]:
    """What a list can be filtered by: (value, words) for "type", "nation" and "region". No SQL."""
    return {
        "type": labelled(Organisation.Type.choices),
        "nation": labelled(Organisation.Nation.choices),
        "region": labelled(Organisation.Region.choices),
    }


def type_name(value: str) -> str:
    """What a type of organisation is called, in the reader's language. No SQL."""
    return _(Organisation.Type(value).label)


def nation_name(value: str) -> str:
    """The same of a nation. No SQL."""
    return _(Organisation.Nation(value).label)


def region_name(value: str) -> str:
    """The same of a region; "" outside England, where there is none. No SQL."""
    return _(Organisation.Region(value).label) if value else ""
