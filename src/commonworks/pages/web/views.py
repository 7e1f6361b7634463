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
    """Straight on where there is one service to find; a choice where there are more."""
    postcode = request.GET.get("postcode", "")[:64].strip()
    services = queries.services()
    if len(services) == 1:
        to = reverse("services:find", args=[services[0].ref])
        return redirect(f"{to}?{urlencode({'postcode': postcode})}")
    query = urlencode({"postcode": postcode})
    return page(request, "pages/find.html", services=services, query=query, postcode=postcode)


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


def _postcode() -> Field:
    return Field(
        "postcode", "postcode", _("Your postcode"), hint=_("For example, SW1A 2AA"), size="s"
    )
