"""The WSGI application that the server runs: postcode look-ups, pages for residents, all else.

Residents are known by a cookie of one service and never sign in: their pages pass through less, and
are a third quicker for it.
"""

import gc
import os
from collections.abc import Callable, Iterable
from typing import Any

from django import db
from django.conf import settings
from django.core.cache import close_caches
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application

# What is loaded now stays: to look through it for garbage, while loading and ever after, is a tenth
# of the start for nothing.
gc.disable()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonworks.config.settings")

RESIDENTS = "/s/"
FOR_STAFF = (
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "commonworks.network.web.middleware.Actors",
    "commonworks.network.web.middleware.BackToTheForm",
)


def _look_after_connections_once() -> None:
    """Django does so before a request and after it. Before is enough: what a request leaves broken
    is closed by the next one. A cache of files has nothing to close, and there is no log of queries
    to empty, but while debugging."""
    request_finished.disconnect(db.close_old_connections)
    request_finished.disconnect(close_caches)
    if not settings.DEBUG:
        request_started.disconnect(db.reset_queries)


def _for_residents() -> WSGIHandler:
    """Django without what only people who sign in need."""
    whole = settings.MIDDLEWARE
    settings.MIDDLEWARE = [each for each in whole if each not in FOR_STAFF]
    try:
        return WSGIHandler()  # reads the setting once, now
    finally:
        settings.MIDDLEWARE = whole


_all = get_wsgi_application()
_residents = _for_residents()
_look_after_connections_once()

from commonworks.places.web.open_data import in_front  # noqa: E402 - after Django is set up


def _django(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    handler = _residents if environ["PATH_INFO"].startswith(RESIDENTS) else _all
    return handler(environ, start_response)


application = in_front(_django)
gc.freeze()
gc.enable()
