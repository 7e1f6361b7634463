"""What live services record, told to the figures as the worker tells it."""

from datetime import datetime, timedelta
from itertools import count

from django.db import transaction

from commonworks.kernel import deliveries, events
from commonworks.network.ports import SYSTEM
from tests.actors import NOON

LEEDS, CAMDEN = "leeds.bay-permit", "camden.bay-permit"
_numbers = count()


@transaction.atomic
def happen(what: str, *, at: datetime = NOON, times: int = 1, deployment: str = LEEDS, **ids: str):
    for _ in range(times):
        subject = f"thing-{next(_numbers)}"
        name = f"services.{what}"
        events.record(name, subject=subject, by=SYSTEM, at=at, deployment=deployment, **ids)


def deliver_all(at: datetime = NOON + timedelta(days=900)) -> int:
    return sum(iter(lambda: deliveries.deliver_next(at), False))


def decide(days: int, in_time: bool, *, times: int = 1, **more):
    said = {"days": str(days), "in_time": "yes" if in_time else "no", "outcome": "granted"}
    happen("case.decided", times=times, **said, **more)
