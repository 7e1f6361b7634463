import csv
import datetime as dt
import io
import json
import zipfile
from dataclasses import replace

import pytest
from django.test import RequestFactory

from commonworks.frontend.pages import engine
from commonworks.frontend.tables import Column, Table, guarded

ROWS = [
    {"ref": "A1", "name": '=HYPERLINK("http://x")', "fee": 1050, "on": dt.date(2026, 11, 22)},
    {"ref": "A2", "name": "Zoë, “quoted”\nline", "fee": None, "on": None},
]
COLUMNS = [
    Column("ref", "Reference"),
    Column("name", "Name"),
    Column("fee", "Fee", "money"),
    Column("on", "Received", "date"),
]
CASES = Table("Cases of today", COLUMNS, ROWS)


def download(kind):
    return CASES.download(RequestFactory().get("/", {"format": kind}))


def test_a_page_is_wanted_unless_a_format_is_asked_for():
    assert (CASES.download(RequestFactory().get("/")), download("exe")) == (None, None)


def test_csv_has_the_same_rows_and_no_formula_in_them():
    rows = list(csv.reader(io.StringIO(download("csv").content.decode("utf-8-sig"))))
    assert rows == [
        ["Reference", "Name", "Fee", "Received"],
        ["A1", '\'=HYPERLINK("http://x")', "10.5", "2026-11-22"],
        ["A2", "Zoë, “quoted”\nline", "", ""],
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_text_that_a_spreadsheet_would_run_is_made_harmless(start):
    assert guarded(f"{start}1+1") == f"'{start}1+1"


def test_times_in_files_are_those_of_the_page_with_their_offset():
    at = dt.datetime(2026, 8, 16, 9, 44, 56, 115656, tzinfo=dt.UTC)
    column = Column("at", "Received", "datetime")
    assert column.plain({"at": at}) == "2026-08-16T10:44:56+01:00"


@pytest.mark.parametrize("value", [-5, -1.5, 0, "a=b", "A1"])
def test_numbers_and_ordinary_texts_stay_as_they_are(value):
    assert guarded(value) == value


def test_json_has_plain_values_and_money_in_pence():
    assert json.loads(download("json").content)[0] == {
        "ref": "A1",
        "name": '=HYPERLINK("http://x")',
        "fee": 1050,
        "on": "2026-11-22",
    }


def test_a_workbook_has_texts_for_texts_and_numbers_for_money():
    book = zipfile.ZipFile(io.BytesIO(download("xlsx").content))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    texts = book.read("xl/sharedStrings.xml").decode()
    assert ("<f>" in sheet, "<v>10.5</v>" in sheet, "=HYPERLINK(" in texts) == (False, True, True)


def test_a_download_is_named_after_its_table():
    assert download("csv")["Content-Disposition"] == 'attachment; filename="cases-of-today.csv"'


def test_a_cell_is_shown_as_people_write_it():
    assert [column.shown(ROWS[0]) for column in COLUMNS[2:]] == ["£10.50", "22 November 2026"]


def test_a_stacked_row_says_beside_each_cell_what_it_is():
    table = Table(
        "Cases", [Column("ref", "Reference", whole=True), *COLUMNS[1:2]], ROWS, "", "", True
    )
    drawn = (
        engine()
        .env.from_string(
            '{% from "frontend/parts.html" import table_of %}{{ table_of(table, downloads=false) }}'
        )
        .render(table=table)
    )
    assert drawn.count('<span class="cw-stacked__label" aria-hidden="true">Name</span>') == 2
    assert drawn.count('role="cell"') == 2
    assert drawn.count("cw-nowrap") == 2


def test_a_column_without_room_on_the_page_is_named_there_and_in_the_files():
    wide = Table("Cases", [COLUMNS[0], replace(COLUMNS[1], in_files=True)], ROWS[1:])
    parts = engine().get_template("frontend/parts.html").template.module
    drawn = str(parts.table_of(wide))
    assert "Zoë" not in drawn
    assert "Also in these files: Name" in drawn
    sheet = wide.download(RequestFactory().get("/", {"format": "csv"})).content.decode("utf-8-sig")
    assert sheet.splitlines()[0] == "Reference,Name"
    assert "Zoë" in sheet


def test_a_link_says_what_it_is_about_and_a_cell_without_an_address_is_none():
    column = Column(
        "ref", "Reference", link=lambda row: row["to"], about=lambda row: f"<{row['ref']}>"
    )
    rows = [{"ref": "A1", "to": "/a1"}, {"ref": "B2", "to": ""}]
    drawn = str(Table("Cases", [column], rows).body)
    about = '<span class="govuk-visually-hidden"> – &lt;A1&gt;</span>'
    assert f'<a class="govuk-link" href="/a1">A1{about}</a>' in drawn
    assert drawn.count("<a ") == 1
