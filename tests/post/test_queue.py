"""The queue of messages: sealed at rest, sent once, tried again, refused in the open."""

import json
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.db import connection

from commonworks.kernel import encryption
from commonworks.kernel.errors import Gone
from commonworks.kernel.leases import LEASE, PATIENCE
from commonworks.kernel.models import Event
from commonworks.post import commands, jobs, ports, queries
from commonworks.post.models import Message
from tests.actors import NOON

pytestmark = pytest.mark.django_db
POSTMAN = jobs.Postman()
PRIVATE = ("canary@example.org", "A canary subject", "A canary body")


class Down(Exception):
    code = "carrier-down"


@dataclass
class Shelf:
    """A carrier that keeps what it is given, or raises what it is told to."""

    trouble: Exception | None = None
    letters: list[ports.Letter] = field(default_factory=list)

    def send(self, letter: ports.Letter) -> str:
        if self.trouble:
            raise self.trouble
        self.letters.append(letter)
        return f"shelf-{len(self.letters)}"


@pytest.fixture
def shelf():
    before, shelf = list(ports._carrier), Shelf()
    ports.provide(lambda: shelf)
    yield shelf
    ports._carrier[:] = before


def queue() -> str:
    to, subject, body = PRIVATE
    return commands.queue_email(
        to=to, subject=subject, body=body, about="C-1", authority="camden", by=POSTMAN, at=NOON
    )


def sending() -> tuple[str, str]:
    (one,) = queries.sendings_about("C-1")
    return one.state, one.error_code


def later(**span: int):
    return NOON + timedelta(**span)


def test_a_message_is_sent_once_and_as_it_was_written(shelf):
    ref = queue()
    assert [jobs.send_next(NOON), jobs.send_next(NOON), jobs.send_next(later(days=9))] == [
        *(True, False, False),
    ]
    assert shelf.letters == [ports.Letter(ref, 1, "email", *PRIVATE)]
    assert sending() == ("sent", "")


def test_what_a_message_says_is_nowhere_in_the_database_in_clear(shelf):
    shelf.trouble = Down(PRIVATE[2])  # an exception may quote what it choked on
    queue()
    jobs.send_next(NOON)
    everything = "\n".join(rows(table) for table in connection.introspection.table_names())
    assert [words for words in PRIVATE if words in everything] == []
    assert "carrier-down" in everything  # the search would have found something


