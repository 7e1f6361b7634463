"""What the pages that belong to no room gather from the rooms."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection

from commonworks.kernel import deliveries, triggers
from commonworks.kernel.deliveries import DeadLetter
from commonworks.measures import queries as measures
from commonworks.network import queries as network
from commonworks.network.ports import Actor
from commonworks.pages import permissions
from commonworks.post import queries as post
from commonworks.services.queries import catalogue, staff
from commonworks.services.queries.catalogue import ServiceLine


@dataclass(frozen=True, slots=True)
class Front:
    """What the front page shows of the house as it is now. `decided` leaves out small counts."""

    councils: int
    live: int
    decided: int
    services: tuple[ServiceLine, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """An organisation that somebody works for, and what they do there."""

    organisation: str
    name: str
    sees_cases: bool
    manages: bool
    sees_figures: bool
    administers: bool


@dataclass(frozen=True, slots=True)
class Health:
    """How the house is running. `undelivered`: messages that need a person."""

    lag: timedelta
    undelivered: int
    armed: bool
    dead_letters: tuple[DeadLetter, ...]


def front(*, today: date) -> Front:
    """Five SQL queries."""
    return Front(
        councils=network.how_many_councils(),
        live=catalogue.how_many_live(),
        decided=measures.cases_decided(today=today),
        services=tuple(catalogue.services()),
    )


def desks(*, by: Actor) -> tuple[Desk, ...]:
    """Where the actor works, by name. One SQL query."""
    names = network.names(by.organisations)
    cases, manages = staff.councils_whose_cases(by), staff.councils_whose_services(by)
    figures = staff.councils_whose_figures(by)
    found = [
        Desk(
            organisation=ref,
            name=name,
            sees_cases=ref in cases,
            manages=ref in manages,
            sees_figures=ref in figures,
            administers=by.has("administrator", organisation=ref),
        )
        for ref, name in names.items()
    ]
    return tuple(sorted(found, key=lambda desk: (desk.name, desk.organisation)))


def health(*, by: Actor, at: datetime) -> Health:
    """For stewards. Five SQL queries at most. Raises NotAllowed."""
    permissions.check_runs_the_house(by)
    return Health(
        lag=deliveries.lag(at),
        undelivered=post.undelivered(),
        armed=triggers.in_place(connection),
        dead_letters=tuple(deliveries.dead_letters()),
    )
