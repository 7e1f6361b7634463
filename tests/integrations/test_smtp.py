import email
import smtplib
from dataclasses import replace
from email.policy import default

import pytest

from commonworks.integrations.smtp.carrier import Smtp, Unsafe
from commonworks.post.ports import Letter, Refused
from tests.integrations.mailserver import receiving

LETTER = Letter(
    ref="M-00112233aabbccdd",
    attempt=1,
    channel="email",
    recipient="resident@example.org",
    subject="We have your application – diolch",
    body="Your reference is AB12 CD34.\n\n.A line that begins with a full stop.",
)
SENDER = "permits@council.example"


def send(mailbox, letter=LETTER) -> str:
    return Smtp.at(mailbox.url, sender=SENDER).send(letter)


def test_an_email_arrives_as_it_was_written():
    with receiving() as mailbox:
        ref = send(mailbox)
    (raw,) = mailbox.taken
    got = email.message_from_bytes(raw.replace(b"\r\n..", b"\r\n."), policy=default)
    assert {name: got[name] for name in ("From", "To", "Subject", "Message-ID")} == {
        "From": SENDER,
        "To": LETTER.recipient,
        "Subject": LETTER.subject,
        "Message-ID": ref,
    }
    assert got.get_content().splitlines() == LETTER.body.splitlines()


def test_a_second_attempt_has_the_message_id_of_the_first():
    with receiving() as mailbox:
        refs = {send(mailbox), send(mailbox, replace(LETTER, attempt=2))}
    assert refs == {"<M-00112233aabbccdd@council.example>"}


@pytest.mark.parametrize(
    "recipient",
    [
        "",
        "nobody",
        "a@b.example\r\nBcc: all@example.org",
        "a@b.example, c@d.example",
        "<a@b.example>",
    ],
)
def test_what_is_no_address_is_refused_and_never_reaches_the_server(recipient):
    with receiving() as mailbox, pytest.raises(Refused) as told:
        send(mailbox, replace(LETTER, recipient=recipient))
    assert (told.value.code, mailbox.taken) == ("smtp-bad-address", [])


def test_a_line_break_in_a_subject_makes_no_new_header():
    with receiving() as mailbox:
        send(mailbox, replace(LETTER, subject="Hello\r\nBcc: all@example.org"))
    got = email.message_from_bytes(mailbox.taken[0], policy=default)
    assert (got["Subject"], got["Bcc"]) == ("Hello Bcc: all@example.org", None)


def test_a_text_message_is_not_for_smtp():
    with receiving() as mailbox, pytest.raises(Refused) as told:
        send(mailbox, replace(LETTER, channel="text"))
    assert told.value.code == "smtp-sends-no-texts"


@pytest.mark.parametrize(
    ("answers", "code"),
    [({"RCPT": "550 no such mailbox"}, "smtp-550"), ({"END": "554 spam"}, "smtp-554")],
)
def test_a_lasting_no_refuses_the_message(answers, code):
    with receiving(**answers) as mailbox, pytest.raises(Refused) as told:
        send(mailbox)
    assert told.value.code == code


@pytest.mark.parametrize(
    "answers",
    [
        {"RCPT": "451 try later"},
        {"END": "452 full"},
        {"GREETING": "421 busy"},
        {"MAIL": "550 who are you"},  # about us, not about this message
        {"GREETING": "nonsense"},
    ],
)
def test_a_passing_no_is_to_be_tried_again(answers):
    with receiving(**answers) as mailbox, pytest.raises(smtplib.SMTPException):
        send(mailbox)


def test_beyond_this_machine_nothing_is_said_without_tls():
    assert Smtp.at("smtp://mail.example", sender=SENDER).tls == "starttls"
    assert Smtp.at("smtps://mail.example", sender=SENDER).tls == "implicit"


def test_a_server_that_refuses_tls_gets_no_message():
    with receiving(STARTTLS="502 no") as mailbox:
        carrier = replace(Smtp.at(mailbox.url, sender=SENDER), tls="starttls")
        with pytest.raises(Unsafe):
            carrier.send(LETTER)
    assert mailbox.taken == []


def test_a_password_is_not_shown():
    assert "hush" not in repr(Smtp.at("smtps://me:hush@mail.example", sender=SENDER))
