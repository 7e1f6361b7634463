"""Pages for whoever has sent something: about somebody, so nothing on the way may keep them."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from commonworks.services.queries import plans
from commonworks.services.web.visits import dressed


def council_page(
    request: HttpRequest, template: str, council: str, service: str, **context: Any
) -> HttpResponse:
    """A page in the council's colours."""
    running = plans.live_plan(f"{council}.{service}")
    answer = dressed(request, running, template, council=council, service=service, **context)
    answer["Cache-Control"] = "no-store"
    return answer
