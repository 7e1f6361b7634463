"""Pages about the site itself, and the pages for errors that Django finds."""

import logging
import sys

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_safe

from commonworks.frontend import problems
from commonworks.frontend.pages import page

logger = logging.getLogger(__name__)
FORGERY = gettext_noop(
    "Your browser did not send back what we gave it to keep your answers safe. "
    "Go back, reload the page and try again. Your browser must accept cookies."
)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return page(request, "frontend/accessibility.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return page(request, "frontend/privacy.html")


@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    return page(request, "frontend/cookies.html")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problems.answer(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problems.answer(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problems.answer(request, 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return problems.answer(request, 403, detail=gettext(FORGERY), code="csrf")


def server_error(request: HttpRequest) -> HttpResponse:
    """Ours to mend, and said without detail; or an error of a middleware that we know."""
    # Django calls this while it handles the error, so what went wrong is still at hand.
    error = sys.exc_info()[1]
    try:
        return problems.unexpected(request, error) or problems.answer(request, 500)
    except Exception:  # A fault in the layout must not take the words away.
        logger.exception("The error page could not be drawn")
        return HttpResponse(gettext(problems.TITLES[500]), "text/plain; charset=utf-8", 500)
