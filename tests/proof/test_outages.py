"""Suppliers that are down, slow or raving, and a database that is gone for a moment: pages stay
plain, the status is right, and nothing is lost."""

import os
import sqlite3
from contextlib import closing, contextmanager
from urllib.parse import urlsplit

import psycopg
import pytest

from commonworks.services.web.addressing import POSTCODE
from tests.proof.browsers import Answer, Browser
from tests.proof.canaries import TYPED, WORD, seen
from tests.proof.house import House, maintenance, until
from tests.services.applying import fill_in

INSIDES = ("Traceback", "Error:", "Exception", "sqlite", "psycopg", "django", "httpx", "127.0.0.1:")
FAULTS = [("down", 0), ("error", 0), ("nonsense", 0), ("huge", 0), ("slow", 8)]


def is_plain(answer: Answer) -> bool:
    """A whole page in our layout that says nothing of how the house is made."""
    # The address of the simulators stands in a header alone.
    return "<h1" in answer.text and not [word for word in INSIDES if word in answer.text]


def to_pay(house: House, email: str) -> Browser:
    browser = Browser(house)
    fill_in(browser, books=2, email=email)
    browser.post("check", agreed="1000")
    return browser


def pays(house: House, browser: Browser) -> None:
    to = browser.post("pay", pence="1000")["Location"]
    assert to.startswith(house.simulators), to
    browser.fetch(browser.enter_card(to))


@pytest.mark.parametrize(("fault", "seconds"), FAULTS)
def test_a_payment_provider_that_fails_is_said_plainly_and_paid_later_once(house, fault, seconds):
    email = f"pay-{fault}@example.org"
    browser = to_pay(house, email)
    house.fails("pay", fault, seconds=seconds)
    to = browser.post("pay", pence="1000")
    page = browser.fetch(to["Location"])
    assert (to.status_code, page.status_code, is_plain(page)) == (303, 503, True)
    assert int(page["Retry-After"]) > 0
    assert browser.get("pay").status_code == 200  # what was sent is still there
    house.fails("pay", "")
    pays(house, browser)
    assert browser.get("sent").status_code == 200
    mine = [p["state"]["status"] for p in house.payments() if p.get("email") == email]
    assert mine.count("success") == 1


@pytest.mark.parametrize("fault", ["down", "nonsense"])
def test_emails_wait_for_a_post_that_fails(house, fault):
    until(lambda: house.count("post_message", "state = 'waiting'") == 0, "letters are left over")
    before = house.count("post_message", "state = 'sent'")
    house.fails("notify", fault)
    browser = to_pay(house, f"post-{fault}@example.org")
    pays(house, browser)
    assert browser.get("sent").status_code == 200  # the post keeps nobody waiting
    tried = "state = 'waiting' AND attempts > 0 AND error_code <> ''"
    until(lambda: house.count("post_message", tried) == 1, "nobody tried")
    house.fails("notify", "")
    house.later(minutes=2)
    until(lambda: house.count("post_message", "state = 'sent'") > before, "it was not sent")
    assert house.count("post_message") == before + 1


def test_an_address_source_that_fails_lets_people_type(house):
    browser = Browser(house)
    browser.start()
    browser.answer("where-you-live", home_postcode="LS1 4AP")
    house.fails("addresses", "nonsense")
    try:
        page = browser.post("apply/your-address", **{POSTCODE: "LS1 4AP"})
        while page.status_code == 303:
            page = browser.fetch(page["Location"])
        assert (page.status_code, is_plain(page)) == (200, True)
        assert "address-line1" in page.text
    finally:
        house.fails("addresses", "")


def test_a_database_that_is_gone_for_a_moment_is_said_plainly_and_loses_nothing(house):
    browser = Browser(house)
    fill_in(browser, books=2, email="gone@example.org", name=WORD)
    until(house.is_quiet, "the worker did not finish")
    with database_gone(house):
        there = browser.post("apply/contact-details", **{"full-name": WORD, "email": "a@b.uk"})
        status = browser.fetch("/status") if "DATABASE_URL" in house.told else None
    assert (there.status_code, is_plain(there)) == (503, True)
    assert int(there["Retry-After"]) > 0
    assert status is None or status.status_code == 503
    assert seen(iter([("the page", there.text.encode())]), TYPED) == set()
    assert WORD not in house.logs()
    until(lambda: browser.fetch("/status").status_code == 200, "the house did not come back")
    kept = browser.get("check")
    assert (kept.status_code, "gone@example.org" in kept.text) == (200, True)
    assert browser.post("check", agreed="1000")["Location"] == browser.base + "pay"
    pays(house, browser)
    until(house.is_quiet, "the worker did not come back")


@contextmanager
def database_gone(house: House):
    """SQLite: somebody else holds its lock. PostgreSQL: it takes no connections and ends those
    that there are, as when it starts again."""
    if url := house.told.get("DATABASE_URL"):
        with shut(url):
            yield
        return
    file = house.plan.data / "commonworks.sqlite3"
    with closing(sqlite3.connect(file, timeout=30, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def shut(url: str):
    name = urlsplit(url).path.lstrip("/")
    with psycopg.connect(maintenance(os.environ["DATABASE_URL"]), autocommit=True) as server:
        server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        yield
        server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
