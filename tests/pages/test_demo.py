"""Tools of the demonstration, and that they are nowhere else."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from commonworks.frontend import panels
from commonworks.kernel import clock
from commonworks.pages import ports
from commonworks.pages.ports import SentMessage
from tests.actors import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def demonstration(settings, tmp_path):
    settings.COMMONWORKS_DEMO = True
    settings.COMMONWORKS_DATA = Path(tmp_path)


@pytest.fixture
def provided(monkeypatch):
    """The ports, empty, and put back afterwards."""
    for name in ("_outbox", "_reset"):
        monkeypatch.setattr(ports, name, [])


def letter(number: int, body: str = "Hello") -> SentMessage:
    at = NOON + timedelta(minutes=number)
    return SentMessage(f"M-{number}", "email", "a@b.example", f"No {number}", body, at, "file")


TOOLS = [
    ("get", "/demo/"),
    ("get", "/demo/outbox"),
    ("post", "/demo/clock"),
    ("get", "/demo/reset"),
]


@pytest.mark.parametrize(("method", "path"), [*TOOLS, ("post", "/demo/reset")])
def test_outside_the_demonstration_there_are_no_such_pages(method, path, provided):
    ports.provide_reset(lambda: pytest.fail("was reset"))
    assert getattr(Client(), method)(path).status_code == 404


def test_no_link_leads_there_either():
    assert "/demo/" not in Client().get("/").content.decode()


def test_the_banner_leads_to_the_tools_and_the_menu_does_not(settings, monkeypatch):
    settings.COMMONWORKS_DEMO = True
    monkeypatch.setattr(panels, "_tools", ["pages:demo"])
    page = Client().get("/how-it-works").content.decode()
    assert page.count('<a href="/demo/">Demonstration</a>') == page.count('href="/demo/"') == 1


def test_the_front_page_offers_postcodes_in_the_demonstration_alone(settings, demonstration):
    shown = "LS1 1UR" in Client().get("/").content.decode()
    settings.COMMONWORKS_DEMO = False
    assert (shown, "LS1 1UR" in Client().get("/").content.decode()) == (True, False)


@pytest.mark.usefixtures("demonstration", "provided")
class TestInTheDemonstration:
    def test_the_clock_moves_forward(self):
        Client().post("/demo/clock", {"days": "7"})
        assert clock.shift() == timedelta(days=7)

    @pytest.mark.parametrize("days", ["", "-1", "8", "x"])
    def test_the_clock_moves_by_nothing_else(self, days):
        answer = Client().post("/demo/clock", {"days": days})
        assert (answer.status_code, clock.shift()) == (422, timedelta())

    def test_the_outbox_shows_messages_in_order_with_links_to_follow(self):
        body = "Go to http://127.0.0.1:8000/s/leeds/permit/status/abc\n<b>now</b>"
        ports.provide_outbox(lambda most: [letter(2, body), letter(1)])
        page = Client().get("/demo/outbox").content.decode()
        assert 'href="http://127.0.0.1:8000/s/leeds/permit/status/abc"' in page
        assert (page.index("No 2") < page.index("No 1"), "<b>now" in page) == (True, False)

    def test_a_long_outbox_has_pages(self):
        ports.provide_outbox(lambda most: [letter(n) for n in range(45)])
        page = Client().get("/demo/outbox?page=3").content.decode()
        assert page.count("cw-letter__head") == 5

    def test_a_reset_is_asked_about_first_and_done_by_a_post_alone(self):
        done = []
        ports.provide_reset(lambda: done.append("reset"))
        asked = Client().get("/demo/reset").status_code, list(done)
        answer = Client().post("/demo/reset")
        assert (asked, answer.status_code, done) == ((200, []), 302, ["reset"])

    def test_there_is_no_reset_where_nothing_can_do_it(self):
        assert Client().get("/demo/reset").status_code == 404
        assert "/demo/reset" not in Client().get("/demo/").content.decode()
