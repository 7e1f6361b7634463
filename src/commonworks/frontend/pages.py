"""One way to answer with a page."""

import secrets
from collections.abc import Hashable
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, HttpResponse
from django.template import engines
from markupsafe import Markup

from commonworks.frontend.jinja import Templates
from commonworks.frontend.words import reader


def page(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """Render a room's template, with what the layout needs: language, nonce, person, demo.

    ``theme=Theme(...)`` dresses it as a council's; ``back=`` is the address of the back link.
    A page for somebody signed in is not kept by browsers or caches on the way.
    """
    given = common(request) | ({} if status >= 500 else personal(request)) | context
    response = HttpResponse(engine().get_template(template).render(given, request), status=status)
    if given.get("person"):
        response["Cache-Control"] = "no-store"
    return response


def framed(
    request: HttpRequest, template: str, *, frame: str, around: dict[str, Hashable], **context: Any
) -> HttpResponse:
    """A page whose surroundings are drawn once for all who see the same ones.

    ``frame`` is a page's template that says ``{{ body }}`` where ``template``, which extends
    nothing and is drawn on each request, goes. All that the frame reads stands in ``around``, by
    which it is kept in memory: nothing of a person belongs there, and nobody is signed in.
    """
    seen = {**common(request), **around}
    nonce, _ = seen.pop("nonce"), seen.pop("path")
    above, between, below = _surroundings(frame, tuple(seen.items()))
    body = engine().get_template(template).render(context, request)
    return HttpResponse(f"{above}{nonce}{between}{body}{below}")


@lru_cache(maxsize=2048)
def _surroundings(frame: str, seen: tuple[tuple[str, Hashable], ...]) -> tuple[str, str, str]:
    """What stands before the nonce, between it and the body, and after the body."""
    nonce, body = secrets.token_hex(), secrets.token_hex()
    told = {**dict(seen), "nonce": nonce, "body": Markup(body)}  # noqa: S704 - our own digits
    above, rest = engine().get_template(frame).render(told).split(nonce)
    between, below = rest.split(body)
    return above, between, below


def common(request: HttpRequest) -> dict[str, Any]:
    """What the layout reads on every page. Asks no database: error pages are made of it too."""
    lang = reader()
    return {
        "nonce": getattr(request, "csp_nonce", ""),
        "lang": lang,
        "demo": getattr(settings, "COMMONWORKS_DEMO", False),
        "path": request.path,
        "translated": _in(request, "en" if lang == "cy" else "cy"),
    }


def personal(request: HttpRequest) -> dict[str, Any]:
    """Who is signed in, and what an earlier page had to tell them."""
    actor = getattr(request, "actor", None)
    return {"actor": actor, "person": _name(actor), "notices": _notices(request)}


def _in(request: HttpRequest, language: str) -> str:
    """The address of this page in the other language."""
    if not request.META.get("QUERY_STRING"):
        return f"?lang={language}"
    query = request.GET.copy()
    query["lang"] = language
    return f"?{query.urlencode()}"


def _notices(request: HttpRequest) -> list[Message]:
    """What an earlier page had to say. Asked only if there can be any: it may read a session."""
    if not hasattr(request, "_messages"):
        return []
    waiting = {"messages", settings.SESSION_COOKIE_NAME} & request.COOKIES.keys()
    storage = get_messages(request)
    return list(storage) if waiting or getattr(storage, "added_new", False) else []


@cache
def engine() -> Templates:
    """Our Jinja2 backend, among the template backends of the settings."""
    return next(each for each in engines.all() if isinstance(each, Templates))


def _name(actor: object) -> str:
    """What to call the person who is signed in; empty for anyone else."""
    return getattr(actor, "name", "") or ""
