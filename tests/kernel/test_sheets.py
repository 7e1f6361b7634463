import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonworks.frontend.tables import guarded
from commonworks.kernel.errors import Invalid
from commonworks.kernel.sheets import Columns, Problem, Row, long, read

TEXT = "title,cost\r\nBlue badges – renewals,£12.50\r\n"
ROW = Row(2, {"title": "Blue badges – renewals", "cost": "£12.50"})


def sheet(data, most_rows=10):
    return read(data, name="needs.csv", columns=("title",), more=("cost",), most_rows=most_rows)


@pytest.mark.parametrize(
    ("codec", "mark", "words"),
    [
        ("utf-8", b"", "UTF-8"),
        ("utf-8-sig", b"", "UTF-8"),
        ("utf-16", b"", "UTF-16"),
        ("utf-16-be", b"\xfe\xff", "UTF-16"),
        ("cp1252", b"", "Windows-1252"),
    ],
)
def test_a_file_is_read_in_whatever_a_spreadsheet_wrote_it(codec, mark, words):
    found = sheet(mark + TEXT.encode(codec))
    assert (found.rows, found.encoding) == ((ROW,), words)


@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_cells_may_be_parted_by_commas_semicolons_or_tabs(between):
    assert sheet(TEXT.replace(",", between).encode()).rows == (ROW,)


def test_a_formula_is_read_as_the_text_that_it_is():
    [row] = sheet(b'title\n"=HYPERLINK(""https://a.example"")"\n').rows
    assert row.cells == {"title": '=HYPERLINK("https://a.example")'}


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), min_size=1))
def test_what_we_write_we_read(cell):
    written = str(guarded(cell)).replace('"', '""')
    rows = sheet(f'title,cost\n"{written}",1\n'.encode()).rows
    # A text that somebody began with an apostrophe of their own is told apart by nothing.
    assert rows[0].cells["title"] == (cell if cell[0] != "'" else rows[0].cells["title"])


def test_a_row_with_too_few_cells_says_that_it_is_not_whole():
    assert sheet(b"title,cost\na\n").rows == (Row(2, {"title": "a"}, whole=False),)


def test_empty_rows_are_passed_over_and_lines_are_the_files_own():
    assert [row.line for row in sheet(b'title\n\n"two\nlines"\n,\nc\n').rows] == [4, 6]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"cost\n1\n", "needs.csv lacks these columns: title."),
        (b"title,tilte\n", "needs.csv has columns that we do not know: tilte."),
        (b"title,Title\n", "needs.csv has these columns twice: title."),
        (b'title\n"a\n', "Line 2 of needs.csv is not CSV: unexpected end of data."),
        (b"title\na\0b\n", "Line 2 of needs.csv holds a NUL character."),
        (b"title\nok\n\x81\n", "Line 3 of needs.csv is neither UTF-8 nor Windows-1252."),
        (b"\xff\xfea", "needs.csv begins as UTF-16 but does not go on so."),
        (b"title\n" + b"a" * 50_001, "Line 2 of needs.csv is not CSV: field larger than field"),
        (b"", "needs.csv lacks these columns: title."),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_why(data, said):
    with pytest.raises(Invalid) as refused:
        sheet(data)
    assert str(refused.value).startswith(said)


def test_no_more_rows_are_read_than_are_taken():
    with pytest.raises(Invalid, match=r"more than 10 rows, and goes on at line 12"):
        sheet(b"title\n" + b"a\n" * 100_000)


def test_a_problem_says_the_line_and_the_column():
    assert str(Problem(3, "cost", "Enter pounds.")) == "Line 3, cost: Enter pounds."


def on_disk(tmp_path, data, most_rows=10, most_bytes=1_000_000):
    path = tmp_path / "needs.csv"
    path.write_bytes(data)
    columns = Columns(("title",), ("cost",))
    return long(path, columns=columns, most_rows=most_rows, most_bytes=most_bytes)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_long_file_reads_as_a_short_one_each_time_it_is_gone_through(tmp_path, codec):
    data = (TEXT + '"two\r\nlines",2\n' * 3).encode(codec)
    found, whole = on_disk(tmp_path, data), sheet(data)
    assert [tuple(found), tuple(found), found.encoding] == [whole.rows, whole.rows, whole.encoding]


@pytest.mark.parametrize("at", [(1 << 20) - 1, 1 << 20])
def test_a_letter_that_lies_across_two_reads_is_one_letter(tmp_path, at):
    lines = b"title\n" + b"a" * 40_000
    data = (b"\n".join([lines] + [b"b" * 40_000] * 30))[:at] + "é\n".encode()
    *_, last = on_disk(tmp_path, data, most_rows=50, most_bytes=2_000_000)
    assert last.cells["title"][-1] == "é"


def test_a_fault_far_into_a_long_file_is_told_by_its_line(tmp_path):
    good = b"title\n" + b"a\n" * 600_000
    with pytest.raises(Invalid, match="^Line 600002 of needs.csv holds a NUL"):
        on_disk(tmp_path, good + b"\0\n", most_bytes=2_000_000)
    with pytest.raises(Invalid, match="^Line 600002 of needs.csv is neither UTF-8"):
        on_disk(tmp_path, good + b"\x81\n", most_bytes=2_000_000)


def test_a_long_file_has_bounds_too(tmp_path):
    with pytest.raises(Invalid, match="larger than 1 MB"):
        on_disk(tmp_path, b"title\n" + b"a" * 1_000_001)
    with pytest.raises(Invalid, match="more than 10 rows, and goes on at line 12"):
        list(on_disk(tmp_path, b"title\n" + b"a\n" * 11))
