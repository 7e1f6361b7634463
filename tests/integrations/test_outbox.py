import stat
from dataclasses import replace

import pytest

from commonworks.integrations.outbox.carrier import Outbox
from commonworks.integrations.outbox.reader import sent_letters
from commonworks.post.ports import Letter, Refused

LETTER = Letter("M-0011", 1, "email", "resident@example.org", "Ŵy", "Body\nof two lines")


def test_a_message_is_a_file_that_can_be_read_again(tmp_path):
    Outbox(tmp_path / "outbox").send(LETTER)
    (found,) = sent_letters(tmp_path)
    assert (found.ref, found.recipient, found.subject, found.body, found.via) == (
        *("M-0011", "resident@example.org", "Ŵy", "Body\nof two lines", "file"),
    )


def test_a_message_sent_again_stays_one_and_as_it_was(tmp_path):
    outbox = Outbox(tmp_path / "outbox")
    refs = {outbox.send(LETTER), outbox.send(replace(LETTER, attempt=2, body="Another"))}
    assert (refs, [one.body for one in sent_letters(tmp_path)]) == ({"M-0011.json"}, [LETTER.body])


def test_a_crash_while_writing_leaves_no_message_and_the_next_attempt_writes_it(
    tmp_path, monkeypatch
):
    outbox = Outbox(tmp_path / "outbox")
    with monkeypatch.context() as crash:
        crash.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError("no space")))
        with pytest.raises(OSError, match="no space"):
            outbox.send(LETTER)
    assert sent_letters(tmp_path) == []
    outbox.send(replace(LETTER, attempt=2))
    assert [one.body for one in sent_letters(tmp_path)] == [LETTER.body]


def test_only_the_house_can_read_the_outbox(tmp_path):
    Outbox(tmp_path / "outbox").send(LETTER)
    modes = [
        stat.S_IMODE(path.stat().st_mode)
        for path in (tmp_path / "outbox", tmp_path / "outbox" / "M-0011.json")
    ]
    assert modes == [0o700, 0o600]


@pytest.mark.parametrize("ref", ["", "../M-1", "a/b", ".", "M-1\n", "x" * 61])
def test_a_ref_never_leads_out_of_the_folder(tmp_path, ref):
    with pytest.raises(Refused):
        Outbox(tmp_path / "outbox").send(replace(LETTER, ref=ref))
    assert list(tmp_path.rglob("*.json")) == []


def test_an_outbox_without_messages_is_empty(tmp_path):
    assert sent_letters(tmp_path) == []


def test_a_message_is_discarded_with_what_a_crash_left_of_it_and_no_other(tmp_path):
    outbox = Outbox(tmp_path / "outbox")
    outbox.send(LETTER)
    outbox.send(replace(LETTER, ref="M-0012"))
    (tmp_path / "outbox" / ".M-0011.77.1").write_text("half a mess")
    (tmp_path / "outbox" / ".M-0013.77.1").write_text("half a mess")
    assert outbox.kept() == {"M-0011", "M-0012", "M-0013"}
    for ref in ("M-0011", "M-0011", "M-0013", "M-0014", "../outbox/M-0012", "*"):
        outbox.discard(ref)
    assert [file.name for file in (tmp_path / "outbox").iterdir()] == ["M-0012.json"]


def test_an_outbox_that_is_not_there_keeps_nothing_and_discards_nothing(tmp_path):
    outbox = Outbox(tmp_path / "outbox")
    outbox.discard("M-0011")
    assert (outbox.kept(), list(tmp_path.iterdir())) == (set(), [])