def rows(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        return "\n".join(
            str(bytes(cell) if isinstance(cell, memoryview) else cell)
            for row in cursor.fetchall()
            for cell in row
        )


def test_a_message_waits_while_its_carrier_is_down_and_goes_when_it_is_back(shelf):
    shelf.trouble = Down()
    queue()
    assert jobs.send_next(NOON)
    assert (sending(), jobs.send_next(later(seconds=30))) == (("waiting", "carrier-down"), False)
    shelf.trouble = None
    assert jobs.send_next(later(seconds=61))
    assert (sending(), [letter.attempt for letter in shelf.letters]) == (("sent", ""), [2])


def test_a_message_is_tried_for_two_days_and_then_visibly_stuck(shelf):
    shelf.trouble = Down()
    queue()
    at, tried = NOON, []
    while len(tried) < 100 and (due := Message.objects.get().due) and jobs.send_next(max(at, due)):
        at = max(at, due)
        tried.append(at)
    assert (len(tried), queries.undelivered()) == (PATIENCE, 1)
    assert tried[-1] - NOON >= timedelta(hours=48)


def test_a_message_that_is_refused_is_shown_as_failed_and_not_tried_again(shelf):
    shelf.trouble = ports.Refused("no-such-mailbox")
    queue()
    assert [jobs.send_next(NOON), jobs.send_next(later(days=1))] == [True, False]
    assert (sending(), queries.undelivered()) == (("failed", "no-such-mailbox"), 1)


def test_a_message_is_leased_to_one_worker_at_a_time(shelf):
    queue()
    first = commands.take_letter(by=POSTMAN, at=NOON)
    assert (first.attempt, commands.take_letter(by=POSTMAN, at=NOON)) == (1, None)


def test_when_a_worker_dies_another_takes_over_and_says_it_is_the_second(shelf):
    ref = queue()
    commands.take_letter(by=POSTMAN, at=NOON)  # and no more is heard of that worker
    assert jobs.send_next(NOON + LEASE)
    assert [(letter.ref, letter.attempt) for letter in shelf.letters] == [(ref, 2)]


@pytest.mark.parametrize("verdict", ["sent", "refused", "postponed"])
def test_a_worker_that_was_taken_over_settles_nothing(shelf, verdict):
    queue()
    late = commands.take_letter(by=POSTMAN, at=NOON)
    commands.take_letter(by=POSTMAN, at=NOON + LEASE)
    before = Message.objects.values().get()
    if verdict == "sent":
        commands.record_sent(letter=late, provider_ref="x", by=POSTMAN, at=NOON)
    elif verdict == "refused":
        commands.record_refused(letter=late, code="x", by=POSTMAN, at=NOON)
    else:
        commands.postpone(letter=late, error=Down(), by=POSTMAN, at=NOON)
    assert Message.objects.values().get() == before


def test_a_message_is_sent_at_most_once_though_the_answer_to_it_is_settled_twice(shelf):
    queue()
    letter = commands.take_letter(by=POSTMAN, at=NOON)
    for _ in range(2):
        commands.record_sent(letter=letter, provider_ref="x", by=POSTMAN, at=NOON)
    assert Event.objects.filter(name="post.message.sent").count() == 1


def test_events_about_messages_name_refs_and_nothing_else(shelf):
    ref = queue()
    jobs.send_next(NOON)
    told = Event.objects.filter(name__startswith="post.").order_by("pk")
    assert [(e.name, e.subject, json.dumps(e.ids), e.item) for e in told] == [
        ("post.message.queued", ref, '{"about": "C-1"}', ""),
        ("post.message.sent", ref, "{}", ""),
    ]


def test_a_message_that_was_queued_in_a_transaction_that_failed_is_not_sent(shelf):
    from django.db import transaction

    with pytest.raises(Down), transaction.atomic():
        queue()
        raise Down
    assert (jobs.send_next(NOON), shelf.letters) == (False, [])


def test_what_messages_about_a_thing_said_can_be_destroyed_and_the_waiting_ones_are_not_sent(shelf):
    sent = queue()
    jobs.send_next(NOON)
    waiting = queue()
    commands.erase_about(about="C-1", by=POSTMAN, at=NOON)
    for ref in (sent, waiting):
        with pytest.raises(Gone):
            encryption.seal_of(ref)
    assert (jobs.send_next(NOON), len(shelf.letters), queries.undelivered()) == (False, 1, 0)
    assert {(s.state, s.error_code) for s in queries.sendings_about("C-1")} == {
        ("sent", ""),
        ("failed", "erased"),
    }


def timed(shelf, **span):
    """A message that was sent, and is to be erased so long after it was written."""
    commands.queue_email(
        to=PRIVATE[0],
        subject=PRIVATE[1],
        body=PRIVATE[2],
        about="C-1",
        by=POSTMAN,
        at=NOON,
        erase_at=later(**span),
    )


def test_a_message_whose_time_is_over_can_be_read_by_nobody(shelf):
    timed(shelf, days=3)
    jobs.send_next(NOON)
    ref = Message.objects.get().ref
    assert jobs.erase_due(later(days=2)) is False
    assert encryption.seal_of(ref).subject == ref
    assert jobs.erase_due(later(days=3)) is True
    with pytest.raises(Gone):
        encryption.seal_of(ref)
    assert (sending(), queries.undelivered()) == (("sent", ""), 0)


def test_a_message_is_erased_once_and_says_so_once(shelf):
    timed(shelf, days=3)
    assert [jobs.erase_due(later(days=3)), jobs.erase_due(later(days=4))] == [True, False]
    assert Event.objects.filter(name="post.message.erased").count() == 1


def test_a_message_whose_time_is_over_before_it_could_be_sent_is_not_sent(shelf):
    timed(shelf, days=3)
    jobs.erase_due(later(days=3))
    assert (jobs.send_next(later(days=3)), shelf.letters, sending()) == (
        False,
        [],
        ("failed", "erased"),
    )


def test_more_messages_than_a_batch_are_all_erased(shelf):
    for _ in range(3):
        timed(shelf, days=3)
    assert [commands.erase_due(by=POSTMAN, at=later(days=3), limit=2) for _ in range(3)] == [
        2,
        1,
        0,
    ]


def test_a_message_about_something_that_will_be_erased_has_no_end_of_its_own(shelf):
    queue()
    assert jobs.erase_due(later(days=9999)) is False
