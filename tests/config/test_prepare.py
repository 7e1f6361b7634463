"""What a start says before it does what takes long."""

import pytest

from commonworks.config import prepare
from commonworks.config.prepare import Step


@pytest.fixture
def done(monkeypatch):
    """The steps that were run; one is needed and one is not."""
    ran: list[str] = []
    steps = [
        Step("Making the tables", lambda: True, lambda: ran.append("tables")),
        Step("Indexing", lambda: False, lambda: ran.append("index")),
    ]
    monkeypatch.setattr(prepare, "steps", lambda data, demo: steps)
    return ran


def test_a_first_start_says_beforehand_what_it_takes(tmp_path, done, capsys):
    prepare.prepare(tmp_path, demo=True)
    said = capsys.readouterr().err
    assert (said, done) == (f"{prepare.BEFOREHAND}\n[1/2] Making the tables\n", ["tables"])


def test_a_later_start_says_what_it_does_alone(tmp_path, done, capsys):
    (tmp_path / "places.idx").touch()
    prepare.prepare(tmp_path, demo=True)
    assert (capsys.readouterr().err, done) == ("[1/2] Making the tables\n", ["tables"])
