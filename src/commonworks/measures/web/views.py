"""How a service does, for everyone; and more of it for those whose service it is."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commonworks.frontend.fields import Field, Option
from commonworks.frontend.lists import Filter
from commonworks.frontend.pages import page
from commonworks.frontend.words import reader
from commonworks.kernel import clock
from commonworks.measures import queries
from commonworks.measures.queries import ServiceFigures
from commonworks.measures.web import tables
from commonworks.network.ports import Actor

MONTHS = {"3": 3, "12": 12}


@require_safe
def figures(request: HttpRequest, service: str) -> HttpResponse:
    today = localdate(clock.now())
    period = request.GET.get("period", "")
    found = queries.service_figures(
        service, by=Actor.of(request), today=today, since=_since(period, today)
    )
    narrowed = Filter.of(request, _fields(found))
    if council := request.GET.get("council", ""):
        return _of_council(request, found, council, narrowed)
    table = tables.councils_table(found, period)
    words = _words(found.councils[0].deployment)
    return table.download(request) or page(
        request,
        "measures/figures.html",
        title=words.title,
        found=found,
        filter=narrowed,
        row=tables.Row.of("", found.all),
        table=table,
        left=tables.left_table(found.all.left, words.pages),
        chart=tables.completion_chart(found),
    )


def _of_council(
    request: HttpRequest, found: ServiceFigures, council: str, narrowed: Filter
) -> HttpResponse:
    one = found.of(council)
    months = tables.months_table(one)
    words = _words(one.deployment)
    left = tables.left_table(one.figures.left, words.pages)
    wanted = left if request.GET.get("table") == "left" else months
    return wanted.download(request) or page(
        request,
        "measures/council.html",
        title=words.title,
        found=found,
        filter=narrowed,
        council=one,
        row=tables.Row.of("", one.figures),
        slow=tables.duration(one.figures.slow_seconds),
        table=months,
        left=left,
        chart=tables.months_chart(one),
    )


def _words(deployment: str) -> queries.Wording:
    return queries.wording(deployment, reader())


def _fields(found: ServiceFigures) -> list[Field]:
    councils = [Option(each.organisation, each.name) for each in found.councils]
    periods = [
        Option("", _("All the time")),
        Option("3", _("The last 3 months")),
        Option("12", _("The last 12 months")),
    ]
    everyone = (Option("", _("All")), *councils)
    return [
        Field("select", "council", _("Council"), options=everyone),
        Field("select", "period", _("Time"), options=tuple(periods)),
    ]


def _since(period: str, today: date) -> date | None:
    """The first day of the month so many months back."""
    if (back := MONTHS.get(period)) is None:
        return None
    years, month = divmod(today.year * 12 + today.month - 1 - back + 1, 12)
    return date(years, month + 1, 1)
