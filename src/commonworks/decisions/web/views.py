"""What everybody sees of motions."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commonworks.decisions import permissions, queries
from commonworks.decisions.queries import bodies
from commonworks.decisions.queries.history import history
from commonworks.decisions.web.tables import votes_of
from commonworks.decisions.web.wording import words_of
from commonworks.frontend.fields import Field, Option
from commonworks.frontend.lists import Filter, Pagination
from commonworks.frontend.pages import page
from commonworks.kernel import clock
from commonworks.network.ports import Actor


@require_safe
def motions(request: HttpRequest) -> HttpResponse:
    """All of them, or those of one body."""
    states = (Option("open", _("Not decided yet")), Option("over", _("Over")))
    narrowed = Filter.of(request, [Field("radios", "state", _("State"), options=states)])
    body = request.GET.get("body", "")[:80]
    waiting = {"open": True, "over": False}.get(str(narrowed.fields[0].value))
    pages = Pagination.of(request, queries.how_many(body=body, open=waiting))
    return page(
        request,
        "decisions/motions.html",
        motions=queries.motions(body=body, open=waiting, first=pages.offset, most=pages.size),
        pages=pages,
        filter=narrowed,
        at=clock.now(),
    )


@require_safe
def motion(request: HttpRequest, ref: str) -> HttpResponse:
    found, by, at = queries.motion(ref), Actor.of(request), clock.now()
    mine = permissions.votes_for(by)
    table = votes_of(found)
    return table.download(request) or page(
        request,
        "decisions/motion.html",
        motion=found,
        table=table,
        words=words_of(found),
        settles=bodies.settled(found),
        history=history(ref),
        may_withdraw=found.can_be_withdrawn(at) and found.proposed_by in mine,
        voters=[seat for seat in found.standing if seat.authority in mine],
        by=by,
        at=at,
    )


@require_safe
def result(request: HttpRequest, ref: str) -> HttpResponse:
    """The very bytes of which the hash was taken."""
    found = queries.result(ref)
    name = f'attachment; filename="{ref}.json"'
    return HttpResponse(
        found.item,
        content_type="application/json",
        headers={"Content-Disposition": name, "X-Content-SHA256": found.sha256},
    )
