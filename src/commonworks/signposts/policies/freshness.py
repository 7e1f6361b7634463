"""How an entry ages, in days. Silence is taken for an answer, but slowly and in the open."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

ASK_BEFORE = 14  # days before the entry's date, its owner gets a letter
REMIND_BEFORE = 3  # and one more, the last
ARCHIVE_AFTER = 60  # days past its date, an entry that nobody confirmed is archived
ASKED_AT_LEAST = 30  # days before it is archived, in case that letters went out late
CHANGED_LASTS = 14  # days for which "changed" keeps an entry, so that its owner can change it
SHORTEST, LONGEST = 1, 3 * 365  # days that an entry can be good for


def asked_from(until: date) -> date:
    return until - timedelta(days=ASK_BEFORE)


def archived_from(until: date) -> date:
    """The first day on which it may be archived."""
    return until + timedelta(days=ARCHIVE_AFTER + 1)


def link_ends(until: date, *, at: datetime) -> datetime:
    """A link of a letter works until the entry is archived, and for a fortnight at least."""
    end = datetime.combine(archived_from(until), time(), timezone.get_default_timezone())
    return max(end, at + timedelta(days=ASK_BEFORE))
