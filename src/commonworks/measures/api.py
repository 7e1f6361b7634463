"""Figures as JSON: GET /api/v1/services/{ref}/figures. As the public, or who asks, may see them."""

from datetime import date

from django.http import HttpRequest
from django.utils.timezone import localdate
from ninja import Router

from commonworks.kernel import clock
from commonworks.measures import queries
from commonworks.measures.queries import ServiceFigures
from commonworks.network.ports import Actor

router = Router(tags=["figures"])


@router.get(
    "/services/{ref}/figures",
    response=ServiceFigures,
    summary="How a service does in each council that runs it; null where a count is withheld",
)
def figures(
    request: HttpRequest, ref: str, since: date | None = None, until: date | None = None
) -> ServiceFigures:
    """Counts under 5 are withheld from the public, and today is left out; months count whole."""
    today = localdate(clock.now())
    return queries.service_figures(ref, by=Actor.of(request), today=today, since=since, until=until)
