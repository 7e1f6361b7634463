"""`commonworks similar` and `commonworks likeness eval`."""

import json

import pytest

from commonworks.config.cli import main
from commonworks.network.ports import SYSTEM
from commonworks.signposts import commands
from tests.actors import NOON

ROWS = [
    {"id": "a", "title": "", "description": "Resident parking permits", "cross_org_cluster": "p"},
    {"id": "b", "title": "", "description": "A permit to park at home", "cross_org_cluster": "p"},
    {"id": "c", "title": "", "description": "Old sofas", "cross_org_cluster": None},
]


@pytest.fixture
def permits(councils):
    given = {"kind": "need", "authority": "leeds", "link": "/needs/1/", "by": SYSTEM, "at": NOON}
    commands.put_card(ref="need.1", title="Parking permits on paper", **given)


@pytest.mark.django_db
def test_similar_answers_in_words_and_in_json(permits, capsys):
    assert main(["similar", "--text", "a parking permit"]) == 0
    first, reasons = capsys.readouterr().out.splitlines()
    assert first.endswith("need  Parking permits on paper (Leeds City Council)  /needs/1/")
    assert reasons.strip().startswith("same subject: parking permits")
    assert main(["similar", "--text", "a parking permit", "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["suggestions"]
    assert (found["ref"], found["kind"]) == ("need.1", "need")


@pytest.mark.django_db
def test_nothing_alike_is_said(permits, capsys):
    assert main(["similar", "--text", "🙂"]) == 0
    assert capsys.readouterr().out == "Nothing is like that.\n"


@pytest.mark.django_db
def test_a_kind_or_a_service_that_is_none_is_said(permits, capsys):
    with pytest.raises(SystemExit) as left:
        main(["similar", "--text", "a parking permit", "--kind", "nonsense"])
    assert (left.value.code, "'need', 'factory'" in capsys.readouterr().err) == (2, True)
    assert main(["similar", "--text", "a parking permit", "--service", "nonsense"]) == 1
    said = "There is no service nonsense in the list of local government services."
    assert capsys.readouterr() == ("", f"--service: {said}\n")


def test_eval_answers_figures_of_ours_and_of_each_baseline(tmp_path, capsys):
    (tmp_path / "f.json").write_text(json.dumps(ROWS))
    assert main(["likeness", "eval", str(tmp_path / "f.json"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [told[name] for name in ("recall_at_1", "recall_at_5", "recall_at_10", "mrr")] == [1] * 4
    assert set(told["baselines"]) == {
        *("bm25s", "tantivy", "embedding alone", "ours without the list of subjects")
    }
    assert main(["likeness", "eval", str(tmp_path / "f.json")]) == 0
    assert capsys.readouterr().out.startswith("f.json: 2 questions among 3 texts\n")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[", "f.json is not JSON: Expecting value at line 1, column 2."),
        (b"\xff", "f.json is not UTF-8 at byte 0. Save it as UTF-8."),
        (b"{}", "f.json should hold a JSON list of records."),
        (b"[" * 100_000, "f.json is nested too deeply."),
    ],
)
def test_a_file_that_cannot_be_read_is_said_where(tmp_path, capsys, content, said):
    (tmp_path / "f.json").write_bytes(content)
    assert main(["likeness", "eval", str(tmp_path / "f.json")]) == 1
    assert capsys.readouterr().err == f"{said}\n"
