"""Days and times of day in the United Kingdom, where twice a year the clocks change."""

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from commonworks.frontend import words
from commonworks.kernel.errors import Invalid

LONDON = ZoneInfo("Europe/London")
TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?", re.IGNORECASE | re.ASCII)
WORDS = {"noon": time(12), "midday": time(12), "midnight": time(0)}


def time_of_day(text: str) -> time:
    """5pm, 5:30pm, 17:30, noon. Raises Invalid."""
    said = " ".join(text.lower().split())
    if said in WORDS:
        return WORDS[said]
    if found := TIME.fullmatch(said):
        hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "pm" else 0)
        elif half or not found[2]:
            hour = 24  # neither 13pm nor a bare 5 says a time
        if hour < 24 and minute < 60:
            return time(hour, minute)
    raise Invalid(_("Enter a time, like 5pm or 17:00."))


def in_london(day: date, at: time) -> datetime:
    """That day and time by the clocks of the UK. An hour that comes twice, as the clocks go back,
    means its second time, so that nobody is shut out early. Raises Invalid for one that is
    skipped as they go forward."""
    moment = datetime.combine(day, at, LONDON).replace(fold=1)
    if moment.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) != moment.replace(
        tzinfo=None
    ):
        raise Invalid(
            _("The clocks go forward that night, and %(time)s does not exist. Enter another time.")
            % {"time": f"{at:%H:%M}"}
        )
    return moment.astimezone(UTC)


def zone_name(moment: datetime) -> str:
    """GMT or BST: which of the two a time by the clocks of the UK means."""
    return moment.astimezone(LONDON).tzname() or ""


def shown(moment: datetime) -> str:
    """22 November 2026 at 5pm (GMT): as moments are written, with the zone that is meant."""
    return f"{words.moment(moment)} ({zone_name(moment)})"
