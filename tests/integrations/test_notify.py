"""The Notify carrier (the official client) against the simulator over HTTP."""

import logging
import time
from dataclasses import replace

import jwt
import pytest

from commonworks.integrations.notify.carrier import Notify, NotSent
from commonworks.integrations.outbox.reader import sent_letters
from commonworks.integrations.simulators import notify as simulated
from commonworks.post.ports import Letter, Refused
from tests.integrations.servers import browser, nobody, saying

LETTER = Letter(
    ref="M-00112233aabbccdd",
    attempt=1,
    channel="email",
    recipient="canary@example.org",
    subject="We have your application – diolch",
    body="Your reference is AB12 CD34.\n\nWe will write by 1 December.",
)
TEXT = replace(LETTER, channel="text", recipient="07700 900123", subject="")


def carrier(url: str, key: str = simulated.DEMO_KEY) -> Notify:
    return Notify(key, simulated.EMAIL_TEMPLATE, simulated.TEXT_TEMPLATE, url)


def arrived(simulators) -> list[tuple[str, str, str, str, str]]:
    found = sent_letters(simulators.data)
    return [(one.ref, one.channel, one.recipient, one.subject, one.body) for one in found]


@pytest.mark.parametrize("letter", [LETTER, TEXT])
def test_a_message_arrives_as_it_was_written(simulators, letter):
    assert carrier(simulators.url).send(letter)
    assert arrived(simulators) == [
        (letter.ref, letter.channel, letter.recipient, letter.subject, letter.body)
    ]


def test_a_second_attempt_finds_what_the_first_sent(simulators):
    simulators.order("notify", "error", times=1, late=True)
    with pytest.raises(NotSent) as told:
        carrier(simulators.url).send(LETTER)
    assert told.value.code == "notify-500"
    ref = carrier(simulators.url).send(replace(LETTER, attempt=2))
    assert carrier(simulators.url).send(replace(LETTER, attempt=3)) == ref
    assert len(arrived(simulators)) == 1


def test_a_second_attempt_sends_what_the_first_did_not(simulators):
    simulators.order("notify", "down", times=1)
    with pytest.raises(NotSent):
        carrier(simulators.url).send(LETTER)
    carrier(simulators.url).send(replace(LETTER, attempt=2))
    assert len(arrived(simulators)) == 1


def test_messages_with_other_refs_are_not_taken_for_this_one(simulators):
    carrier(simulators.url).send(replace(LETTER, ref="M-ffff"))
    carrier(simulators.url).send(replace(LETTER, ref=LETTER.ref.upper()))
    carrier(simulators.url).send(replace(LETTER, attempt=2))
    assert len(arrived(simulators)) == 3


@pytest.mark.parametrize(
    "letter",
    [
        replace(LETTER, recipient="nobody at all"),
        replace(LETTER, recipient=""),
        replace(TEXT, recipient="12"),
    ],
)
def test_what_can_never_be_sent_is_refused_with_a_code(simulators, letter):
    with pytest.raises(Refused) as told:
        carrier(simulators.url).send(letter)
    assert told.value.code == "notify-400-ValidationError"


def test_a_template_that_is_not_there_is_refused(simulators):
    wrong = replace(carrier(simulators.url), email_template="0" * 36)
    with pytest.raises(Refused) as told:
        wrong.send(LETTER)
    assert told.value.code == "notify-400-BadRequestError"


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("down", "notify-503"),
        ("error", "notify-500"),
        ("busy", "notify-429"),
        ("unauthorised", "notify-401"),
        ("forbidden", "notify-403"),
        ("html", "notify-nonsense"),
        ("nonsense", "notify-nonsense"),
        ("empty", "notify-nonsense"),
        ("truncated", "notify-503"),  # the client calls every broken answer so
    ],
)
@pytest.mark.parametrize("attempt", [1, 2])
def test_every_passing_trouble_is_to_be_tried_again(simulators, fault, code, attempt):
    simulators.order("notify", fault)
    with pytest.raises(NotSent) as told:
        carrier(simulators.url).send(replace(LETTER, attempt=attempt))
    assert told.value.code == code


def test_nobody_there_is_to_be_tried_again():
    with nobody() as url, pytest.raises(NotSent):
        carrier(url).send(LETTER)


def test_silence_is_to_be_tried_again(monkeypatch):
    monkeypatch.setattr("commonworks.integrations.notify.carrier.SECONDS", 0.3)
    begun = time.monotonic()
    with saying(b"", pause=2) as url, pytest.raises(NotSent):
        carrier(url).send(LETTER)
    assert time.monotonic() - begun < 1.5


@pytest.mark.parametrize(
    "key",
    [
        f"demonstration-{simulated.SERVICE}-{'0' * 36}",
        f"demonstration-{'0' * 36}-{simulated.SECRET}",
    ],
)
def test_a_wrong_key_sends_nothing(simulators, key):
    with pytest.raises(NotSent) as told:
        carrier(simulators.url, key).send(LETTER)
    assert (told.value.code, arrived(simulators)) == ("notify-403", [])


@pytest.mark.parametrize("age", [-60, 60])
def test_a_token_of_another_time_is_not_accepted(simulators, age):
    claims = {"iss": simulated.SERVICE, "iat": int(time.time()) - age}
    token = jwt.encode(claims, simulated.SECRET, "HS256")
    answer = browser.get(
        f"{simulators.url}/v2/notifications",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 403


def test_beyond_its_rate_notify_says_so(simulators, monkeypatch):
    monkeypatch.setattr(simulated, "A_MINUTE", 3)
    for n in range(3):
        carrier(simulators.url).send(replace(LETTER, ref=f"M-{n}"))
    with pytest.raises(NotSent) as told:
        carrier(simulators.url).send(replace(LETTER, ref="M-3"))
    assert told.value.code == "notify-429"


def test_no_log_line_names_the_key_or_the_reader(simulators, caplog):
    caplog.set_level(logging.INFO)
    for fault in ("down", "error", "html"):
        simulators.order("notify", fault)
        with pytest.raises(NotSent):
            carrier(simulators.url).send(LETTER)
    simulators.order("notify", "")
    with pytest.raises(Refused):
        carrier(simulators.url).send(replace(LETTER, recipient="canary at example"))
    private = ("canary", simulated.SECRET, LETTER.body, LETTER.subject)
    assert "GOV.UK Notify answered 503" in caplog.text
    assert [word for word in private if word in caplog.text] == []


def test_an_answer_that_quotes_the_reader_does_not_reach_the_log(caplog):
    caplog.set_level(logging.WARNING)
    body = b'{"errors": [{"error": "ValidationError", "message": "canary@example.org is wrong"}]}'
    head = b"HTTP/1.1 400 Bad Request\r\nContent-Length: %d\r\n\r\n" % len(body)
    with saying(head + body) as url, pytest.raises(Refused) as told:
        carrier(url).send(LETTER)
    assert (told.value.code, "canary" in caplog.text) == ("notify-400-ValidationError", False)
    assert "GOV.UK Notify answered 400" in caplog.text
