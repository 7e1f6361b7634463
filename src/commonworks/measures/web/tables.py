"""Figures as tables and charts: the same rows for the page, its files and its pictures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonworks.frontend.charts import Chart
from commonworks.frontend.tables import Column, Table
from commonworks.frontend.words import MONTHS
from commonworks.measures.policies.bands import DAY, HOUR, LONGER, MINUTE, MOST_DAYS
from commonworks.measures.queries import CouncilFigures, Figures, ServiceFigures


@dataclass(frozen=True, slots=True)
class Row:
    """Figures as they are written. A None is a count that is withheld, or nothing to go by."""

    name: str
    organisation: str
    started: int | None
    completed: int | None
    completion: str | None
    time: str | None
    decided: int | None
    in_time: str | None
    days: str | None
    satisfied: str | None

    @classmethod
    def of(cls, name: str, figures: Figures, organisation: str = "") -> "Row":
        return cls(
            name=name,
            organisation=organisation,
            started=figures.started,
            completed=figures.completed,
            completion=figures.completion.text if figures.completion else None,
            time=duration(figures.median_seconds),
            decided=figures.decided,
            in_time=figures.in_time.text if figures.in_time else None,
            days=working_days(figures.median_days),
            satisfied=figures.satisfied.text if figures.satisfied else None,
        )


def councils_table(found: ServiceFigures, period: str) -> Table:
    """Councils side by side, by name. The last row adds up what everyone may see."""
    rows = [Row.of(each.name, each.figures, each.organisation) for each in found.councils]
    if len(rows) > 1:
        rows.append(Row.of(_("All councils"), found.all))

    def address(row: Row) -> str:
        asked = {"council": row.organisation, "period": period}
        return f"?{urlencode({name: value for name, value in asked.items() if value})}"

    return Table(_("Councils side by side"), _columns(_("Council"), address), rows)


def months_table(council: CouncilFigures) -> Table:
    rows = [Row.of(month_name(month), figures) for month, figures in council.months]
    return Table(_("Month by month"), _columns(_("Month")), rows, _("There are no figures yet."))


def left_table(left: Sequence[tuple[str, int]], titles: Mapping[str, str]) -> Table:
    rows = [{"page": titles.get(page, page), "count": count} for page, count in left]
    columns = [Column("page", _("Page")), Column("count", _("Stopped there"), kind="number")]
    empty = _("On no page have enough people stopped to say so.")
    return Table(_("Where people stop"), columns, rows, empty)


def months_chart(council: CouncilFigures) -> Chart:
    told = [(month, f.completed) for month, f in council.months if f.completed is not None]
    return Chart(
        _("Applications that reached the council, by month"),
        [f"{_(MONTHS[month.month - 1])[:3]} {month.year}" for month, _count in told],
        [count for _month, count in told],
        unit=_("Applications"),
        kind="line",
        label_heading=_("Month"),
    )


def completion_chart(found: ServiceFigures) -> Chart:
    """Bars in the order of the table: beside each other, and in no order of merit."""
    told = [
        (each.name, each.figures.completion)
        for each in found.councils
        if each.figures.completion is not None
    ]
    return Chart(
        _("Applications finished, of those started"),
        [name for name, _one in told],
        [one.per_hundred for _name, one in told],
        unit=_("Of a hundred"),
        shown=[one.text for _name, one in told],
        label_heading=_("Council"),
    )


def _columns(first: str, link: object = None) -> list[Column]:
    few, none = _("Fewer than 5"), "–"
    return [
        Column("name", first, link=link),  # type: ignore[arg-type]
        Column("started", _("Started"), kind="number", missing=few),
        Column("completed", _("Applications"), kind="number", missing=few),
        Column("completion", _("Finished"), missing=none),
        Column("time", _("Half took up to"), missing=none),
        Column("decided", _("Decided"), kind="number", missing=few),
        Column("in_time", _("In time"), missing=none),
        Column("days", _("Half decided within"), missing=none),
        Column("satisfied", _("Satisfied"), missing=none),
    ]


def duration(seconds: int | None) -> str | None:
    """The upper end of a band, as people say it."""
    if seconds is None:
        return None
    if seconds >= LONGER:
        return _("more than a day")
    if seconds >= DAY:
        return _("a day")
    if seconds >= HOUR:
        return ngettext("%(n)s hour", "%(n)s hours", seconds // HOUR) % {"n": seconds // HOUR}
    minutes = seconds // MINUTE
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}


def working_days(days: int | None) -> str | None:
    if days is None:
        return None
    if days >= MOST_DAYS:
        return _("%(n)s working days or more") % {"n": MOST_DAYS}
    return ngettext("%(n)s working day", "%(n)s working days", days) % {"n": days}


def month_name(first_day: date) -> str:
    return f"{_(MONTHS[first_day.month - 1])} {first_day.year}"
