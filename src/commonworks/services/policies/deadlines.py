"""Working days: every day but Saturdays, Sundays and the bank holidays of a nation.

The first working day after something is received is day one, as in section 10(1) of the Freedom of
Information Act 2000. Bank holidays come from the package `holidays`, proclaimed ones among them;
in years that it does not know (from 2101) only weekends are free.
"""

from bisect import bisect_right
from datetime import date, timedelta
from functools import lru_cache

# What the package calls each nation. Bodies of the whole kingdom keep England's holidays.
PLACES = {
    "england": "ENG",
    "wales": "WLS",
    "scotland": "SCT",
    "northern-ireland": "NIR",
    "united-kingdom": "ENG",
}
MOST_DAYS = 3660


def deadline(received: date, working_days: int, nation: str) -> date:
    """The last of so many working days (1 to 3,660) after the day of receipt."""
    if not 1 <= working_days <= MOST_DAYS:
        raise ValueError(f"A deadline is 1 to {MOST_DAYS} working days away, not {working_days}.")
    day = received
    # Each round steps over the holidays that the last one met: two or three rounds in practice.
    while missing := working_days - working_days_between(received, day, nation):
        day = _weekdays_after(day, missing)
    return day


def working_days_between(start: date, end: date, nation: str) -> int:
    """Working days after `start`, up to and with `end`; negative where `end` comes first."""
    if end < start:
        return -working_days_between(end, start, nation)
    return _weekdays(end) - _weekdays(start) - _bank_holidays_between(start, end, nation)


def _weekdays(day: date) -> int:
    """How many Mondays to Fridays there have been up to this day, since a Monday."""
    weeks, rest = divmod(day.toordinal(), 7)  # ordinal 1 was a Monday
    return weeks * 5 + min(rest, 5)


def _weekdays_after(day: date, count: int) -> date:
    """The count-th Monday to Friday after a day."""
    weeks, rest = divmod(count - 1, 5)
    day += timedelta(days=7 * weeks)
    for _ in range(rest + 1):
        day += timedelta(days=8 - day.isoweekday() if day.isoweekday() >= 5 else 1)
    return day


def _bank_holidays_between(start: date, end: date, nation: str) -> int:
    days = [day for year in range(start.year, end.year + 1) for day in bank_holidays(nation, year)]
    return bisect_right(days, end) - bisect_right(days, start)


@lru_cache(maxsize=256)
def bank_holidays(nation: str, year: int) -> tuple[date, ...]:
    """Those that fall on Mondays to Fridays, in order."""
    import holidays  # half a second that a start need not wait for

    days = holidays.country_holidays("GB", subdiv=PLACES[nation], years=year)
    return tuple(sorted(day for day in days if day.isoweekday() <= 5))
