"""What everybody may see of the estate."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commonworks.frontend.lists import Pagination
from commonworks.frontend.pages import page
from commonworks.frontend.tables import is_download
from commonworks.kernel import clock, demonstration
from commonworks.needs.queries import calendar as dates
from commonworks.needs.queries import chances
from commonworks.needs.queries import overlaps as shared
from commonworks.needs.queries import systems as queries
from commonworks.needs.web.estate import describing, icalendar, tables
from commonworks.needs.web.estate.narrowing import narrowed
from commonworks.network.ports import Actor

SIZE = 50


@require_safe
def systems(request: HttpRequest) -> HttpResponse:
    by, today = Actor.of(request), localdate(clock.now())
    fields, asked = narrowed(request)
    if is_download(request):
        whole = tables.everywhere(queries.found(asked, by=by, today=today).lines)
        if (file := whole.download(request)) is not None:
            return file
    number = _number(request)
    found = queries.found(asked, by=by, today=today, offset=(number - 1) * SIZE, limit=SIZE)
    pages = Pagination.of(request, found.total, SIZE)
    return page(
        request,
        "needs/estate/list.html",
        table=tables.everywhere(found.lines),
        filter=fields,
        pages=pages,
        councils=queries.kept_by(by),
    )


@require_safe
def estate(request: HttpRequest, council: str) -> HttpResponse:
    by, today = Actor.of(request), localdate(clock.now())
    found = queries.estate(council, by=by)
    table = tables.of_council(found)
    return table.download(request) or page(
        request,
        "needs/estate/council.html",
        estate=found,
        table=table,
        chances=chances.chances(council, today=today, limit=3),
        by=by,
    )


@require_safe
def system(request: HttpRequest, system: str) -> HttpResponse:
    by, today = Actor.of(request), localdate(clock.now())
    found = queries.system(system, by=by)
    return page(
        request,
        "needs/estate/system.html",
        found=found,
        line=found.line,
        rows=describing.rows(found),
        history=describing.history(found.edits),
        lists=describing.lists(found),
        others_for=describing.lists_for_services(found),
        others=shared.others(found.line, by=by, today=today),
        chances=chances.chances(found.line.council, today=today, system=system),
        by=by,
    )


@require_safe
def overlaps(request: HttpRequest) -> HttpResponse:
    today = localdate(clock.now())
    fields, asked = narrowed(request)
    systems = shared.shared_systems(asked, today=today)
    suppliers = shared.shared_suppliers(asked, today=today)
    both = [
        tables.shared(_("System"), "system", systems),
        tables.shared(_("Supplier"), "supplier", suppliers),
    ]
    wanted = both[request.GET.get("table") == "supplier"]
    return wanted.download(request) or page(
        request,
        "needs/estate/overlaps.html",
        systems=both[0],
        suppliers=both[1],
        filter=fields,
        kept=_Addresses(request).kept,
    )


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    by, today = Actor.of(request), localdate(clock.now())
    fields, asked = narrowed(request)
    quarter = dates.quarter_named(request.GET.get("quarter", ""), today=today)
    notices = request.GET.get("by") == "notice"
    if is_download(request):
        every = dates.dates(asked, quarter, by=by, today=today, notices=notices)
        if (file := tables.of_dates(every.lines, notices).download(request)) is not None:
            return file
    offset = (_number(request) - 1) * SIZE
    found = dates.dates(
        asked, quarter, by=by, today=today, notices=notices, offset=offset, limit=SIZE
    )
    return page(
        request,
        "needs/estate/calendar.html",
        table=tables.of_dates(found.lines, notices),
        pages=Pagination.of(request, found.total, SIZE),
        filter=fields,
        quarters=dates.quarters(asked, today=today),
        quarter=quarter,
        addresses=_Addresses(request),
    )


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The same, for calendars that subscribe."""
    _fields, asked = narrowed(request, drawn=False)
    endings = dates.in_feed(asked, today=localdate(clock.now()))
    # Addresses differ in their ref alone, a slug: making each anew takes as long as all else.
    any_ = request.build_absolute_uri(reverse("needs:system", args=["REF"]))
    events = icalendar.events_of(endings, lambda ref: any_.replace("REF", ref))
    text = icalendar.calendar(demonstration.named(_("Contract ends")), events)
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")


def _number(request: HttpRequest) -> int:
    """The page that is asked for; whether there is such a one, `Pagination` says."""
    asked = request.GET.get("page", "1")
    return max(1, int(asked)) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 1


class _Addresses:
    """A list's own addresses: of another quarter, by the other date, and of the feed."""

    def __init__(self, request: HttpRequest) -> None:
        self._query = request.GET.copy()
        for name in ("page", "format", "lang", "table"):
            self._query.pop(name, None)

    @property
    def kept(self) -> str:
        """What else stands in the address, ready for one more."""
        return f"{self._query.urlencode()}&" if self._query else ""

    def other(self, **changed: str) -> str:
        query = self._query.copy()
        for name, value in changed.items():
            query[name] = value
        return f"?{query.urlencode()}"

    @property
    def feed(self) -> str:
        query = self._query.copy()
        for name in ("quarter", "by"):
            query.pop(name, None)
        return reverse("needs:calendar-feed") + (f"?{query.urlencode()}" if query else "")
