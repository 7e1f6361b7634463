"""In the demonstration whatever is read without its banner says that nothing in it is real; its
shape and its hashes are those of the real thing."""

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.test import Client

from commonworks.decisions.commands import closing
from commonworks.factories.commands import body
from commonworks.kernel.demonstration import SAID
from commonworks.network.ports import SYSTEM
from commonworks.post import commands as post
from commonworks.post import jobs, ports
from commonworks.post.ports import Reply
from commonworks.signposts import exchanges
from commonworks.signposts.commands import hooks
from tests.actors import LEEDS_LEAD, NOON, member_of

pytestmark = pytest.mark.usefixtures("leeds")
MARK = "Demonstration: "
ANSWERS = {
    "a page": "/",
    "an answer of the API": "/api/v1/needs",
    "a refusal of the API": "/api/v1/needs/nothing",
    "a page that is not there": "/nothing",
    "a feed of news": "/alerts/feed.atom?authority=leeds",
    "a feed of needs": "/needs/feed.atom",
    "a calendar": "/estate/calendar.ics",
    "a download": "/needs/?format=csv",
}


@pytest.fixture(params=[True, False], ids=["demonstration", "real"])
def demo(request, settings, tmp_path):
    settings.COMMONWORKS_DEMO, settings.COMMONWORKS_DATA = request.param, tmp_path
    return request.param


def said(text, demo):
    return f"{MARK}{text}" if demo else text


@pytest.mark.parametrize("address", ANSWERS.values(), ids=ANSWERS)
def test_every_answer_says_so_in_a_header(client, address, demo):
    assert client.get(address).headers.get("X-Demonstration") == (SAID if demo else None)


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/alerts/feed.atom?authority=leeds", "<title>{}</title>"),
        ("/needs/feed.atom", "<title>{}</title>"),
        ("/estate/calendar.ics", "X-WR-CALNAME:{}\r\n"),
    ],
)
def test_a_feed_and_a_calendar_say_so_in_their_name(client, address, title, demo):
    names = {"/alerts": "Commonworks: Leeds City Council", "/needs/": "Needs of councils"}
    name = said(names.get(address[:7], "Contract ends"), demo)
    assert title.format(name) in client.get(address).content.decode()


@pytest.mark.parametrize("suffix", ["csv", "json", "xlsx"])
def test_a_download_says_so_in_its_file_name(client, suffix, demo):
    answer = client.get(f"/needs/?format={suffix}")
    name = f"{'demonstration-' if demo else ''}needs.{suffix}"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'


def test_a_result_keeps_its_bytes_and_its_hash(client, demo):
    body.found_body(lead="leeds", by=LEEDS_LEAD, at=NOON)
    later = NOON + timedelta(days=14)
    told = {"kind": "constitution", "text": "We convene.", "closes": later}
    motion = body.offer_paper(**told, by=LEEDS_LEAD, at=NOON)
    closing.close(motion=motion, by=SYSTEM, at=later)
    answer = client.get(f"/decisions/{motion}/result.json")
    assert answer["X-Content-SHA256"] == hashlib.sha256(answer.content).hexdigest()
    assert b"emonstration" not in answer.content
    name = f"{'demonstration-' if demo else ''}{motion}.json"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'


@dataclass
class Taken:
    """A carrier and a system outside that keep what they are given."""

    letters: list = field(default_factory=list)
    headers: dict = field(default_factory=dict)

    def send(self, letter):
        self.letters.append(letter)
        return letter.ref

    def ask(self, method, url, *, headers, body=b""):
        self.headers.update(headers)
        return Reply(200, b"")


@pytest.fixture
def taken(monkeypatch):
    taken = Taken()
    monkeypatch.setattr(ports, "_carrier", [lambda: taken])
    monkeypatch.setattr(ports, "_outside", [taken])
    return taken


def test_an_email_says_so_in_its_subject_and_a_text_message_at_its_start(taken, demo):
    told = {"about": "C-1", "by": SYSTEM, "at": NOON}
    post.queue_email(to="a@b.example", subject="Granted", body="Your permit.", **told)
    post.queue_text(to="07700900000", body="Granted.", **told)
    while jobs.send_next(NOON):
        pass
    email, text = sorted(taken.letters, key=lambda letter: letter.channel)
    assert (email.subject, email.body) == (said("Granted", demo), "Your permit.")
    assert (text.subject, text.body) == ("", said("Granted.", demo))


def test_what_is_told_to_another_system_says_so_in_a_header(taken, demo):
    by = member_of("leeds", "lead")
    hook = hooks.add_hook(name="Channel", url="https://hooks.example.org/", by=by, at=NOON)
    hooks.send_test(ref=hook.ref, by=by, at=NOON)
    assert exchanges.send_next(NOON)
    assert taken.headers.get("X-Demonstration") == (SAID if demo else None)


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_banner_says_so_of_all_that_councils_do(language, demo):
    sentence = {
        "en": "nothing here was said or done by a real council",
        "cy": "ni ddywedodd ac ni wnaeth unrhyw gyngor go iawn ddim sydd yma",
    }
    page = Client().get(f"/?lang={language}").content.decode()
    assert (sentence[language] in page) == demo
