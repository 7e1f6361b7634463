"""What needs and the estate show on the page of an organisation."""

from dataclasses import dataclass

from django.utils.timezone import localdate

from commonworks.frontend.panels import Panel
from commonworks.kernel import clock
from commonworks.needs.queries import lists
from commonworks.needs.queries.overlaps import Run, run_by
from commonworks.network.ports import ANYONE, Actor

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Behind:
    """The needs that a council declared or supports, and that anyone may see: the first of
    `total`."""

    lines: tuple[lists.Line, ...]
    total: int


def stood_behind(ref: str, *, by: Actor) -> list[Behind]:
    filters, today = lists.Filters(behind=ref), localdate(clock.now())
    total = lists.totals(filters, by=ANYONE, today=today).needs
    if not total:
        return []
    lines = lists.lines(filters, by=ANYONE, today=today, limit=SHOWN)
    return [Behind(tuple(lines), total)]


def technology(ref: str, *, by: Actor) -> list[Run]:
    return run_by(ref, today=localdate(clock.now()))


PANELS = (
    Panel("network.organisation", stood_behind, "needs/panel_organisation.html", sql=5),
    Panel("network.organisation", technology, "needs/estate/panel_organisation.html", sql=1),
)
