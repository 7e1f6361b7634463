"""Who asks, for the layout and the views; and back to the form for whoever must sign in first."""

from collections.abc import Callable
from functools import partial
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from commonworks.network.ports import Actor

Handler = Callable[[HttpRequest], HttpResponse]


class Actors:
    """`request.actor`, found out only when it is asked for: most of the API never does."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(partial(Actor.of, request))  # type: ignore[attr-defined]
        return self.get_response(request)


class BackToTheForm:
    """Whoever sends a form after their session has ended comes back to the page that holds it,
    once they have signed in: the form's own address may take nothing but a POST."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method != "POST" or "Location" not in response:
            return response
        entrance = resolve_url(settings.LOGIN_URL)
        if response["Location"].startswith(f"{entrance}?"):
            then = urlencode({"next": _page_before(request)})
            response["Location"] = f"{entrance}?{then}"
            messages.info(request, _("You are no longer signed in, so nothing was saved."))
        return response


def _page_before(request: HttpRequest) -> str:
    """The page of ours that the form stood on, as path and query; the front page if unknown."""
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}, request.is_secure()):
        return resolve_url(settings.LOGIN_REDIRECT_URL)
    parts = urlsplit(referer)
    return parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
