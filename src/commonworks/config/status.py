"""GET /status: what is up, for whoever watches over the house."""

from importlib.metadata import version

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from commonworks.config import tables
from commonworks.kernel import clock, deliveries, triggers
from commonworks.kernel.errors import Unavailable
from commonworks.network.queries import how_many
from commonworks.places.queries import how_many_postcodes
from commonworks.post.queries import undelivered
from commonworks.services.queries.cases import how_many_cases
from commonworks.services.queries.catalogue import how_many_live

LONGEST_LAG = 600  # seconds; past it, nobody is delivering


@require_safe
def status(request: HttpRequest) -> JsonResponse:
    """503 where a part is down, with the part named and nothing else said."""
    try:
        told = _told()
    except (DatabaseError, Unavailable):
        told = {"version": version("commonworks"), "database": "down", "ok": False}
    response = JsonResponse(told, status=200 if told["ok"] else 503)
    response["Cache-Control"] = "no-store"
    return response


def _told() -> dict[str, object]:
    held = {"version": version("commonworks"), "database": connection.vendor}
    if behind := tables.pending():  # then what the rest would ask of may not be there
        return {**held, "migrations_pending": behind, "ok": False}
    lag = int(deliveries.lag(clock.now()).total_seconds())
    armed = triggers.in_place(connection)
    postcodes = how_many_postcodes()
    return {
        **held,
        "migrations_pending": 0,
        "counts": {
            "organisations": how_many(),
            "postcodes": postcodes,
            "live services": how_many_live(),
            "cases": how_many_cases(),
        },
        "delivery_lag_seconds": lag,
        "dead_letters": len(deliveries.dead_letters()),
        "undelivered_messages": undelivered(),
        "triggers_in_place": armed,
        "ok": armed and postcodes > 0 and lag <= LONGEST_LAG,
    }
