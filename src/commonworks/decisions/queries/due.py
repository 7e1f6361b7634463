"""What the worker has to do next."""

from datetime import datetime

from commonworks.decisions.models import Motion


def to_open(at: datetime) -> str:
    """A motion whose voting opens by now; "" for none. One SQL query."""
    return _first(state=Motion.State.PROPOSED, opens__lte=at)


def to_close(at: datetime) -> str:
    """A motion whose voting closed by then and is not counted; "" for none. One SQL query."""
    return _first(state=Motion.State.OPEN, closes__lte=at)


def _first(**which: object) -> str:
    rows = Motion.objects.filter(**which).order_by("closes", "ref")
    return rows.values_list("ref", flat=True).first() or ""
