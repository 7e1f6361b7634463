"""Which browser is asking. A resident has no account: a cookie of this service
holds a token."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from commonworks.frontend.pages import page
from commonworks.services.queries import plans

COOKIE = "draft"  # as the runner sets it, for the addresses of one service alone


def token_of(request: HttpRequest) -> str:
    return request.COOKIES.get(COOKIE, "")


def language() -> str:
    return "cy" if (get_language() or "").startswith("cy") else "en"


def council_page(
    request: HttpRequest, template: str, council: str, service: str, **context: Any
) -> HttpResponse:
    """A page in the council's colours, which nothing on the way keeps: it is about somebody."""
    running = plans.live_plan(f"{council}.{service}")
    theme = running.theme(language())
    answer = page(
        request, template, theme=theme, council=council, service=service, running=running, **context
    )
    answer["Cache-Control"] = "no-store"
    return answer
