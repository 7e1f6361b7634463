"""The other two doors: the command line and the API."""

import json
import re

import pytest
from django.test import Client

from commonworks.config.cli import main
from commonworks.services.models import Deployment, Release
from tests.services.permits import PERMIT, founded, live, published

pytestmark = pytest.mark.django_db

FORM = {
    "startPage": "/name",
    "name": "Give your name",
    "pages": [
        {
            "path": "/name",
            "title": "Your name",
            "components": [
                {"name": "name", "type": "TextField", "title": "Full name", "options": {}}
            ],
            "next": [{"path": "/summary"}],
        },
        {
            "path": "/summary",
            "title": "Summary",
            "controller": "./pages/summary.js",
            "components": [],
            "next": [],
        },
    ],
    "lists": [],
    "sections": [],
    "conditions": [],
    "fees": [],
    "outputs": [],
    "version": 2,
}


@pytest.fixture(autouse=True)
def factory():
    founded()


def test_a_council_goes_from_a_file_to_a_live_service(tmp_path, capsys):
    definition, overlay, key = (tmp_path / name for name in ("permit.yaml", "o.yaml", "key"))
    definition.write_text(PERMIT)
    key.write_text("api_test_1234567890\n")
    overlay.write_text(
        "overlay: bay-permit\nversion: 1.0.0\nowner: leeds\nsettings: {team: Kerbs}\n"
        'prices:\n  permit:\n    - {from: "2026-01-01", pence: 5000}\n'
        "lists:\n  zones:\n    - {id: north, label: North}\n"
    )
    at = ["--council", "leeds"]
    assert main(["service", "publish", str(definition), "--factory", "parking"]) == 0
    assert main(["service", "adopt", "bay-permit", *at]) == 0
    assert main(["service", "go-live", "bay-permit", *at]) == 1
    assert main(["service", "configure", str(overlay), "bay-permit", *at]) == 0
    assert main(["service", "payments-account", *at, "--key-file", str(key)]) == 0
    assert main(["service", "go-live", "bay-permit", *at]) == 0
    said = capsys.readouterr()
    assert "Live at /s/leeds/bay-permit/" in said.out
    assert "settings: Name of the team: fill this in." in said.err


def test_a_foreign_form_runs_after_one_command(tmp_path, capsys):
    file = tmp_path / "give-your-name.json"
    file.write_text(json.dumps(FORM))
    words = [str(file), "--factory", "parking", "--council", "camden", "--live"]
    assert main(["service", "import", *words]) == 0
    assert main(["service", "import", *words]) == 0
    address = re.search(r"Live at (\S+)", capsys.readouterr().out)[1]
    assert Client().get(address).status_code == 200
    assert (Release.objects.count(), Deployment.objects.get().state) == (1, "live")


def test_a_bad_file_is_refused_with_its_line_and_nothing_is_kept(tmp_path, capsys):
    file = tmp_path / "permit.yaml"
    file.write_text(PERMIT.replace("list: zones", "list: zoned"))
    assert main(["service", "publish", str(file), "--factory", "parking"]) == 1
    assert "line 18" in capsys.readouterr().err
    assert Release.objects.count() == 0


def test_a_file_that_is_too_large_is_refused(tmp_path, capsys):
    file = tmp_path / "permit.yaml"
    file.write_bytes(b"#" * 20_000_000)
    assert main(["service", "publish", str(file), "--factory", "parking"]) == 1
    assert "Traceback" not in capsys.readouterr().err


def test_a_file_that_is_not_there_is_one_sentence(capsys):
    assert main(["service", "publish", "nowhere.yaml", "--factory", "parking"]) == 1
    assert capsys.readouterr().err == "nowhere.yaml: No such file or directory.\n"


def test_programs_read_what_people_read():
    release = published()
    live()
    client = Client()
    whole = client.get("/api/v1/services/bay-permit").json()
    listed = client.get("/api/v1/deployments?service=bay-permit").json()
    assert (whole["releases"][0]["hash"], whole["deployments"]) == (release, listed)
    [line] = client.get("/api/v1/services").json()
    assert (line["ref"], line["phase"], whole["phase"], whole["releases"][0]["state"]) == (
        *("bay-permit", "alpha", "alpha", "published"),
    )


def test_a_program_is_told_of_what_is_missing_in_problem_json():
    answer = Client().get("/api/v1/services/atlantis")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
