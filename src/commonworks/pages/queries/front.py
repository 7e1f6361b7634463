"""The front page: what this is, and that it is alive."""

from dataclasses import dataclass
from datetime import date

from commonworks.factories.queries import lists as factory_lists
from commonworks.measures import queries as measures
from commonworks.needs.queries import lists as need_lists
from commonworks.network import queries as network
from commonworks.network.ports import ANYONE
from commonworks.services.queries import catalogue
from commonworks.services.queries.catalogue import ServiceLine
from commonworks.signposts.queries import feeds
from commonworks.signposts.queries.follows import What

NEWEST = 5


@dataclass(frozen=True, slots=True)
class Front:
    """What the front page shows of the house as it is now. `decided` leaves out small counts."""

    councils: int
    live: int
    decided: int
    needs: int
    needs_unconfirmed: int
    factories: int
    factories_unconfirmed: int
    services: tuple[ServiceLine, ...]
    news: tuple[feeds.Line, ...]


def front(*, today: date) -> Front:
    """Ten SQL queries."""
    return Front(
        councils=network.how_many_councils(),
        live=catalogue.how_many_live(),
        decided=measures.cases_decided(today=today),
        needs=need_lists.totals(need_lists.Filters(), by=ANYONE, today=today).needs,
        needs_unconfirmed=need_lists.unconfirmed(by=ANYONE, today=today),
        factories=factory_lists.how_many(factory_lists.Filters()),
        factories_unconfirmed=factory_lists.unconfirmed(),
        services=tuple(catalogue.services()),
        news=feeds.latest(What(), most=NEWEST),
    )
