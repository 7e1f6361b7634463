"""How figures, money and dates are written, in English and Welsh.

The GOV.UK style guide (A to Z: "Dates", "Money", "Times", "Numbers"): 22 November 2026, £1.50,
£10 without pence when there are none, 5:30pm, 9,000.
"""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.translation import get_language, gettext

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def date(day: dt.date | None) -> str:
    """22 November 2026, in the reader's language. A moment counts as its day in the UK."""
    if day is None:
        return ""
    if isinstance(day, dt.datetime):
        day = local(day)
    return f"{day.day} {gettext(MONTHS[day.month - 1])} {day.year}"


def moment(when: dt.datetime | None) -> str:
    """22 November 2026 at 5:30pm, in UK time."""
    if when is None:
        return ""
    when = local(when)
    hour = when.hour % 12 or 12
    minutes = f":{when.minute:02}" if when.minute else ""
    half = "am" if when.hour < 12 else "pm"
    return gettext("%(date)s at %(time)s") % {
        "date": date(when),
        "time": f"{hour}{minutes}{half}",
    }


def plural(count: int, one: str, many: str) -> str:
    """1 case, 2 cases, 1,000 cases: the number and the word that fits it."""
    return f"{count:,} {one if count == 1 else many}"


def reader() -> str:
    """The reader's language: "en" or "cy"."""
    return "cy" if (get_language() or "").startswith("cy") else "en"


def labelled(choices: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The choices of a model, (value, label), in the reader's language as it is now."""
    return [(value, gettext(label)) for value, label in choices]


def either(names: Sequence[str]) -> str:
    """a, b or c. At least one."""
    *others, last = names
    if not others:
        return last
    return gettext("%(others)s or %(last)s") % {"others": ", ".join(others), "last": last}


def size(octets: int) -> str:
    """A file's size as people say it: 900 bytes, 12KB, 3.4MB (1KB is 1,000 bytes)."""
    if octets < 1000:
        return plural(octets, "byte", "bytes")
    if octets < 1_000_000:
        return f"{octets / 1000:.0f}KB"
    return f"{octets / 1_000_000:.1f}MB"


def local(when: dt.datetime) -> dt.datetime:
    """The same moment on a clock in the UK."""
    return timezone.localtime(when) if timezone.is_aware(when) else when
