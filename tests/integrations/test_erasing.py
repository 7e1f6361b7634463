"""Messages that stay in the house as files go when what they say is erased."""

import pytest

from commonworks.integrations.outbox.carrier import Outbox
from commonworks.integrations.outbox.reader import sent_letters
from commonworks.post import commands, jobs, ports
from tests.actors import NOON

pytestmark = pytest.mark.django_db
POSTMAN = jobs.Postman()


@pytest.fixture
def data(tmp_path):
    before = list(ports._carrier), list(ports._copies)
    ports.provide(lambda: Outbox(tmp_path / "outbox"))
    ports.provide_copies(Outbox(tmp_path / "outbox"))
    yield tmp_path
    ports._carrier[:], ports._copies[:] = before


def queue(about: str, **more) -> str:
    return commands.queue_email(
        to="reader@example.org", subject="S", body="B", about=about, by=POSTMAN, at=NOON, **more
    )


def send_all() -> None:
    while jobs.send_next(NOON):
        pass


def refs(data) -> set[str]:
    return {letter.ref for letter in sent_letters(data)}


def test_the_files_about_a_thing_that_was_erased_go_and_no_others(data):
    queue("C-1"), queue("C-1")
    stays = queue("C-2")
    send_all()
    commands.erase_about(about="C-1", by=POSTMAN, at=NOON)
    jobs.erase_due(NOON)
    assert refs(data) == {stays}


def test_the_file_of_a_message_whose_own_time_is_over_goes(data):
    queue("C-1", erase_at=NOON)
    send_all()
    assert (jobs.erase_due(NOON), refs(data)) == (True, set())


def test_a_worker_that_dies_between_erasing_and_discarding_leaves_nothing_behind(data):
    queue("C-1", erase_at=NOON)
    send_all()
    commands.erase_due(by=POSTMAN, at=NOON)  # and here the worker dies
    assert (jobs.erase_due(NOON), refs(data)) == (False, set())


def test_a_file_that_was_written_while_its_message_was_erased_goes_too(data):
    queue("C-1")
    letter = commands.take_letter(by=POSTMAN, at=NOON)
    commands.erase_about(about="C-1", by=POSTMAN, at=NOON)
    ports.carrier().send(letter)
    jobs.erase_due(NOON)
    assert refs(data) == set()


def test_erasing_again_does_no_harm_and_a_file_that_is_missing_neither(data):
    queue("C-1")
    stays = queue("C-2")
    send_all()
    for _ in range(2):
        commands.erase_about(about="C-1", by=POSTMAN, at=NOON)
        jobs.erase_due(NOON)
    assert refs(data) == {stays}


def test_more_files_than_are_asked_about_at_once_all_go(data, monkeypatch):
    monkeypatch.setattr(jobs, "TOGETHER", 2)
    for _ in range(5):
        queue("C-1")
    send_all()
    commands.erase_about(about="C-1", by=POSTMAN, at=NOON)
    jobs.erase_due(NOON)
    assert refs(data) == set()


def test_a_file_of_which_nothing_is_known_here_stays(data):
    ports.carrier().send(ports.Letter("M-0011", 1, "email", "r@example.org", "S", "B"))
    jobs.erase_due(NOON)
    assert refs(data) == {"M-0011"}
