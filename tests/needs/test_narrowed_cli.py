"""Needs and the estate at the terminal: narrowed down, and refused, as by the API."""

import json
from datetime import date, datetime

import pytest

from commonworks.config.cli import main

pytestmark = pytest.mark.django_db


@pytest.fixture
def wrong(tmp_path):
    """A file with other columns than anything that is imported."""
    file = tmp_path / "wrong.csv"
    file.write_text("foo,bar\n1,2\n")
    return str(file)


@pytest.mark.parametrize("called", ["leeds", "Leeds", "leeds city council"])
def test_a_list_in_json_has_values_and_iso_dates(permits, capsys, called):
    assert main(["needs", "list", "--authority", called, "--behind", called, "--json"]) == 0
    [line] = json.loads(capsys.readouterr().out)
    assert (line["ref"], line["authority"], line["stage"], line["region"]) == (
        *(permits, "leeds", "open", "yorkshire-and-the-humber"),
    )
    assert "T" in line["declared_at"] and datetime.fromisoformat(line["declared_at"])
    assert date.fromisoformat(line["good_until"])


def test_a_list_is_narrowed_down_by_what_it_answers(permits, declare, capsys):
    declare("camden", title="Skips")
    told = ["--stage", "open", "--region", "london", "--type", "london-borough"]
    assert main(["needs", "list", *told, "--order", "title", "--json"]) == 0
    assert [each["authority"] for each in json.loads(capsys.readouterr().out)] == ["camden"]


@pytest.mark.parametrize("option", ["stage", "region", "type", "freshness", "order"])
def test_a_value_that_is_no_choice_is_refused_with_those_that_are(capsys, option):
    with pytest.raises(SystemExit) as left:
        main(["needs", "list", f"--{option}", "nonsense"])
    said = f"argument --{option}: invalid choice: 'nonsense' (choose from "
    assert (left.value.code, said in capsys.readouterr().err) == (2, True)


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("--authority", ["needs", "list", "--authority", "Atlantis"]),
        ("--behind", ["needs", "list", "--behind", "Atlantis"]),
        ("COUNCIL", ["needs", "declare", "Atlantis", "Bins", "--problem", "Late"]),
        ("--council", ["import", "needs", "none.csv", "--council", "Atlantis"]),
        ("--council", ["import", "estate", "none.csv", "--council", "Atlantis"]),
        ("--lead", ["factory", "found", "x", "X", "--lead", "Atlantis", "--purpose", "P"]),
        ("--council", ["service", "adopt", "x", "--council", "Atlantis"]),
    ],
)
def test_what_no_organisation_is_called_is_one_line_that_names_the_option(
    councils, capsys, option, words
):
    assert main(words) == 1
    said = "No organisation is called “Atlantis”. Look it up in the list of organisations."
    assert capsys.readouterr() == ("", f"{option}: {said}\n")


def test_a_factory_is_led_by_a_council_that_is_named(councils, capsys):
    words = ["--lead", "Leeds City Council", "--purpose", "P"]
    assert main(["factory", "found", "parking", "Parking", *words]) == 0
    assert capsys.readouterr().out == "Founded Parking, led by leeds.\n"


def test_a_file_is_imported_for_the_council_that_is_named(councils, tmp_path, capsys):
    file = tmp_path / "file.csv"
    file.write_text("reference,title,problem\nA1,Bins,Late\n")
    assert main(["import", "needs", str(file), "--council", "Leeds", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["added"] == ["Bins"]


@pytest.mark.parametrize(
    "words",
    [("needs", "--council", "leeds"), ("estate", "--council", "leeds"), ("services",)],
)
def test_wrong_columns_are_told_in_json_where_json_was_asked_for(councils, wrong, capsys, words):
    what, *options = words
    assert main(["import", what, wrong, *options, "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["written"], told["problems"][0]["column"]) == (False, "(all)")
    assert told["problems"][0]["message"].startswith("wrong.csv lacks these columns: ")
