"""What measures show on the public page of a service."""

from collections.abc import Sequence

from django.utils.timezone import localdate

from commonworks.frontend.panels import Panel
from commonworks.kernel import clock
from commonworks.kernel.errors import Missing
from commonworks.measures import queries
from commonworks.measures.queries import ServiceFigures
from commonworks.network.ports import Actor


def figures_of(ref: str, *, by: Actor) -> Sequence[ServiceFigures]:
    """One record, or none for a service that nobody ran yet."""
    try:
        return (queries.service_figures(ref, by=by, today=localdate(clock.now())),)
    except Missing:
        return ()


PANELS = (Panel("services.service", figures_of, "measures/panel_service.html", sql=3),)
