"""Addresses that go wrong on purpose, for the tests."""

from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from commonworks.config.urls import urlpatterns as house
from commonworks.frontend.colours import Theme
from commonworks.frontend.fields import Field
from commonworks.frontend.pages import page
from commonworks.kernel.errors import Gone, Invalid, NotAllowed, TooMany

LEEDS = Theme("Leeds City Council", "#00a3a1", service="Parking permit", service_url="/s/leeds")


def raises(error):
    def view(request):
        raise error

    return view


@require_safe
def only_to_be_read(request):
    return HttpResponse("")


def bare(request):
    return HttpResponse(status=int(request.GET["status"]))


def fills_the_disk(request):
    Path("/dev/full").write_bytes(b"x")


def question(request):
    error = "Enter your name" if request.method == "POST" else ""
    fields = [Field("text", "name", "What is your name?", error=error, heading=True)]
    return page(request, "frontend/question.html", fields=fields, theme=LEEDS, back="/start")


class Unreachable:
    """Somebody whose name stands in a database that is not there."""

    @property
    def name(self):
        raise OperationalError("secret")


def away(request):
    request.actor = Unreachable()
    return page(request, "frontend/cookies.html")


def own_policy(request):
    return HttpResponse("", headers={"Content-Security-Policy": "default-src 'none'"})


PROBLEMS = {
    "not-allowed": NotAllowed("Only the lead can close a factory."),
    "gone": Gone("This draft was deleted on 1 November 2026."),
    "invalid": Invalid("Two answers need another look.", {"title": "Enter a title"}),
    "too-many": TooMany("Wait a minute, then try again."),
    "database": OperationalError("could not connect to 10.0.0.1 as secret"),
    "fault": RuntimeError("secret"),
    "denied": PermissionDenied("secret"),
}
urlpatterns = [
    path("question", question),
    path("own-policy", own_policy),
    *(path(f"{name}", raises(error)) for name, error in PROBLEMS.items()),
    *(path(f"api/{name}", raises(error)) for name, error in PROBLEMS.items()),
    path("away", away),
    *(path(f"{start}only-to-be-read", only_to_be_read) for start in ("", "api/")),
    *(path(f"{start}bare", bare) for start in ("", "api/")),
    path("full", fills_the_disk),
    *house,
]
handler400 = "commonworks.frontend.views.bad_request"
handler403 = "commonworks.frontend.views.forbidden"
handler404 = "commonworks.frontend.views.not_found"
handler500 = "commonworks.frontend.views.server_error"
