"""Days counted from another."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta


def later(start: date, span: Mapping[str, int]) -> date:
    """A day so many years, months and days on. 31 January and a month is the last of February.
    A day outside the calendar is its first or last."""
    months = start.year * 12 + start.month - 1 + span.get("years", 0) * 12 + span.get("months", 0)
    year, month = divmod(months, 12)
    if not 1 <= year <= 9999:
        return date.min if year < 1 else date.max
    day = min(start.day, monthrange(year, month + 1)[1])
    try:
        return date(year, month + 1, day) + timedelta(days=span.get("days", 0))
    except OverflowError:
        return date.min if span.get("days", 0) < 0 else date.max
