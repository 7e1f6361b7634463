# ruff: noqa: E501 - sentences and small forms stand here whole
"""`commonworks form …` without Django."""

import argparse
import json

import pytest

from formwork.cli import register
from tests.formwork.forms import document, item

FORM = document(
    {"id": "who", "section": "me", "items": [item("name", "text"), item("kind", "radios")]},
    {"id": "cars", "repeat": {"id": "car"}, "items": [item("paid", "money")]},
    sections=[{"id": "me", "title": "Me", "name": "about"}],
    products=[
        {"id": "permit", "description": "Permit", "prices": [{"from": "2026-01-01", "pence": 500}]}
    ],
)
GOOD = {"about.name": "Ann", "kind": "a", "car": [{"paid": "12.50"}]}


@pytest.fixture
def run(tmp_path, capsys):
    def call(form, answers=None, verb="walk", *more):
        (tmp_path / "form.json").write_text(form if isinstance(form, str) else json.dumps(form))
        written = answers if isinstance(answers, str) else json.dumps(answers)
        (tmp_path / "answers.json").write_text(written)
        parser = argparse.ArgumentParser()
        register(parser.add_subparsers())
        given = ["--answers", str(tmp_path / "answers.json")] if verb == "walk" else []
        args = parser.parse_args(["form", verb, str(tmp_path / "form.json"), *given, *more])
        return args.run(args), capsys.readouterr()

    return call


def test_a_walk_answers_in_json(run):
    code, said = run(FORM, GOOD, "walk", "--json", "--on", "2026-11-22")
    assert (code, json.loads(said.out)) == (
        0,
        {
            "path": ["who", "cars"],
            "next": None,
            "complete": True,
            "errors": {},
            "quote": {"lines": [{"description": "Permit", "pence": 500}], "total_pence": 500},
            "summary": [
                {"page": "who", "instance": None, "field": "name", "label": "who", "text": "Ann"},
                {"page": "who", "instance": None, "field": "kind", "label": "who", "text": "A"},
                {
                    "page": "cars",
                    "instance": "i1",
                    "field": "paid",
                    "label": "cars",
                    "text": "£12.50",
                },
            ],
        },
    )


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        ({"name": 5, "kind": "z"}, {"kind": "“who”: select one of the options shown"}),
        ({"name": "a\x00"}, {"name": "“who” must not include hidden characters: delete it and type it again"}),
        ({"name": {"a": 1}}, {"name.a": "There is no question “name.a”."}),
        ({"name": ["a"]}, {"name": "“who”: this is not an answer to the question"}),
        ({"nobody": 1}, {"nobody": "There is no question “nobody”."}),
        ({"car": "x"}, {"car": "“car” is a list of answers, one for each."}),
        ({"car": [{"paid": "much"}]}, {"car.i1.paid": "“cars” must be an amount of money, like 50 or 79.99"}),
    ],
)  # fmt: skip
def test_wrong_answers_are_told_by_the_key_they_were_given_under(run, answers, errors):
    code, said = run(FORM, answers, "walk", "--json")
    told = json.loads(said.out)
    assert (code, told["errors"], told["complete"]) == (1, errors, False)


HOME = document({"id": "home", "items": [item("home", "address"), item("years", "whole-number")]})
LINES = {"line1": "1 High Street", "town": "Leeds", "postcode": "LS6 1AA"}


@pytest.mark.parametrize(
    "facts", [5, [1], "x", None, {"area": [1]}, {"area": {"a": 1}}], ids=json.dumps
)
def test_facts_that_are_none_are_refused_in_json_and_in_words(run, facts):
    code, said = run(FORM, {"facts": facts}, "walk", "--json")
    [problem] = json.loads(said.out)["problems"]
    assert (code, problem["code"], said.err) == (1, "not-facts", "")
    assert problem["where"] == ("/facts/area" if isinstance(facts, dict) else "/facts")
    code, said = run(FORM, {"facts": facts}, "walk")
    assert (code, said.out, "fact" in said.err.lower()) == (1, "", True)


@pytest.mark.parametrize("part", ["line1", "town", "county", "postcode"])
@pytest.mark.parametrize("value", [{"a": [1]}, ["x"], 5, True], ids=json.dumps)
def test_each_part_of_an_address_is_a_text(run, part, value):
    code, said = run(HOME, {"home": LINES | {part: value}}, "walk", "--json")
    told = {"home": "“home”: this is not an answer to the question"}
    assert (code, json.loads(said.out)["errors"]) == (1, told)


def test_an_address_of_texts_is_taken(run):
    code, said = run(HOME, {"home": LINES, "years": 3}, "walk", "--json")
    assert (code, json.loads(said.out)["complete"]) == (0, True)


def test_a_number_of_six_thousand_digits_is_no_matter_of_python(run):
    code, said = run(HOME, '{"years": ' + "9" * 6000 + "}", "walk", "--json")
    told = {"years": "“home” must be a whole number, like 15"}
    assert (code, json.loads(said.out)["errors"]) == (1, told)


def test_half_a_character_is_refused(run):
    code, said = run(FORM, r'{"\ud800": 1}', "walk", "--json")
    assert (code, [p["code"] for p in json.loads(said.out)["problems"]]) == (1, ["not-answers"])


def test_a_wrong_file_is_told_on_stderr_with_its_line(run, tmp_path):
    code, said = run('{"definition": "a",\n "pages": 1}', verb="check")
    assert (code, said.out) == (1, "")
    assert said.err.splitlines()[0] == (
        f"{tmp_path / 'form.json'}:2: This should be a list, not “1”. (/pages)"
    )


def test_a_wrong_file_is_told_in_json_if_asked(run):
    code, said = run("[", {}, "check", "--json")
    assert (code, [p["code"] for p in json.loads(said.out)["problems"]]) == (1, ["not-json"])


def test_a_file_that_is_not_there_is_one_sentence(run, tmp_path):
    parser = argparse.ArgumentParser()
    register(parser.add_subparsers())
    args = parser.parse_args(["form", "check", str(tmp_path / "gone.yaml")])
    assert args.run(args) == 1


def test_what_is_imported_reads_back_as_the_same_definition(run, tmp_path):
    out = tmp_path / "out.yaml"
    code, said = run(FORM, None, "import", "--to", str(out), "--json")
    again, told = run(out.read_text(), None, "check", "--json")
    assert (code, again) == (0, 0)
    assert json.loads(told.out)["hash"] == json.loads(said.out)["hash"]


def test_what_cannot_be_written_is_not_said_to_be_unreadable(run, tmp_path):
    out = tmp_path / "nowhere" / "out.yaml"
    code, said = run(FORM, None, "import", "--to", str(out))
    assert (code, said.err) == (
        1,
        f"{out}: The file cannot be written: No such file or directory.\n",
    )
