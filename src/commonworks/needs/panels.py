"""What the estate shows on the page of an organisation."""

from commonworks.frontend.panels import Panel
from commonworks.kernel import clock
from commonworks.needs.queries.overlaps import Run, run_by
from commonworks.network.ports import Actor


def technology(ref: str, *, by: Actor) -> list[Run]:
    return run_by(ref, today=clock.now().date())


PANELS = (Panel("network.organisation", technology, "needs/estate/panel_organisation.html", sql=1),)
