"""Tables, and the same rows as files: what is downloaded is what is seen, and what had no room.

table = Table("Cases", [Column("ref", "Reference"), Column("fee", "Fee", kind="money")], rows)
return table.download(request) or page(request, "room/cases.html", table=table)
"""

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from markupsafe import Markup, escape

from commonworks.frontend import words
from commonworks.kernel.money import pounds
from commonworks.kernel.sheets import FORMULA

MOST_CELL = 32_767  # characters in a cell of Excel
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``kind`` is text, number, money (pence), date or datetime.

    ``link`` makes the address that the cell leads to on the page, from the row, or "" where it
    leads nowhere; ``about`` what a link does it to, for those who hear links by themselves;
    ``missing`` is what the page says where there is no value; ``whole`` keeps it in one line;
    ``in_files`` leaves it to the files, where a page has no room for it.
    """

    name: str
    label: str
    kind: str = "text"
    link: Callable[[Any], str] | None = None
    about: Callable[[Any], str] | None = None
    missing: str = ""
    whole: bool = False
    in_files: bool = False

    @property
    def numeric(self) -> bool:
        return self.kind in ("number", "money")

    def value(self, row: object) -> Any:
        return row.get(self.name) if isinstance(row, Mapping) else getattr(row, self.name)

    def shown(self, row: object) -> str:
        """The cell as a person reads it."""
        value = self.value(row)
        return self.missing if value is None else SHOWN[self.kind](value)

    def plain(self, row: object, *, pence: bool = False) -> str | int | float | bool | None:
        """The cell as a program reads it: ISO dates, times as the page has them with their offset
        from UTC, money in pounds to two places, or in whole pence."""
        value = self.value(row)
        if value is None or isinstance(value, bool) or (pence and self.kind == "money"):
            return value
        return PLAIN[self.kind](value)


SHOWN: Mapping[str, Callable[[Any], str]] = {
    "text": str,
    "number": lambda value: f"{value:,}",
    "money": pounds,
    "date": words.date,
    "datetime": words.moment,
}
PLAIN: Mapping[str, Callable[[Any], str | int | float]] = {
    "text": str,
    "number": lambda value: value,
    "money": lambda pence: pence / 100,
    "date": lambda day: str(day.isoformat()),
    "datetime": lambda when: str(words.local(when).isoformat(timespec="seconds")),
}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows (records or mappings) under columns. ``empty`` is said when there are none; ``stacked``
    shows each row as a block of its own on a narrow screen, with nothing to scroll to."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Any]
    empty: str = ""
    name: str = field(default="")
    stacked: bool = False

    @property
    def on_page(self) -> list[Column]:
        return [column for column in self.columns if not column.in_files]

    @property
    def in_files(self) -> list[Column]:
        """What the files have beside that."""
        return [column for column in self.columns if column.in_files]

    @property
    def body(self) -> Markup:
        """The rows as HTML. Not in the template: there a cell takes three times as long."""
        columns = self.on_page
        rows = "".join(self._row(row, columns) for row in self.rows)
        return Markup(rows)  # noqa: S704 - every text in it has been escaped

    def _row(self, row: Any, columns: Sequence[Column]) -> str:
        cells = "".join(self._cell(at, column, row) for at, column in enumerate(columns))
        return f'\n<tr class="govuk-table__row"{self._role("row")}>{cells}</tr>'

    def _cell(self, at: int, column: Column, row: Any) -> str:
        text = column.shown(row)
        said = str(escape(text))
        if column.link and (to := column.link(row)):
            about = f" – {escape(column.about(row))}" if column.about else ""
            unseen = f'<span class="govuk-visually-hidden">{about}</span>' if about else ""
            said = f'<a class="govuk-link" href="{escape(to)}">{said}{unseen}</a>'
        whole = " cw-nowrap" if column.whole else ""
        if at == 0:
            role = self._role("rowheader")
            return f'<th scope="row" class="govuk-table__header{whole}"{role}>{said}</th>'
        classes = f"{' govuk-table__cell--numeric' if column.numeric else ''}{whole}"
        if self.stacked:
            classes += "" if text else " cw-stacked__empty"
            label = escape(column.label)
            said = f'<span class="cw-stacked__label" aria-hidden="true">{label}</span>{said}'
        return f'<td class="govuk-table__cell{classes}"{self._role("cell")}>{said}</td>'

    def _role(self, role: str) -> str:
        """What a block of its own would else no longer be to a screen reader."""
        return f' role="{role}"' if self.stacked else ""

    def download(self, request: HttpRequest) -> HttpResponse | None:
        """The file asked for by ``?format=csv|xlsx|json``; None when a page is wanted."""
        make = FORMATS.get(request.GET.get("format", ""))
        if make is None:
            return None
        content, kind, suffix = make(self)
        name = f"{self.name or slugify(self.caption) or 'table'}.{suffix}"
        disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(content, content_type=kind, headers=disposition)


def as_csv(table: Table) -> tuple[bytes, str, str]:
    """RFC 4180, with the mark by which Excel knows UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(guarded(str(column.label)) for column in table.columns)
    for row in table.rows:
        writer.writerow(guarded(column.plain(row)) for column in table.columns)
    return ("\ufeff" + out.getvalue()).encode(), "text/csv; charset=utf-8", "csv"


