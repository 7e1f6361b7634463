"""What answers under /places/: once in this process, for the view and for the door before it."""

from functools import cache

from django.conf import settings

from commonworks.kernel import demonstration
from commonworks.places import queries
from placefinder.http import Places
from placefinder.wsgi import Application, in_front_of

# Data, not a page: nothing in it may run, and any site may read it.
HEADERS = [
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Referrer-Policy", "same-origin"),
    ("Permissions-Policy", "interest-cohort=()"),
    ("X-Frame-Options", "DENY"),
    ("Content-Language", "en"),
]


@cache
def places() -> Places:
    seconds = settings.SECURE_HSTS_SECONDS
    hsts = [("Strict-Transport-Security", f"max-age={seconds}; includeSubDomains")]
    more = [*(hsts if seconds else []), *demonstration.headers().items()]
    return Places(queries.holder(), headers=HEADERS + more)


def in_front(app: Application) -> Application:
    """The WSGI application that answers /places/ itself, before any of Django runs."""
    return in_front_of(app, places())
