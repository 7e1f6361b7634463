"""Search over all cards that somebody may see: by words and by what cards are, with how many there
are of each.

Every word must occur, or one that begins with it or has the same stem. What is in the title counts
for more than the text, and that for more than what a card does not show; what may be out of date
falls behind.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.db.models.expressions import Case, When

from commonworks.network import queries as network
from commonworks.network.ports import ANYONE, Actor
from commonworks.network.queries import lgsl
from commonworks.network.queries.standing import areas
from commonworks.signposts.models import Card
from commonworks.signposts.models.words import ranked, refs_with, terms
from commonworks.signposts.policies.kinds import kind_name, state_name

FACETS = ("kind", "state", "region", "service_code", "authority")
ALIKE = ("authority", "region", "kind", "state")  # in the order of an index
SUM = "CAST(COALESCE(SUM(many), 0) AS bigint)"  # a sum of whole numbers is a decimal to PostgreSQL
PAGE_SIZE = 20
MOST_PAGES = 500
FIELDS = (
    *("ref", "kind", "title", "text", "link", "state", "good_until", "standing", "service_code"),
    *("region", "seen_by", "authority"),
)


@dataclass(frozen=True, slots=True)
class Found:
    """A card, as a page of results shows it. `standing` is fresh, stale or archived."""

    ref: str
    kind: str
    title: str
    text: str
    link: str
    state: str
    good_until: date | None
    standing: str
    service_code: str
    region: str
    seen_by: str
    authority: str
    authority_name: str
    kind_name: str

    @property
    def network_only(self) -> bool:
        return self.seen_by == Card.SeenBy.NETWORK


@dataclass(frozen=True, slots=True)
class Choice:
    """One value to narrow a search by, in words, and how many would be left."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A page of results; `facets` has an entry for each of FACETS, the most frequent first."""

    cards: tuple[Found, ...]
    total: int
    number: int
    size: int
    facets: Mapping[str, tuple[Choice, ...]]


def search(
    *,
    words: str = "",
    kind: str = "",
    state: str = "",
    region: str = "",
    service_code: str = "",
    authority: str = "",
    archived: bool = False,
    page: int = 1,
    size: int = PAGE_SIZE,
    by: Actor = ANYONE,
) -> Page:
    """Cards by words and by what they are; the archived are left out unless asked for. How many
    there are of each value is counted under the other choices, of what `by` may see alone. Four
    SQL queries."""
    chosen = {
        "kind": kind,
        "state": state,
        "region": region,
        "service_code": service_code,
        "authority": authority,
    }
    fit = Q() if archived else ~Q(standing=Card.Standing.ARCHIVED)
    some = Card.every.hanging(with_network=by.in_network).filter(fit)
    counts = _counts(some, words, chosen)
    number = min(max(page, 1), MOST_PAGES)
    rows = _in_order(some.filter(_narrowed(chosen)), words, archived=archived)
    shown = list(rows.values_list(*FIELDS)[(number - 1) * size : number * size])
    names = network.names(
        {*(row[-1] for row in shown), *(value for value, _ in counts["authority"])}
    )
    cards = tuple(Found(*row, names.get(row[-1], ""), kind_name(row[1])) for row in shown)
    total = next((count for value, count in counts["total"]), 0)
    return Page(cards, total, number, size, _facets(counts, chosen, names))


def _narrowed(chosen: Mapping[str, str]) -> Q:
    return Q(**{name: value for name, value in chosen.items() if value})


def _counts(
    cards: QuerySet[Card], words: str, chosen: Mapping[str, str]
) -> dict[str, list[tuple[str, int]]]:
    """(value, count) for each facet under the other choices, and the total. One SQL query.

    Cards that differ in nothing but their service are counted together first, so that five of the
    six counts add up a few thousand rows. What words find is found once; all cards are counted
    in indexes that hold every facet.
    """
    found = cards.filter(ref__in=refs_with(words)) if terms(words) else cards
    hits, params = found.order_by().values_list(*FACETS).query.sql_with_params()
    kept = "MATERIALIZED" if terms(words) else "NOT MATERIALIZED"
    parts = [_count(name, chosen) for name in ("total", *FACETS)]
    service = chosen["service_code"]
    of_it = "WHERE service_code = %s" if service else ""
    columns, counted = ", ".join(ALIKE), " UNION ALL ".join(part for part, _ in parts)
    sql = (
        f"WITH hits ({', '.join(FACETS)}) AS {kept} ({hits}), alike AS MATERIALIZED"  # noqa: S608
        f" (SELECT {columns}, COUNT(*) AS many FROM hits {of_it} GROUP BY {columns}) {counted}"
    )
    values = [service] * bool(service) + [value for _, values in parts for value in values]
    counts: dict[str, list[tuple[str, int]]] = {name: [] for name in ("total", *FACETS)}
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, *values])
        for name, value, count in cursor.fetchall():
            counts[name].append((value, count))
    return counts


def _count(name: str, chosen: Mapping[str, str]) -> tuple[str, list[str]]:
    """Constant names alone go into the text; what somebody chose is a parameter."""
    by_service = name == "service_code"
    others = {key: chosen[key] for key in ALIKE if chosen[key] and key != name}
    where = f" WHERE {' AND '.join(f'{key} = %s' for key in others)}" if others else ""
    column, group = ("''", "") if name == "total" else (name, f" GROUP BY {name}")
    counted = "COUNT(*) FROM hits" if by_service else f"{SUM} FROM alike"
    sql = f"SELECT '{name}', {column}, {counted}{where}{group}"
    return sql, list(others.values())


def _in_order(rows: QuerySet[Card], text: str, *, archived: bool) -> QuerySet[Card]:
    """The best first where words were asked for, else the fresh ones by title."""
    if terms(text):
        return ranked(rows, text).order_by("-fit", "title", "ref")
    if not archived:  # fresh comes before stale by its name too, and so an index has the order
        return rows.order_by("standing", "title", "ref")
    fresh_first = Case(When(standing=Card.Standing.FRESH, then=0), default=1)
    return rows.order_by(fresh_first, "title", "ref")


def _facets(
    counts: Mapping[str, list[tuple[str, int]]],
    chosen: Mapping[str, str],
    names: Mapping[str, str],
) -> dict[str, tuple[Choice, ...]]:
    regions = dict(areas())
    services = lgsl.service_names(value for value, _ in counts["service_code"])
    words: dict[str, Callable[[str], str | None]] = {
        "authority": names.get,
        "region": regions.get,
        "kind": kind_name,
        "state": state_name,
        "service_code": services.get,
    }
    return {
        name: tuple(
            Choice(value, words.get(name, str)(value) or value, count, value == chosen[name])
            for value, count in sorted(counts[name], key=lambda each: (-each[1], each[0]))
            if value
        )
        for name in FACETS
    }


def how_many_of(authorities: Iterable[str], *, by: Actor = ANYONE) -> dict[str, int]:
    """How many cards of each organisation a search of theirs can find. One SQL query."""
    seen = Card.every.hanging(with_network=by.in_network).exclude(standing=Card.Standing.ARCHIVED)
    rows = seen.filter(authority__in=set(authorities)).order_by().values_list("authority")
    found = rows.annotate(count=Count("*"))
    return dict(found.values_list("authority", "count"))
