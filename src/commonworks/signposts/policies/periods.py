"""When digests are due, by clocks in the UK, whose days have 23 to 25 hours."""

from datetime import UTC, datetime, time, timedelta

from django.utils.timezone import localtime

from commonworks.signposts.models.follows import Frequency

HOUR = time(7)  # before the working day; never in the hour that is skipped or repeated
SOON = timedelta(minutes=5)  # what happens together is told together
MONDAY = 0


def period_start(frequency: str, at: datetime) -> datetime:
    """When the period began in which a moment lies. A digest holds what came before it."""
    if frequency == Frequency.IMMEDIATE:
        whole = int(at.timestamp() // SOON.total_seconds() * SOON.total_seconds())
        return datetime.fromtimestamp(whole, UTC)
    here = localtime(at)
    day = here.date() if here.time() >= HOUR else here.date() - timedelta(days=1)
    if frequency == Frequency.WEEKLY:
        day -= timedelta(days=day.weekday() - MONDAY)
    return datetime.combine(day, HOUR, here.tzinfo).astimezone(UTC)
