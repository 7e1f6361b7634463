"""Pages for whoever comes by, and the desk of somebody who works for a council."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commonworks.factories.queries import body
from commonworks.frontend.fields import Field
from commonworks.frontend.lists import Pagination
from commonworks.frontend.pages import page
from commonworks.kernel import clock
from commonworks.network.ports import BODY, Actor
from commonworks.network.queries import finding
from commonworks.pages.queries import desk as desks
from commonworks.pages.queries.front import front as front_of
from commonworks.pages.web import narrowing
from commonworks.services.queries import whereabouts
from commonworks.signposts.queries import follows, searching
from commonworks.signposts.queries.searching import FACETS, PAGE_SIZE

MOST_FOUND = 10_000  # results that can be turned to; a search that finds more is too wide
# In the demonstration: one of each council that runs a service, and one of a council that does not.
SAMPLES = (
    ("LS1 1UR", "Leeds"),
    ("NW1 8NH", "Camden"),
    ("TR1 3AY", "Cornwall"),
    ("M2 5DB", "Manchester"),
)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    front = front_of(today=localdate(clock.now()))
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
    return page(request, "pages/how_it_works.html", has_body=body.is_founded())


@require_safe
def for_councils(request: HttpRequest) -> HttpResponse:
    return page(request, "pages/for_councils.html")


@require_safe
def for_suppliers(request: HttpRequest) -> HttpResponse:
    return page(request, "pages/for_suppliers.html")


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Everything they may see, narrowed by what it is: each choice is a link that can be shared."""
    words, by = request.GET.get("q", "")[:200].strip(), Actor.of(request)
    number = Pagination.of(request, MOST_FOUND, PAGE_SIZE).number
    chosen = {name: request.GET.get(name, "")[:120] for name in FACETS}
    found = searching.search(words=words, page=number, size=PAGE_SIZE, **chosen, by=by)
    meant = finding.meant(words) if words and number == 1 else ()
    counts = searching.how_many_of((each.ref for each in meant), by=by)
    return page(
        request,
        "pages/search.html",
        words=words,
        found=found,
        meant=narrowing.organisations(meant, counts),
        facets=narrowing.facets(request.GET, found),
        pages=Pagination.of(request, min(found.total, MOST_FOUND), PAGE_SIZE),
        follow=follows.button(follows.What.of({**chosen, "words": words}), by=by),
        field=Field("text", "q", _("Search for"), value=words),
    )


@login_required
@require_safe
def my_council(request: HttpRequest) -> HttpResponse:
    """What concerns one's council now; one's first where one belongs to several."""
    by, at = Actor.of(request), clock.now()
    places, asked = desks.places(by=by), request.GET.get("council", "")
    here = next((each for each in places if each.ref == asked), places[0] if places else None)
    desk = desks.desk(here, by=by, at=at, today=localdate(at)) if here else None
    convenes = by.has("convener", organisation=BODY)
    shown = {"desk": desk, "places": places, "by": by, "convenes": convenes}
    return page(request, "pages/my_council.html", **shown)


def _postcode(value: str = "", error: str = "") -> Field:
    label, hint = _("Your postcode"), _("For example, SW1A 2AA")
    return Field("postcode", "postcode", label, hint=hint, value=value, error=error, size="s")
