"""How the house itself is running, for those who look after it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from commonworks.kernel import deliveries, triggers
from commonworks.kernel.deliveries import DeadLetter
from commonworks.network.ports import Actor
from commonworks.pages import permissions
from commonworks.post import queries as post


@dataclass(frozen=True, slots=True)
class Health:
    """How the house is running. `undelivered`: messages that need a person."""

    lag: timedelta
    undelivered: int
    armed: bool
    dead_letters: tuple[DeadLetter, ...]


def health(*, by: Actor, at: datetime) -> Health:
    """For stewards. Five SQL queries at most. Raises NotAllowed."""
    permissions.check_runs_the_house(by)
    return Health(
        lag=deliveries.lag(at),
        undelivered=post.undelivered(),
        armed=triggers.in_place(connection),
        dead_letters=tuple(deliveries.dead_letters()),
    )