def guarded(value: object) -> object:
    """A text that a spreadsheet would run as a formula, made harmless by an apostrophe.

    OWASP, "CSV Injection": texts that begin with = + - @ TAB or CR. Numbers stay numbers.
    """
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return "" if value is None else value


def as_json(table: Table) -> tuple[bytes, str, str]:
    """A list of objects by column name; money in pence, as everywhere that programs read."""
    rows = [
        {column.name: column.plain(row, pence=True) for column in table.columns}
        for row in table.rows
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1).encode(), "application/json", "json"


def as_xlsx(table: Table) -> tuple[bytes, str, str]:
    """A workbook of one sheet. Texts are written as texts: no formula, no link."""
    import xlsxwriter  # a fifth of a web worker’s start, for what few ask

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    formats = {
        "money": book.add_format({"num_format": "£#,##0.00"}),
        "date": book.add_format({"num_format": "d mmmm yyyy"}),
        "datetime": book.add_format({"num_format": "d mmmm yyyy hh:mm"}),
    }
    for across, column in enumerate(table.columns):
        sheet.write_string(0, across, str(column.label), bold)  # it may be lazy
        sheet.set_column(across, across, max(12, min(50, len(str(column.label)) + 4)))
        for down, row in enumerate(table.rows, 1):
            _write(sheet, down, across, column.value(row), column, formats.get(column.kind))
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue(), EXCEL, "xlsx"


def _write(sheet: Any, down: int, across: int, value: Any, column: Column, style: Any) -> None:
    if value is None:
        return
    if column.kind == "money":
        sheet.write_number(down, across, value / 100, style)
    elif column.kind == "number":
        sheet.write_number(down, across, value)
    elif column.kind in ("date", "datetime"):
        sheet.write_datetime(down, across, _naive(value), style)
    else:
        sheet.write_string(down, across, str(value)[:MOST_CELL])


def _naive(value: dt.date) -> dt.date:
    """Excel knows no time zones: what it is told is UK time."""
    return words.local(value).replace(tzinfo=None) if isinstance(value, dt.datetime) else value


FORMATS: Mapping[str, Callable[[Table], tuple[bytes, str, str]]] = {
    "csv": as_csv,
    "xlsx": as_xlsx,
    "json": as_json,
}


def is_download(request: HttpRequest) -> bool:
    """Whether a file is asked for, of a kind that there is: then a table needs all of its rows."""
    return request.GET.get("format", "") in FORMATS
