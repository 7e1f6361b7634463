"""When contracts end, and by when notice is to be given."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from commonworks.kernel.errors import Missing
from commonworks.needs.models.estate import System
from commonworks.needs.policies.systems import Notice
from commonworks.needs.queries.narrowing import Narrowed
from commonworks.needs.queries.systems import Found, lines
from commonworks.network import queries as network
from commonworks.network.ports import Actor

QUARTERS = 8
BACK, AHEAD = timedelta(days=31), timedelta(days=1096)  # what the feed holds
MOST_IN_FEED = 1_000

IN_FEED = (
    *("ref", "name", "council", "supplier_name", "purpose", "contract_end", "notice_by"),
    *("edition", "changed_at", "stale", "good_until", "notice_length", "notice_unit"),
)


@dataclass(frozen=True, slots=True)
class Ending:
    """A contract that ends, as a calendar tells of it: no more is read for a thousand of them.
    `stale`: nobody has confirmed the entry since `good_until`."""

    ref: str
    name: str
    council_name: str
    supplier_name: str
    purpose: str
    contract_end: date
    notice_by: date | None
    edition: int
    changed_at: datetime
    stale: bool
    good_until: date
    notice: str


@dataclass(frozen=True, slots=True)
class Quarter:
    """Three months of a calendar year, and how many contracts end and notices fall due in it."""

    start: date
    end: date  # its last day
    ends: int = 0
    notices: int = 0

    @property
    def name(self) -> str:
        """2027-q1, as an address has it."""
        return f"{self.start.year}-q{(self.start.month + 2) // 3}"


def quarters(narrowed: Narrowed, *, today: date) -> tuple[Quarter, ...]:
    """This quarter and the next seven. Three SQL queries at most."""
    ahead = [_quarter(today, number) for number in range(QUARTERS)]
    whole = Quarter(ahead[0].start, ahead[-1].end)
    passing = narrowed.passing(today)
    ends, notices = (_by_day(passing, whole, day) for day in ("contract_end", "notice_by"))
    return tuple(replace(q, ends=_within(q, ends), notices=_within(q, notices)) for q in ahead)


def _by_day(passing: Q, whole: Quarter, day: str) -> dict[date, int]:
    """How many fall on each day: read from the index alone, as sums by quarter would not be."""
    rows = System.objects.filter(passing & _in(whole, day)).order_by().values(day)
    return dict(rows.annotate(number=Count("*")).values_list(day, "number"))


def _within(quarter: Quarter, days: Mapping[date, int]) -> int:
    return sum(number for day, number in days.items() if quarter.start <= day <= quarter.end)


def dates(
    narrowed: Narrowed,
    quarter: Quarter,
    *,
    by: Actor,
    today: date,
    notices: bool = False,
    offset: int = 0,
    limit: int | None = None,
) -> Found:
    """Systems whose contracts end in a quarter, or whose notices fall due in it, by that day.
    Seven SQL queries at most."""
    day = "notice_by" if notices else "contract_end"
    passing = narrowed.passing(today) & _in(quarter, day)
    total = System.objects.filter(passing).count()
    order = (day, "name", "ref")
    return Found(total, lines(passing, by=by, order=order, offset=offset, limit=limit))


def in_feed(narrowed: Narrowed, *, today: date) -> tuple[Ending, ...]:
    """The next thousand contracts to end in the next three years, and those of the last month.
    Three SQL queries at most."""
    passing = narrowed.passing(today) & Q(contract_end__range=(today - BACK, today + AHEAD))
    rows = System.objects.filter(passing).order_by("contract_end", "name", "ref")
    read = list(rows.values_list(*IN_FEED)[:MOST_IN_FEED])
    names = network.short_names(council for _ref, _name, council, *_ in read)
    return tuple(
        Ending(ref, name, names[council], *said, notice=str(Notice(length, unit)) if length else "")
        for ref, name, council, *said, length, unit in read
    )


def quarter_named(name: str, *, today: date) -> Quarter:
    """One of the quarters that are shown; the present one for "". Raises Missing."""
    ahead = [_quarter(today, number) for number in range(QUARTERS)]
    for each in ahead:
        if name in ("", each.name):
            return each
    raise Missing(_("The calendar does not show that quarter. It shows the next two years."))


def _quarter(today: date, number: int) -> Quarter:
    """So many quarters after the present one."""
    first = today.year * 12 + (today.month - 1) // 3 * 3 + 3 * number
    start, after = (date(months // 12, months % 12 + 1, 1) for months in (first, first + 3))
    return Quarter(start, after - timedelta(days=1))


def _in(quarter: Quarter, day: str) -> Q:
    return Q(**{f"{day}__range": (quarter.start, quarter.end)})
