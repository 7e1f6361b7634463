"""Each event of a live service is counted. One function an event: a delivery names its handler."""

from commonworks.kernel.events import Happened
from commonworks.measures import commands
from commonworks.network.ports import SYSTEM


def count_start(happened: Happened) -> None:
    _count(happened)


def count_expiry(happened: Happened) -> None:
    _count(happened)


def count_submission(happened: Happened) -> None:
    _count(happened)


def count_case(happened: Happened) -> None:
    _count(happened)


def count_decision(happened: Happened) -> None:
    _count(happened)


def count_satisfaction(happened: Happened) -> None:
    _count(happened)


def _count(happened: Happened) -> None:
    commands.count(happened=happened, by=SYSTEM, at=happened.at)


HEARD = {
    "services.draft.started": count_start,
    "services.draft.expired": count_expiry,
    "services.draft.submitted": count_submission,
    "services.case.received": count_case,
    "services.case.decided": count_decision,
    "services.satisfaction.given": count_satisfaction,
}
NAMES = tuple(f"{each.__module__}.{each.__qualname__}" for each in HEARD.values())
