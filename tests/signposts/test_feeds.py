"""Atom feeds that readers can rely on."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest

from commonworks.network.ports import SYSTEM
from commonworks.signposts import commands
from commonworks.signposts.models import News
from tests.actors import NOON
from tests.signposts.conftest import announce, card

pytestmark = pytest.mark.usefixtures("councils")
ATOM = {"a": "http://www.w3.org/2005/Atom"}
FEED = "/alerts/feed.atom?card=need.1"


def read(client, address=FEED):
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return ElementTree.fromstring(answer.content)


def texts(root, path) -> list[str]:
    return [each.text for each in root.findall(path, ATOM)]


def test_a_feed_has_what_rfc_4287_asks_for(client):
    card()
    announce("need.1", "Camden joined")
    root, news = read(client), News.objects.get()
    assert {name: texts(root, f"a:{name}") for name in ("id", "title", "updated")} == {
        "id": ["http://127.0.0.1:8000/alerts/feed.atom?card=need.1"],
        "title": ["Commonworks: Parking permits take too long"],
        "updated": ["2026-03-02T12:00:00+00:00"],
    }
    assert texts(root, "a:author/a:name") == ["Commonworks"]
    assert {name: texts(root, f"a:entry/a:{name}") for name in ("id", "title", "updated")} == {
        "id": [f"urn:uuid:{news.ref}"],
        "title": ["Parking permits take too long: Camden joined"],
        "updated": ["2026-03-02T12:00:00+00:00"],
    }
    links = {each.get("rel"): each.get("href") for each in root.findall("a:link", ATOM)}
    assert links == {
        "self": "http://127.0.0.1:8000/alerts/feed.atom?card=need.1",
        "alternate": "http://127.0.0.1:8000/needs/1/",
    }


def test_ids_of_entries_stay_when_their_card_is_merged_and_the_old_address_goes_on(client):
    card("need.1"), card("need.2", title="Merged")
    announce("need.1")
    before = texts(read(client), "a:entry/a:id")
    commands.move_card(old="need.1", new="need.2", by=SYSTEM, at=NOON)
    assert texts(read(client), "a:entry/a:id") == before
    assert client.get("/signposts/cards/need.1")["Location"] == "/needs/2/"


def test_the_feed_and_follow_button_of_a_card_that_hangs_again_are_its_own(client):
    card("need.1"), card("need.2", title="Merged")
    commands.move_card(old="need.1", new="need.2", by=SYSTEM, at=NOON)
    card("need.1")
    announce("need.1", "Back"), announce("need.2", "Elsewhere")
    assert texts(read(client), "a:entry/a:summary") == ["Back"]
    assert client.get("/signposts/cards/need.1")["Location"] == "/needs/1/"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Two", "One"]),
        ("kind=need", ["One"]),
        ("authority=camden", ["Two"]),
        ("region=london", ["Two"]),
        ("service_code=1170", ["Two", "One"]),
        ("words=parking", ["One"]),
        ("words=parking&kind=factory", []),
    ],
)
def test_everything_that_can_be_followed_has_a_feed(client, query, found):
    card("need.1"), card("factory.1", title="Trees", authority="camden", text="")
    announce("need.1", "One"), announce("factory.1", "Two", at=NOON + timedelta(hours=1))
    assert texts(read(client, f"/alerts/feed.atom?{query}"), "a:entry/a:summary") == found


def test_a_reader_that_has_it_already_is_told_so(client):
    card()
    announce("need.1")
    first = client.get(FEED)
    assert first["Content-Type"] == "application/atom+xml; charset=utf-8"
    known = {"If-None-Match": first["ETag"]}
    assert client.get(FEED, headers=known).status_code == 304
    since = {"If-Modified-Since": "Mon, 02 Mar 2026 12:00:00 GMT"}
    assert client.get(FEED, headers=since).status_code == 304
    announce("need.1", at=NOON + timedelta(minutes=1))
    again = client.get(FEED, headers=known)
    assert (again.status_code, again["ETag"] == first["ETag"]) == (200, False)


def test_what_is_in_a_headline_stays_text_and_the_feed_stays_xml(client):
    card(title="<script>alert(1)</script> & co")
    announce("need.1", "Bell \x07 and \x00 & <b>tags</b> ]]>")
    (title,) = texts(read(client), "a:entry/a:title")
    assert title == "<script>alert(1)</script> & co: Bell and & <b>tags</b> ]]>"


def test_a_feed_of_nothing_that_there_is_is_not_found(client):
    assert client.get("/alerts/feed.atom?card=need.9").status_code == 404


def test_a_feed_costs_the_same_however_much_news(client, django_assert_num_queries):
    card()
    for hour in range(60):
        announce("need.1", at=NOON + timedelta(hours=hour))
    with django_assert_num_queries(4):
        assert len(texts(read(client), "a:entry/a:id")) == 50


def test_a_feed_tells_once_what_was_said_of_two_cards_at_once(client):
    for ref in ("need.1", "need.2"):
        card(ref)
        commands.announce(ref=ref, headline="Carried", link="/m/1", by=SYSTEM, at=NOON)
        announce(ref, "Something else")
    titles = texts(read(client, "/alerts/feed.atom"), "a:entry/a:title")
    assert [title.endswith("Carried") for title in titles].count(True) == 1
    assert [title.endswith("Something else") for title in titles].count(True) == 2
