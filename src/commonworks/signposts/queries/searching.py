"""Search over everything public: by words and by what cards are, with how many there are of each.

Every word must occur, or one that begins with it or has the same stem. What is in the title counts
for more than the text; what may be out of date falls behind.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.expressions import Case, When

from commonworks.network import queries as network
from commonworks.network.queries.standing import areas
from commonworks.signposts.models import Card
from commonworks.signposts.models.words import rank, refs_with, terms
from commonworks.signposts.policies.kinds import kind_name

FACETS = ("kind", "state", "region", "service_code", "authority")
PAGE_SIZE, MOST_PAGES = 20, 500
FIELDS = (
    *("ref", "kind", "title", "text", "link", "state", "good_until", "standing", "service_code"),
    *("region", "authority"),
)
STALE, ARCHIVED = 0.5, 0.1  # what is left of the rank of what may not be so any more


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
    authority: str
    authority_name: str
    kind_name: str


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
) -> Page:
    """Cards by words and by what they are; the archived are left out unless asked for. How many
    there are of each value is counted under the other choices. Three SQL queries."""
    chosen = {
        "kind": kind,
        "state": state,
        "region": region,
        "service_code": service_code,
        "authority": authority,
    }
    wanted = Q() if archived else ~Q(standing=Card.Standing.ARCHIVED)
    if terms(words):
        wanted &= Q(ref__in=refs_with(words))
    counts = _counts(wanted, chosen)
    number = min(max(page, 1), MOST_PAGES)
    rows = _ranked(Card.objects.filter(wanted, _narrowed(chosen)), words)
    shown = list(rows.values_list(*FIELDS)[(number - 1) * size : number * size])
    names = network.names(
        {*(row[-1] for row in shown), *(value for value, _ in counts["authority"])}
    )
    cards = tuple(Found(*row, names.get(row[-1], ""), kind_name(row[1])) for row in shown)
    total = next((count for value, count in counts["total"]), 0)
    return Page(cards, total, number, size, _facets(counts, chosen, names))


def _narrowed(chosen: Mapping[str, str], but: str = "") -> Q:
    return Q(**{name: value for name, value in chosen.items() if value and name != but})


def _counts(wanted: Q, chosen: Mapping[str, str]) -> dict[str, list[tuple[str, int]]]:
    """(value, count) for each facet under the other choices, and the total. One SQL query."""
    parts = [_count("total", Value(""), Card.objects.filter(wanted, _narrowed(chosen)))]
    for name in FACETS:
        rows = Card.objects.filter(wanted, _narrowed(chosen, but=name))
        parts.append(_count(name, F(name), rows))
    found: dict[str, list[tuple[str, int]]] = {name: [] for name in ("total", *FACETS)}
    for name, value, count in parts[0].union(*parts[1:], all=True):
        found[name].append((value, count))
    return found


def _count(name: str, value: Any, rows: QuerySet[Card]) -> Any:
    named = rows.order_by().annotate(facet=Value(name), value=value).values("facet", "value")
    return named.annotate(many=Count("ref")).values_list("facet", "value", "many")


def _ranked(rows: QuerySet[Card], text: str) -> QuerySet[Card]:
    if not terms(text):
        fresh_first = Case(When(standing=Card.Standing.FRESH, then=0), default=1)
        return rows.order_by(fresh_first, "title", "ref")
    weight = Case(
        When(standing=Card.Standing.STALE, then=STALE),
        When(standing=Card.Standing.ARCHIVED, then=ARCHIVED),
        default=1.0,
    )
    return rows.annotate(rank=rank(text) * weight).order_by("-rank", "title", "ref")


def _facets(
    counts: Mapping[str, list[tuple[str, int]]],
    chosen: Mapping[str, str],
    names: Mapping[str, str],
) -> dict[str, tuple[Choice, ...]]:
    regions = dict(areas())
    words: dict[str, Callable[[str], str | None]] = {
        "authority": names.get,
        "region": regions.get,
        "kind": kind_name,
    }
    return {
        name: tuple(
            Choice(value, words.get(name, str)(value) or value, count, value == chosen[name])
            for value, count in sorted(counts[name], key=lambda each: (-each[1], each[0]))
            if value
        )
        for name in FACETS
    }
