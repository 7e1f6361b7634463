"""What time it is. Only doors and the worker ask; commands are told.

In demonstration mode the clock can be moved forward; the shift is a file in the data folder, so
that every process of the house sees it at once.
"""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from commonworks.kernel.errors import Conflict, Invalid

FURTHEST = timedelta(days=3650)


def now() -> datetime:
    real = timezone.now()
    return real + shift() if settings.COMMONWORKS_DEMO else real


def shift() -> timedelta:
    try:
        return timedelta(seconds=int(_file().read_text()))
    except FileNotFoundError:
        return timedelta()


def move_forward(by: timedelta) -> datetime:
    """Move the demonstration's clock on, and say what time it is then."""
    if not settings.COMMONWORKS_DEMO:
        raise Conflict(_("The clock can be moved in the demonstration only."))
    if not timedelta() < by <= FURTHEST - shift():
        raise Invalid(_("Move the clock forward by at least a minute, ten years in all at most."))
    later = shift() + by
    fresh = _file().with_suffix(".new")
    fresh.write_text(str(int(later.total_seconds())))
    fresh.replace(_file())
    return now()


def _file() -> Path:
    return Path(settings.COMMONWORKS_DATA) / "clock"
