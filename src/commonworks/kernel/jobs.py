"""What the worker does besides delivering events. Rooms register their work as they start."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from commonworks.kernel import deliveries
from commonworks.kernel.models import Duty


@dataclass(frozen=True, slots=True)
class Job:
    """`run(at)` does one piece of work and says whether there was any. With `every` it is called
    once in so long; without, whenever the worker is idle."""

    name: str
    run: Callable[[datetime], bool]
    every: timedelta | None = None


_jobs: dict[str, Job] = {"kernel.deliveries": Job("kernel.deliveries", deliveries.deliver_next)}


def register(job: Job) -> None:
    _jobs[job.name] = job


def work_once(at: datetime) -> bool:
    """One round of all that is due; say whether anything was."""
    ran = [_run(job, at) for job in _jobs.values()]  # a list: each has its turn in each round
    return any(ran)


def _run(job: Job, at: datetime) -> bool:
    if job.every is None:
        return job.run(at)
    Duty.objects.get_or_create(name=job.name, defaults={"due": at})
    if (duty := Duty.take(at=at, where=Q(name=job.name))) is None:
        return False
    try:
        job.run(at)
    except Exception as error:
        duty.postpone(error, at=at)
    else:
        duty.still_ours().update(due=at + job.every, lease_until=None, attempts=0, error_code="")
    return True
