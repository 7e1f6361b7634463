"""What the worker does besides delivering events. Rooms register their work as they start."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError
from django.db.models import Q

from commonworks.kernel import deliveries
from commonworks.kernel.models import Duty

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """`run(at)` does one piece of work and says whether there was any. With `every` it is called
    once in so long; without, in each round."""

    name: str
    run: Callable[[datetime], bool]
    every: timedelta | None = None


_jobs: dict[str, Job] = {"kernel.deliveries": Job("kernel.deliveries", deliveries.deliver_some)}


def until_done(step: Callable[[], object]) -> bool:
    """Do a step, or a batch, as long as there is any: each is a transaction, so that others can
    write between two. Whether there were any."""
    some = False
    while step():
        some = True
    return some


def register(job: Job) -> None:
    _jobs[job.name] = job


def work_once(at: datetime) -> bool:
    """One round of all that is due; say whether anything was."""
    ran = [_run(job, at) for job in _jobs.values()]  # a list: each has its turn in each round
    return any(ran)


def _run(job: Job, at: datetime) -> bool:
    """What one job does is no reason for the others to stop; a dead database is."""
    try:
        return _when_due(job, job.every, at) if job.every else job.run(at)
    except DatabaseError:
        raise
    except Exception as error:
        # Its words may quote what a resident wrote; its kind is enough to look for.
        log.error("The job %s failed (%s).", job.name, type(error).__name__)
        return False


def _when_due(job: Job, every: timedelta, at: datetime) -> bool:
    Duty.objects.get_or_create(name=job.name, defaults={"due": at})
    if (duty := Duty.take(at=at, where=Q(name=job.name))) is None:
        return False
    try:
        job.run(at)
    except Exception as error:
        duty.attempts = min(duty.attempts, 3)  # what comes round is never given up
        duty_row = Duty.objects.filter(pk=duty.pk)
        duty_row.update(attempts=duty.attempts)
        duty.postpone(error, at=at)
        raise
    duty.still_ours().update(due=at + every, lease_until=None, attempts=0, error_code="")
    return True
