"""GET /status: what is up, for whoever watches over the house."""

from collections.abc import Callable
from importlib.metadata import version

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from commonworks.kernel import clock, deliveries, triggers

LONGEST_LAG = 600  # seconds; past it, nobody is delivering

# What later rooms count: name -> a question that answers a number.
counts: dict[str, Callable[[], int]] = {}


def status(request: HttpRequest) -> JsonResponse:
    """503 where a part is down, with the part named and nothing else said."""
    try:
        told = _told()
    except DatabaseError:
        told = {"version": version("commonworks"), "database": "down", "ok": False}
    response = JsonResponse(told, status=200 if told["ok"] else 503)
    response["Cache-Control"] = "no-store"
    return response


def _told() -> dict[str, object]:
    lag = int(deliveries.lag(clock.now()).total_seconds())
    armed = triggers.in_place(connection)
    return {
        "version": version("commonworks"),
        "database": connection.vendor,
        "counts": {name: count() for name, count in counts.items()},
        "delivery_lag_seconds": lag,
        "dead_letters": len(deliveries.dead_letters()),
        "triggers_in_place": armed,
        "ok": armed and lag <= LONGEST_LAG,
    }
