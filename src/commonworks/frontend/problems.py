"""Every error becomes an answer here and nowhere else: a page, or RFC 9457 problem+json."""

import errno
import logging
import sqlite3
from http import HTTPStatus
from typing import Any

from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils.translation import gettext, gettext_noop

from commonworks.frontend.pages import page
from commonworks.kernel.errors import DomainError

JSON_TYPES = ("application/problem+json", "application/json")
RETRY_SECONDS = 30
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
SQLITE_NO_ROOM = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC)
POSTGRESQL_NO_ROOM = "53100"  # disk_full
UNTRANSLATABLE = "22P05"  # untranslatable_character: a NUL inside JSON
NOT_SAVED = gettext_noop(
    "We cannot save anything at the moment. What you just sent was not saved; what you saved before"
    " is kept. Try again later."
)
logger = logging.getLogger(__name__)

TITLES = {
    400: gettext_noop("There is a problem with what you sent"),
    403: gettext_noop("You cannot see or do this"),
    404: gettext_noop("Page not found"),
    405: gettext_noop("This page does not do that"),
    409: gettext_noop("Something has changed"),
    410: gettext_noop("This page has gone"),
    422: gettext_noop("There is a problem"),
    429: gettext_noop("Too many requests"),
    500: gettext_noop("Sorry, there is a problem with the service"),
    503: gettext_noop("Sorry, the service is unavailable"),
}
DETAILS = {
    400: gettext_noop("We could not understand what your browser sent. Go back and try again."),
    403: gettext_noop("You do not have permission for this page."),
    404: gettext_noop("If you typed the web address, check it is correct."),
    405: gettext_noop("Go back, and use the links and buttons of the page."),
    410: gettext_noop("What was here has been removed or has expired."),
    429: gettext_noop("You have sent too many requests. Wait a minute, then try again."),
    500: gettext_noop("Try again later. What you have saved so far is kept."),
    503: gettext_noop("You will be able to use the service in a few minutes. Try again then."),
}


def of(error: DomainError, request: HttpRequest) -> HttpResponse:
    """A refusal by the house: its own words, status, code and, if any, the fields at fault."""
    fields: dict[str, str] = getattr(error, "fields", None) or {}
    return answer(
        request,
        error.status,
        detail=str(error),
        title=gettext(error.title),
        code=error.code,
        fields=fields,
    )


def answer(
    request: HttpRequest,
    status: int,
    *,
    detail: str = "",
    title: str = "",
    code: str = "",
    fields: dict[str, str] | None = None,
) -> HttpResponse:
    """An error as the asker can read it. Nothing but what is passed in is said."""
    title = title or gettext(TITLES.get(status, TITLES[400 if status < 500 else 500]))
    detail = detail or (gettext(DETAILS[status]) if status in DETAILS else "")
    if wants_json(request):
        response: HttpResponse = _problem(status, detail, code, fields or {})
    else:
        response = page(
            request,
            "frontend/problem.html",
            status=status,
            title=title,
            detail=detail,
            fields=fields or {},
            code=status,
        )
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


def _problem(status: int, detail: str, code: str, fields: dict[str, str]) -> JsonResponse:
    """RFC 9457 section 3; ``about:blank`` means that the title is the status's own phrase."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if code:
        body["code"] = code
    if fields:
        body["errors"] = [{"field": name, "detail": text} for name, text in fields.items()]
    return JsonResponse(body, status=status, content_type="application/problem+json")


def wants_json(request: HttpRequest) -> bool:
    """Whether a program is asking: an address of the API, or JSON preferred to HTML."""
    if request.path.startswith("/api/"):
        return True
    return request.get_preferred_type(["text/html", *JSON_TYPES]) in JSON_TYPES


def unexpected(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    """An answer for the errors we know; None for the rest, which are faults of ours."""
    if isinstance(error, DomainError):
        return of(error, request)
    if is_out_of_room(error):
        logger.error("The disk has no room left: nothing can be saved.")
        return answer(request, 503, detail=gettext(NOT_SAVED))
    if isinstance(error, OperationalError | InterfaceError):
        return answer(request, 503)
    if is_unstorable(error):
        return answer(request, 400)
    return None


def is_unstorable(error: BaseException | None) -> bool:
    """Whether what was sent holds a NUL character, which PostgreSQL takes in no text."""
    # psycopg refuses it in a text before it asks the server, and says so in words only.
    return isinstance(error, DataError) and (
        "NUL (0x00)" in str(error) or getattr(error.__cause__, "sqlstate", None) == UNTRANSLATABLE
    )


def is_out_of_room(error: BaseException | None) -> bool:
    """Whether a file or the database could not be written. A transaction then wrote nothing."""
    if isinstance(error, OSError):
        return error.errno in NO_ROOM
    if not isinstance(error, OperationalError):
        return False
    cause = error.__cause__
    return (
        getattr(cause, "sqlite_errorcode", None) in SQLITE_NO_ROOM
        or getattr(cause, "sqlstate", None) == POSTGRESQL_NO_ROOM
    )


def dressed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A bare refusal of Django's, such as 405, as a page or problem+json; any other as it is."""
    bare = isinstance(response, HttpResponseNotAllowed) or (
        response.status_code >= 400 and not response.streaming and not response.content
    )
    if not bare:
        return response
    said = answer(request, response.status_code)
    for name, value in response.items():
        if name not in ("Content-Type", "Content-Length"):
            said[name] = value
    return said
