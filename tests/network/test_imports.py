"""A file in mySociety's columns: read, checked, tried, imported, imported again."""

import csv

import pytest

from commonworks.kernel.errors import Invalid, NotAllowed
from commonworks.kernel.models import Event
from commonworks.network.cli import mysociety
from commonworks.network.commands import load_facts
from commonworks.network.commands.imports import COLUMNS, import_organisations
from commonworks.network.models import Code, Organisation, Succession
from commonworks.network.ports import SYSTEM
from tests.actors import NOON

LEEDS = {
    "local-authority-code": "LDS",
    "official-name": "Leeds City Council",
    "nice-name": "Leeds",
    "gss-code": "E08000035",
    "nation": "England",
    "region": "Yorkshire and The Humber",
    "local-authority-type": "MD",
}
SURREY_WEST = {
    "local-authority-code": "WSU",
    "official-name": "West Surrey Council",
    "nice-name": "West Surrey",
    "gss-code": "E06000099",
    "nation": "England",
    "region": "South East",
    "local-authority-type": "UA",
}


@pytest.fixture
def file(tmp_path):
    """Write rows (dicts of the columns that matter) to a CSV file."""

    def write(*rows, columns=COLUMNS, encoding="utf-8"):
        path = tmp_path / "councils.csv"
        with path.open("w", newline="", encoding=encoding) as out:
            writer = csv.DictWriter(out, columns, restval="", extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


def bring_in(path, *, dry_run=False, by=SYSTEM):
    return import_organisations(rows=mysociety.read(path), dry_run=dry_run, by=by, at=NOON)


def counts(report):
    return report.written, report.added, report.changed, report.unchanged


def world():
    """All that an import could change."""
    tables = (Organisation, Code, Succession, Event)
    return [list(table.objects.order_by("pk").values_list()) for table in tables]


def test_what_is_as_the_file_says_stays_as_it_is(councils, file):
    before = world()
    assert counts(bring_in(file(LEEDS))) == (True, 0, 0, 1)
    assert world() == before


def test_a_new_council_comes_in_and_a_second_import_does_not_double_it(councils, file):
    path = file(LEEDS, SURREY_WEST)
    assert counts(bring_in(path)) == (True, 1, 0, 1)
    before = world()
    assert counts(bring_in(path)) == (True, 0, 0, 2)
    assert world() == before


def test_a_dry_run_says_the_same_and_writes_nothing(councils, file):
    path, before = file(SURREY_WEST | {"official-name": "West  Surrey Council"}), world()
    tried = bring_in(path, dry_run=True)
    assert (counts(tried), world() == before) == ((False, 1, 0, 0), True)
    done = bring_in(path)
    assert (done.changes, done.added) == (tried.changes, tried.added)


def test_a_change_is_told_with_before_and_after(councils, file):
    report = bring_in(file(LEEDS | {"official-name": "City of Leeds Council"}))
    [change] = report.changes
    assert (change.ref, change.what, change.before, change.after) == (
        "leeds",
        "name",
        "Leeds City Council",
        "City of Leeds Council",
    )


def test_what_was_imported_is_not_undone_by_the_facts_we_ship(network, file):
    bring_in(file(LEEDS | {"official-name": "City of Leeds Council"}))
    load_facts(by=SYSTEM, at=NOON)
    assert Organisation.objects.get(ref="leeds").name == "City of Leeds Council"


def test_a_council_that_ends_is_followed_from_the_day_after(councils, file):
    woking = {
        "local-authority-code": "WOI",
        "official-name": "Woking Borough Council",
        "nice-name": "Woking",
        "gss-code": "E07000217",
        "nation": "England",
        "region": "South East",
        "local-authority-type": "NMD",
        "end-date": "2027-03-31",
        "replaced-by": "WSU",
    }
    assert counts(bring_in(file(woking, SURREY_WEST))) == (True, 1, 1, 0)
    followed = Succession.objects.filter(predecessor="woking").values_list("successor", "on")
    assert [(ref, str(on)) for ref, on in followed] == [("west-surrey", "2027-04-01")]


def test_an_empty_cell_changes_nothing(councils, file):
    bring_in(file(LEEDS | {"region": "", "end-date": ""}))
    assert Organisation.objects.get(ref="leeds").region == "yorkshire-and-the-humber"


def test_only_a_steward_imports(administrator, file):
    with pytest.raises(NotAllowed):
        bring_in(file(LEEDS), by=administrator)


WRONG = {
    "a name that is missing": ({"official-name": " "}, "official-name", "Give the council's name."),
    "a formula": ({"official-name": "=HYPERLINK(1)"}, "official-name", "formula"),
    "a formula in a code": ({"local-authority-code": "+LDS"}, "local-authority-code", "formula"),
    "a code in lower case": ({"local-authority-code": "lds"}, "local-authority-code", "“lds”"),
    "a GSS code cut short": ({"gss-code": "E0800003"}, "gss-code", "“E0800003”"),
    "an unknown type": ({"local-authority-type": "XX"}, "local-authority-type", "“XX”"),
    "an unknown nation": ({"nation": "Mercia"}, "nation", "“Mercia”"),
    "an unknown region": ({"region": "Wessex"}, "region", "“Wessex”"),
    "a day in another order": ({"end-date": "31/03/2027"}, "end-date", "“31/03/2027”"),
    "an unknown successor": ({"replaced-by": "NOPE"}, "replaced-by", "NOPE"),
    "an unknown county": ({"county-la": "NOPE"}, "county-la", "NOPE"),
    "a very long name": ({"nice-name": "x" * 201}, "nice-name", "200 characters"),
    "another's code": ({"gss-code": "E09000007"}, "gss-code", "camden and leeds"),
}


@pytest.mark.parametrize(("change", "column", "words"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_cell_is_named_and_nothing_is_written(councils, file, change, column, words):
    before = world()
    report = bring_in(file(SURREY_WEST, LEEDS | change))
    [problem] = report.problems
    assert (report.written, problem.line, problem.column) == (False, 3, column)
    assert words in problem.message
    assert world() == before


def test_a_code_that_two_rows_claim_names_both_lines(councils, file):
    report = bring_in(file(LEEDS, SURREY_WEST | {"gss-code": "E08000035"}))
    [problem] = report.problems
    assert (problem.line, problem.message) == (3, "E08000035 is on line 2 already.")


def test_all_problems_are_told_at_once_in_the_order_of_the_file(councils, file):
    report = bring_in(
        file(LEEDS | {"nation": "Mercia", "region": "Wessex"}, LEEDS | {"nation": ""})
    )
    assert [(p.line, p.column) for p in report.problems] == [
        (2, "nation"),
        (2, "region"),
        (3, "gss-code"),
        (3, "local-authority-code"),
        (3, "nation"),
    ]


def test_a_row_with_too_few_cells_is_named(councils, file):
    path = file(LEEDS)
    path.write_text(path.read_text() + "WSU,West Surrey Council\n")
    [problem] = bring_in(path).problems
    assert (problem.line, problem.column) == (3, "(all)")


def test_a_hundred_thousand_rows_are_refused_without_reading_them_all_into_tables(councils, file):
    rows = [LEEDS | {"local-authority-code": f"L{n}"} for n in range(100_000)]
    report = bring_in(file(*rows))
    assert (report.written, "100,000 rows" in report.problems[0].message) == (False, True)


def refused(path):
    with pytest.raises(Invalid) as refusal:
        mysociety.read(path)
    return str(refusal.value)


def test_a_missing_column_is_named(file):
    columns = [column for column in COLUMNS if column != "gss-code"]
    assert refused(file(LEEDS, columns=columns)) == "councils.csv lacks these columns: gss-code."


def test_a_column_that_is_there_twice_is_named(file):
    assert "twice: nation" in refused(file(LEEDS, columns=[*COLUMNS, "nation"]))


def test_another_encoding_is_told_with_its_line(file):
    path = file(LEEDS, SURREY_WEST | {"official-name": "Ynys Môn"}, encoding="latin-1")
    assert refused(path).startswith("Line 3 of councils.csv is not UTF-8.")


def test_the_mark_that_excel_puts_before_utf_8_does_no_harm(councils, file):
    assert counts(bring_in(file(LEEDS, encoding="utf-8-sig"))) == (True, 0, 0, 1)


def test_utf_16_is_told(file):
    assert "is not UTF-8" in refused(file(LEEDS, encoding="utf-16"))


def test_a_nul_character_is_told_with_its_line(file):
    assert refused(file(LEEDS | {"nice-name": "Le\0eds"})).startswith("Line 2 of councils.csv")


def test_a_quote_that_is_never_closed_is_told(file):
    path = file(LEEDS)
    path.write_text(path.read_text() + 'WSU,"West')
    assert "is not CSV" in refused(path)


def test_a_cell_of_a_megabyte_is_told(file):
    assert "is not CSV" in refused(file(LEEDS | {"nice-name": "x" * 1_000_000}))


def test_an_empty_file_lacks_its_columns(tmp_path):
    path = tmp_path / "empty.csv"
    path.write_bytes(b"")
    assert "lacks these columns" in refused(path)


def test_a_file_that_is_not_there_is_told(tmp_path):
    assert "cannot be read" in refused(tmp_path / "none.csv")


def test_a_folder_is_no_file(tmp_path):
    assert "cannot be read" in refused(tmp_path)
