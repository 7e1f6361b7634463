"""Pages for whoever comes by, and the desk of somebody who works for a council."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commonworks.frontend.fields import Field
from commonworks.frontend.lists import Filter, Pagination
from commonworks.frontend.pages import page
from commonworks.kernel import clock
from commonworks.network.ports import Actor
from commonworks.pages import queries
from commonworks.services.queries import whereabouts
from commonworks.signposts import queries as signposts

MOST_FOUND = 200
# In the demonstration: one of each council that runs a service, and one of a council that does not.
SAMPLES = (
    ("LS1 1UR", "Leeds"),
    ("NW1 8NH", "Camden"),
    ("TR1 3AY", "Cornwall"),
    ("M2 5DB", "Manchester"),
)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    front = queries.front(today=localdate(clock.now()))
    return page(request, "pages/home.html", front=front, samples=SAMPLES, field=_postcode())


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """What the councils of a postcode run; straight on where there is but one service at all."""
    if "postcode" not in request.GET:
        return page(request, "pages/find.html", field=_postcode())
    found = whereabouts.offers(request.GET["postcode"][:64].strip())
    if found.problem:
        field = _postcode(found.postcode, found.problem)
        return page(request, "pages/find.html", status=422, field=field, found=found)
    services = {each.service for each in found.run} | {each.ref for each in found.missing}
    if len(services) == 1:
        to = reverse("services:find", args=[*services])
        return redirect(f"{to}?{urlencode({'postcode': found.postcode})}")
    return page(request, "pages/found.html", found=found)


@require_safe
def how_it_works(request: HttpRequest) -> HttpResponse:
    return page(request, "pages/how_it_works.html")


@require_safe
def for_councils(request: HttpRequest) -> HttpResponse:
    return page(request, "pages/for_councils.html")


@require_safe
def for_suppliers(request: HttpRequest) -> HttpResponse:
    return page(request, "pages/for_suppliers.html")


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    narrowed = Filter.of(request, [Field("text", "q", _("Search for"))])
    words = str(narrowed.fields[0].value)[:200]
    found = signposts.cards(words=words, limit=MOST_FOUND) if words else []
    pages = Pagination.of(request, len(found), size=20)
    shown = found[pages.offset : pages.offset + pages.size]
    return page(
        request, "pages/search.html", words=words, cards=shown, pages=pages, filter=narrowed
    )


@login_required
@require_safe
def my_council(request: HttpRequest) -> HttpResponse:
    by = Actor.of(request)
    return page(request, "pages/my_council.html", desks=queries.desks(by=by), by=by)


def _postcode(value: str = "", error: str = "") -> Field:
    label, hint = _("Your postcode"), _("For example, SW1A 2AA")
    return Field("postcode", "postcode", label, hint=hint, value=value, error=error, size="s")
