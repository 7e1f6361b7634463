"""The list of needs: narrowed down in its address, on a map, as files and as a feed."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from commonworks.frontend.lists import Filter, Pagination
from commonworks.frontend.pages import page
from commonworks.frontend.tables import is_download
from commonworks.kernel import clock
from commonworks.needs.queries import lists as queries
from commonworks.needs.queries.lists import Filters
from commonworks.needs.web import feeds, showing
from commonworks.network.ports import Actor
from commonworks.network.queries import finding as network

A_PAGE = 25


@require_safe
def needs(request: HttpRequest) -> HttpResponse:
    asked = _asked(request)
    if is_download(request):
        rows = queries.lines(asked.filters, **asked.seen)
        return showing.table(rows).download(request) or _page(request, asked)
    return _page(request, asked)


def _page(request: HttpRequest, asked: "showing.Asked") -> HttpResponse:
    totals = queries.totals(asked.filters, **asked.seen)
    pages = Pagination.of(request, totals.needs, size=A_PAGE)
    rows = queries.lines(asked.filters, **asked.seen, offset=pages.offset, limit=pages.size)
    return page(
        request,
        "needs/list.html",
        lines=rows,
        totals=totals,
        pages=pages,
        filter=asked.narrowed,
        map=showing.point_map(queries.by_council(asked.filters, **asked.seen)),
        narrowed=_followed(asked.filters),
        by=asked.seen["by"],
        may_declare=showing.may_declare(asked.seen["by"]),
    )


def _followed(filters: Filters) -> str:
    """What can be followed of this view, as `signposts` says it in an address; "" of all needs."""
    said = {
        "region": filters.region,
        "service_code": filters.service,
        "authority": filters.authority,
        "words": filters.words,
    }
    chosen = {name: value for name, value in said.items() if value}
    return urlencode({"kind": "need", **chosen}) if chosen else ""


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The newest of this very view, as Atom."""
    asked = _asked(request)
    filters = replace(asked.filters, order="changed")
    rows = queries.lines(filters, **asked.seen, limit=feeds.MOST)
    return feeds.atom(request, rows)


def _asked(request: HttpRequest) -> "showing.Asked":
    by = Actor.of(request)
    narrowed = Filter.of(request, showing.filter_fields(by))
    chosen = {field.name: str(field.value) for field in narrowed.fields}
    seen: dict[str, Any] = {"by": by, "today": localdate(clock.now())}
    chosen["order"] = chosen["order"] or "councils"
    chosen |= {who: network.named(chosen[who]) for who in ("authority", "behind")}
    return showing.Asked(narrowed, Filters(**chosen), seen)
