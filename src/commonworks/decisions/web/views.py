from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from commonworks.decisions import queries
from commonworks.frontend.lists import Pagination
from commonworks.frontend.pages import page
from commonworks.kernel import clock
from commonworks.network.ports import Actor


@require_safe
def motions(request: HttpRequest) -> HttpResponse:
    pages = Pagination.of(request, queries.how_many())
    found = queries.motions(first=pages.offset, most=pages.size)
    return page(request, "decisions/motions.html", motions=found, pages=pages)


@require_safe
def motion(request: HttpRequest, ref: str) -> HttpResponse:
    return page(
        request,
        "decisions/motion.html",
        motion=queries.motion(ref),
        by=Actor.of(request),
        at=clock.now(),
    )
