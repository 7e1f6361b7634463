"""The choices beside a search, each with the address that makes it or takes it back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonworks.frontend.lists import PAGE
from commonworks.network.queries.finding import Meant
from commonworks.signposts.queries.searching import Choice, Page

TITLES = {
    "kind": gettext_noop("What it is"),
    "state": gettext_noop("How it stands"),
    "region": gettext_noop("Region"),
    "service_code": gettext_noop("Service"),
    "authority": gettext_noop("Council or body"),
}
SHOWN = 8  # of each; more would be a page of their own


@dataclass(frozen=True, slots=True)
class Way:
    """One choice: its words, how many it leaves, and the address with it, or without if chosen."""

    label: str
    count: int
    to: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    title: str
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Organisation:
    """One that the words name: its page, and where to search among the `count` things of it."""

    name: str
    short_name: str
    type: str
    is_past: bool
    rest: str
    count: int
    page: str
    to: str


def organisations(meant: Iterable[Meant], counts: Mapping[str, int]) -> list[Organisation]:
    return [
        Organisation(
            name=each.name,
            short_name=each.short_name,
            type=each.type,
            is_past=each.is_past,
            rest=each.rest,
            count=counts.get(each.ref, 0),
            page=reverse("network:organisation", args=[each.ref]),
            to=f"?{urlencode({'q': each.rest, 'authority': each.ref})}",
        )
        for each in meant
    ]


def facets(asked: QueryDict, found: Page) -> list[Facet]:
    """Those that offer anything, in the order of TITLES."""
    return [
        Facet(name, _(title), tuple(_way(asked, name, each) for each in found.facets[name][:SHOWN]))
        for name, title in TITLES.items()
        if len(found.facets[name]) > 1 or any(each.chosen for each in found.facets[name])
    ]


def _way(asked: QueryDict, name: str, choice: Choice) -> Way:
    query = asked.copy()
    query.pop(PAGE, None)
    query.pop(name, None)
    if not choice.chosen:
        query[name] = choice.value
    return Way(choice.label, choice.count, f"?{query.urlencode()}", choice.chosen)
