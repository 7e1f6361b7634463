"""What residents and caseworkers write is found nowhere but sealed, and after its time not even
that can be opened. The provider's and the post's own store stands for the outside world."""

import base64
import re
import sqlite3
import subprocess
import sys
from contextlib import closing

import psycopg
import pytest

from commonworks.config.environment import ROOT
from commonworks.frontend.problems import TITLES
from commonworks.integrations.outbox.reader import sent_letters
from tests.proof.browsers import Browser
from tests.proof.canaries import EMAIL, TYPED, WORD, Places, fill_in_all, seen
from tests.proof.house import House, until
from tests.services.applying import fill_in

# 409 is said on the page that a caseworker wrote in, who keeps their words. 410 tells of what is
# there no more, 429 of too many tries at signing in, and 503 of a database that is away
# (test_outages): none of these has read what was posted.
ELSEWHERE = {409, 410, 429, 503}


@pytest.fixture(scope="module")
def house(data, tmp_path_factory: pytest.TempPathFactory):
    with data.house(tmp_path_factory.mktemp("canary")) as running:
        yield running


@pytest.fixture(scope="module")
def written(house: House) -> str:
    """The reference of a case that has the canary in all that can be written about it."""
    resident = Browser(house)
    assert fill_in_all(resident) == "check"
    assert WORD in resident.get("check").text  # the canary sings where it should
    resident.post("save", email=EMAIL)
    assert resident.post("check", agreed="0")["Location"] == resident.base + "sent"
    ref = re.search(r"<strong>(?:<[^>]+>)?([0-9A-Z-]{10,})<", resident.get("sent").text)[1]
    resident.post("feedback", score=WORD)
    resident.post("feedback", score="5")
    resident.post("status", reference=ref, email=EMAIL)
    worker = Browser(house)
    worker.sign_in("caseworker@leeds.example")
    here = f"/casework/leeds/{ref}"
    assert WORD in worker.fetch(here).text
    worker.fetch(f"/casework/leeds/?find={WORD}&q={WORD}")
    assert worker.send(f"{here}/note", note=f"{WORD} rang").status_code == 302
    letter = f"Dear {WORD}"
    worker.send(f"{here}/decide", outcome="granted", **{"letter-granted": letter})
    answers = [
        worker.send(f"{here}/decide", step="send", outcome=outcome, letter=letter).status_code
        for outcome in ("granted", "refused")  # the second comes too late
    ]
    assert answers == [302, 409]
    return ref


@pytest.fixture(scope="module")
def refused(house: House, written: str) -> dict[int, list[str]]:
    """Error pages that came when the canary was posted, by their status."""
    browser, told = Browser(house), {"full-name": WORD, "email": EMAIL}
    browser.start()
    answers = [
        browser.post("apply/nowhere", **told),
        browser.send(f"/s/leeds/nothing/apply/{WORD}", **told),
        browser.send("/nowhere", **told),
        browser.send("/casework/leeds/nothing/note", note=WORD),
        browser.send("/accessibility", **told),
        browser.send("/", **{f"{WORD}-{n}": WORD for n in range(1000)}),
        browser.fetch(f"/api/v1/factories?offset={WORD}"),
        browser.client.post(browser.base + "check", data=told),  # without its token
        browser.send("/webhooks/pay/leeds", body=WORD),
        browser.post("feedback", score=WORD),
    ]
    fill_in(browser, books=2, email=EMAIL, name=WORD)
    last = "(SELECT ref FROM services_draft ORDER BY started_at DESC LIMIT 1)"
    spoil(house, f"UPDATE services_draft SET answers = '[7]' WHERE ref = {last}")
    answers.append(browser.post("apply/contact-details", **told))
    pages: dict[int, list[str]] = {}
    for answer in answers:
        if answer.status_code >= 400:
            pages.setdefault(answer.status_code, []).append(answer.text)
    return pages


def spoil(house: House, sql: str) -> None:
    """Damage the database from outside."""
    if url := house.told.get("DATABASE_URL"):
        with psycopg.connect(url) as database:
            database.execute(sql)
        return
    with closing(sqlite3.connect(house.plan.data / "commonworks.sqlite3", timeout=30)) as file:
        file.execute(sql)
        file.commit()


def test_the_search_finds_what_is_there():
    """The test of the test: each disguise is seen through."""
    for data in (
        f"<{WORD}>".encode(),
        WORD.upper().encode(),
        base64.b64encode(f"ab{WORD}cd".encode()),
        base64.b64encode(f"a{WORD}cd".encode()),
        WORD.encode().hex().encode(),
    ):
        assert seen(iter([("here", data)]), (WORD,)) == {f"{WORD} in here"}


def test_what_was_written_is_nowhere_in_clear(house, written, refused):
    until(house.is_quiet, "the worker did not finish")
    letters = [each for each in sent_letters(house.plan.data) if each.recipient == EMAIL]
    assert sum(WORD in each.body for each in letters) == 1  # outside, it is read
    assert seen(Places(house), TYPED) == set()


def test_no_error_page_says_what_was_posted(house, refused):
    assert set(refused) == set(TITLES) - ELSEWHERE
    pages = [
        (f"error page {status}, {n}", page.encode())
        for status, found in refused.items()
        for n, page in enumerate(found)
    ]
    assert seen(iter(pages), TYPED) == set()


def test_after_its_time_nothing_that_was_written_can_be_opened(house, written):
    waiting = Browser(house)
    fill_in(waiting, books=2, email=EMAIL, name=WORD)  # a draft that is never sent
    waiting.post("save", email=EMAIL)
    unpaid = Browser(house)
    fill_in(unpaid, books=2, email=EMAIL, name=WORD)
    unpaid.post("check", agreed="1000")
    until(house.is_quiet, "the worker did not finish")
    letters = [each.body for each in sent_letters(house.plan.data)]
    links = {link for body in letters for link in re.findall(r"/s/\S+/status/\S+", body)}
    [status] = links
    assert Browser(house).fetch(status).status_code == 200
    house.later(days=1000)
    kept = (
        "subject LIKE 'D-%' OR subject LIKE 'S-%' OR subject IN"
        " (SELECT ref FROM post_message WHERE about LIKE 'D-%' OR about LIKE 'S-%')"
    )
    until(lambda: house.count("kernel_datakey", kept) == 0, lambda: f"Kept: {kept_keys(house)}")
    assert opened(house) == []
    assert Browser(house).fetch(status).status_code in (404, 410)


def kept_keys(house: House) -> list[str]:
    return [subject for (subject,) in house.rows("SELECT subject FROM kernel_datakey")]


OPEN = """
import django
django.setup()
from commonworks.kernel import encryption
from commonworks.kernel.errors import Gone
from commonworks.post.models import Message
from commonworks.services.models import Draft, Submission
# Owners of what the network shares go on being asked about it: those letters are not residents'.
sent = Message.objects.filter(about__regex="^[DS]-")
refs = [row.ref for rows in (Draft.objects.all(), Submission.objects.all(), sent) for row in rows]
for ref in refs:
    try:
        encryption.seal_of(ref)
    except Gone:
        continue
    print(ref)
"""


def opened(house: House) -> list[str]:
    """What a program with every key of the installation can still open."""
    ran = subprocess.run(
        [sys.executable, "-c", OPEN],
        env=house.told,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout.split()
