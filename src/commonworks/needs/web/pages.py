from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from commonworks.frontend.pages import page
from commonworks.kernel import clock
from commonworks.needs import permissions
from commonworks.needs.permissions import Deed
from commonworks.needs.queries import history as editions
from commonworks.needs.queries import pages as queries
from commonworks.needs.web import describing
from commonworks.network.ports import Actor


@require_safe
def need(request: HttpRequest, ref: str) -> HttpResponse:
    """A need, whoever has it, and what happened to it."""
    by = Actor.of(request)
    found = queries.need_page(ref, by=by, today=localdate(clock.now()))
    return page(
        request,
        "needs/need.html",
        need=found,
        by=by,
        evidence=describing.evidence(found),
        timeline=describing.timeline(found),
        doors=describing.doors(found, by),
        may_split=permissions.may(by, Deed.MERGE, found.authority),
    )


@require_safe
def history(request: HttpRequest, ref: str) -> HttpResponse:
    """Every edition of a need that they may see, with what it changed."""
    found = editions.history(ref, by=Actor.of(request))
    return page(
        request,
        "needs/history.html",
        history=found,
        editions=describing.editions(found),
        earlier=describing.earlier(found),
    )
