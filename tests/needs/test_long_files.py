"""Files of many rows at the terminal: checked whole, written in batches, repeatable."""

import csv

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonworks.config.cli import main
from commonworks.kernel.errors import Conflict
from commonworks.kernel.models import Event
from commonworks.kernel.sheets import Problem, Row
from commonworks.needs.cli import batches
from commonworks.needs.models import Need
from commonworks.needs.models.estate import System
from commonworks.needs.policies import estate_rows, need_rows
from commonworks.needs.policies.files import MOST_PROBLEMS, Report
from commonworks.signposts import queries as signposts
from commonworks.signposts.models import Card, Entry

pytestmark = pytest.mark.usefixtures("councils")
SOME_MORE = 12  # SQL queries: a long INSERT is cut where the database takes no more parameters
KINDS = {
    "needs": (Need, lambda at: {"reference": f"R{at}", "title": f"Need {at}", "problem": "P."}),
    "estate": (System, lambda at: {"reference": f"R{at}", "system": f"System {at}"}),
}


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(batches, "BATCH", 3)


@pytest.fixture(params=KINDS)
def importing(request, tmp_path):
    """importing(rows, *options) answers the exit code; importing.model is what a row becomes."""
    model, row = KINDS[request.param]

    def run(count, *options, **wrong):
        file = tmp_path / "long.csv"
        rows = [row(at) | wrong.get(f"row_{at}", {}) for at in range(count)]
        with file.open("w", newline="") as out:
            writer = csv.DictWriter(out, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return main(["import", request.param, str(file), "--council", "leeds", *options])

    run.model, run.named = model, "title" if request.param == "needs" else "system"
    return run


def test_a_file_of_several_batches_is_imported_and_a_second_time_changes_nothing(importing, capsys):
    assert importing(8) == 0
    assert importing.model.objects.count() == 8
    assert importing(8) == 0
    assert "0 changed, 8 as before." in capsys.readouterr().out
    assert importing.model.objects.count() == 8


def test_a_dry_run_writes_nothing(importing, capsys):
    assert importing(8, "--dry-run") == 0
    assert "Dry run, nothing written: 8 " in capsys.readouterr().out
    assert not importing.model.objects.exists()


def test_a_bad_row_in_the_last_batch_keeps_the_first_from_being_written(importing, capsys):
    assert importing(8, row_7={importing.named: ""}) == 1
    said = capsys.readouterr().out
    assert f"Line 9, {importing.named}: " in said and "Nothing was written." in said
    assert not importing.model.objects.exists()


def test_a_reference_that_two_batches_have_is_refused_by_line(importing, capsys):
    assert importing(8, row_6={"reference": "R0"}) == 1
    assert "is on line 2 already" in capsys.readouterr().out
    assert not importing.model.objects.exists()


def test_many_problems_are_shown_up_to_a_bound_and_the_rest_is_counted(importing, capsys):
    wrong = {f"row_{at}": {importing.named: ""} for at in range(250)}
    assert importing(250, **wrong) == 1
    lines = capsys.readouterr().out.splitlines()
    shown = [line for line in lines if line.startswith("Line ")]
    assert len(shown) == MOST_PROBLEMS
    assert f"And {250 - MOST_PROBLEMS} more." in lines


def test_work_that_was_stopped_goes_on_where_it_was(importing, monkeypatch):
    shown = batches._show
    stop = lambda what, done, total: 1 / (what == "checked" or done < 6)  # noqa: E731
    monkeypatch.setattr(batches, "_show", stop)
    with pytest.raises(ZeroDivisionError):
        importing(8)
    assert importing.model.objects.count() == 6
    monkeypatch.setattr(batches, "_show", shown)
    assert importing(8) == 0
    assert importing.model.objects.count() == 8


def test_what_changed_between_check_and_writing_stops_the_work_and_is_told():
    rows = [Row(at + 2, {}) for at in range(8)]
    taken = Problem(6, "title", "taken.")

    def take(some, *, named, dry_run):
        changed = not dry_run and rows[4] in some
        return Report.refusing([taken]) if changed else Report(not dry_run)

    with pytest.raises(Conflict, match="^3 rows were written.*Line 6, title: taken."):
        batches.imported(rows, take, dry_run=False)


@pytest.mark.parametrize("rows", [need_rows, estate_rows])
def test_a_page_says_how_to_part_a_file_that_is_too_long_and_whom_to_ask(rows):
    column = "system" if rows is estate_rows else "reference,title,problem"
    data = f"{column}\n".encode() + b"a,b,c\n" * (rows.MOST_ROWS + 1)
    with pytest.raises(Exception, match="Send it in parts of .* or ask whoever runs this site"):
        rows.sheet_of(data, "long.csv")


def test_the_terminal_takes_more_rows_than_a_page_and_not_more_than_it_says(
    importing, monkeypatch, capsys
):
    monkeypatch.setattr(batches, "MOST_ROWS", 8)
    assert importing(8) == 0
    assert importing(9) == 1
    assert "has more than 8 rows, and goes on at line 10" in capsys.readouterr().err
    assert importing.model.objects.count() == 8


def test_a_longer_batch_asks_the_database_no_more_often(importing, monkeypatch):
    monkeypatch.setattr(batches, "BATCH", 100)
    asked = []
    for count in (4, 44):  # 40 new rows beside four known ones, not four beside none
        with CaptureQueriesContext(connection) as seen:
            assert importing(count) == 0
        asked.append(len(seen))
    assert asked[1] - asked[0] <= SOME_MORE


def test_each_row_is_one_event_one_card_and_one_entry_to_keep_fresh(importing):
    assert importing(8) == 0
    assert importing(8, row_1={importing.named: "Another name"}) == 0
    told = Event.objects.exclude(name__startswith="network.").order_by("id")
    added = told.filter(name__in=("needs.need.declared", "needs.system.added"))
    changed = told.exclude(pk__in=added)
    assert (added.count(), added.values("subject").distinct().count(), changed.count()) == (8, 8, 1)
    assert (Card.objects.count(), Entry.objects.count()) == (8, 8)
    assert [card.title for card in signposts.cards(words="another")] == ["Another name"]
