"""What the network alone sees is followed by its people from its page, by email; to everybody else
it is as if it were not there."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from commonworks.kernel.errors import Conflict, Invalid, Missing
from commonworks.network.ports import ANYONE, SYSTEM, Actor
from commonworks.signposts import commands
from commonworks.signposts.commands import follows, hooks
from commonworks.signposts.models import Follow, Moved, News, Parcel
from commonworks.signposts.queries import follow_button
from commonworks.signposts.queries import follows as queries
from commonworks.signposts.queries.follows import What
from tests.actors import NOON
from tests.signposts.conftest import announce, card
from tests.signposts.test_alerts import follow, hear, match
from tests.signposts.test_alerts_for_the_network import leave, member, nowhere, quiet, suspend

__all__ = ["member", "nowhere", "quiet"]  # fixtures: Leeds' card, and two people

QUIET = {"card": "need.quiet"}
PAGE = "/alerts/follow?card=need.quiet"
FEED = "/alerts/feed.atom?card=need.quiet"
TITLE = "Parking permits take too long"


@pytest.fixture
def browser(sign_in: Callable[[Actor], Any], member: Actor) -> Client:
    return sign_in(member)


def subjects() -> list[tuple[str, str]]:
    return [(to, subject.removeprefix(f"{TITLE}: ")) for to, subject, _, _ in hear()]


def test_a_person_of_the_network_follows_it_and_hears_by_email(browser, member):
    page = browser.get(PAGE).content.decode()
    assert (TITLE in page, "feed.atom" in page, "by email alone" in page) == (True, False, True)
    browser.post(PAGE, {"frequency": "daily"})
    Follow.objects.update(since=NOON)
    announce("need.quiet", "Camden joined")
    assert subjects() == [("member@camden.example", "Camden joined")]


def test_its_button_has_no_feed_and_costs_two_questions(member, django_assert_num_queries):
    with django_assert_num_queries(2):
        button = follow_button(ref="need.quiet", by=member)
    assert (button.label, button.feed, button.follow_at) == (TITLE, "", PAGE)


def test_what_one_follows_names_it_without_a_feed_for_two_questions(
    member, browser, django_assert_num_queries
):
    ref = follow(member, **QUIET)
    card("need.open"), follow(member, card="need.open")
    with django_assert_num_queries(2):
        told = {(each.named.label, each.named.feed) for each in queries.following(by=member)}
    assert told == {(TITLE, ""), (TITLE, "/alerts/feed.atom?card=need.open")}
    shown = [browser.get(f"/alerts/{path}").content.decode() for path in ("", f"{ref}/")]
    assert [(TITLE in page, FEED in page) for page in shown] == [(True, False)] * 2


@pytest.mark.parametrize("state", ["hanging", "taken down", "never there"])
def test_for_everybody_else_there_is_no_such_card(client, sign_in, nowhere, state):
    ref = "need.none" if state == "never there" else "need.quiet"
    if state == "taken down":
        commands.take_down(ref=ref, by=SYSTEM, at=NOON)
    for by in (ANYONE, nowhere):
        assert follow_button(ref=ref, by=by) is None
    with pytest.raises(Missing):
        follow(nowhere, card=ref)
    feed, login = client.get(f"/alerts/feed.atom?card={ref}"), client.get(PAGE)
    assert (feed.status_code, login.status_code) == (404, 302)
    page = sign_in(nowhere).get(f"/alerts/follow?card={ref}")
    assert (page.status_code, TITLE in page.content.decode()) == (404, False)


def test_its_people_have_no_feed_of_it_either(browser):
    assert browser.get(FEED).status_code == 404
    commands.take_down(ref="need.quiet", by=SYSTEM, at=NOON)
    assert browser.get(FEED).status_code == 404


def test_no_other_system_follows_it(member, browser):
    to = hooks.add_hook(name="Ours", url="https://hooks.example/1", by=member, at=NOON)
    assert "Ours" not in browser.get(PAGE).content.decode()
    told = {"what": What(**QUIET), "frequency": "daily", "by": member, "at": NOON}
    with pytest.raises(Invalid, match="by email alone"):
        follows.follow(**told, hook=to.ref)
    assert Follow.objects.count() == 0


def test_a_system_that_followed_it_while_it_was_public_hears_no_more(member):
    card("need.1")
    to = hooks.add_hook(name="Ours", url="https://hooks.example/1", by=member, at=NOON)
    what = What(card="need.1")
    follows.follow(what=what, frequency="daily", hook=to.ref, by=member, at=NOON)
    card("need.1", network_only=True), announce("need.1")
    commands.take_down(ref="need.1", by=SYSTEM, at=NOON)
    match()
    assert Parcel.objects.count() == 0


@pytest.mark.parametrize("goes", [leave, suspend])
@pytest.mark.parametrize("matched_before", [False, True])
def test_whoever_left_hears_nothing_and_is_not_told_what_it_was(member, goes, matched_before):
    follow(member, **QUIET)
    announce("need.quiet", "Camden joined")
    if matched_before:
        match()
    goes(member)
    commands.take_down(ref="need.quiet", by=SYSTEM, at=NOON)
    assert hear() == []
    [mine] = queries.following(by=Actor(member.ref, name=member.name))
    assert (mine.named.label, mine.named.link) == ("Something that is not there any more", "")


def test_taken_down_its_followers_hear_once_and_still_see_what_it_was(member, person):
    for by in (member, gone := person("lead", organisation="camden")):
        follow(by, **QUIET)
    leave(gone)
    for _ in range(2):
        commands.take_down(ref="need.quiet", news="Withdrawn", by=SYSTEM, at=NOON)
    assert subjects() == [("member@camden.example", "Withdrawn")]
    assert [each.named.label for each in queries.following(by=member)] == [TITLE]


def test_put_up_again_for_all_its_former_news_stays_inside(member, client):
    commands.take_down(ref="need.quiet", news="Withdrawn", by=SYSTEM, at=NOON)
    card("need.quiet")
    assert b"Withdrawn" not in client.get(FEED).content
    assert list(News.every.values_list("headline", "for_network")) == [("Withdrawn", True)]


def test_merged_its_followers_go_along_and_whoever_follows_both_hears_once(member):
    card("need.other", title="Permits by post", network_only=True)
    follow(member, **QUIET), follow(member, card="need.other")
    announce("need.other", "Merged with another")
    commands.move_card(old="need.quiet", new="need.other", by=SYSTEM, at=NOON)
    assert subjects() == [("member@camden.example", "Permits by post: Merged with another")]
    assert list(Follow.objects.values_list("card", flat=True)) == ["need.other"]
    assert follow(member, **QUIET) == str(Follow.objects.get().ref)


def test_merged_it_leads_nobody_outside_to_the_other(client, nowhere):
    card("need.other", network_only=True)
    commands.move_card(old="need.quiet", new="need.other", by=SYSTEM, at=NOON)
    addresses = (FEED, "/signposts/cards/need.quiet")
    assert [client.get(address).status_code for address in addresses] == [404, 404]
    with pytest.raises(Missing):
        follow(nowhere, **QUIET)


def test_split_again_its_followers_come_back(member):
    card("need.other", network_only=True)
    follow(member, **QUIET)
    commands.move_card(old="need.quiet", new="need.other", by=SYSTEM, at=NOON)
    card("need.quiet", network_only=True)
    commands.part_card(ref="need.quiet", of="need.other", along=(), by=SYSTEM, at=NOON)
    assert Follow.objects.get().card == "need.quiet"


@pytest.mark.parametrize(("old", "new"), [("quiet", "open"), ("open", "quiet")])
def test_what_is_public_and_what_is_not_lead_nowhere_to_each_other(member, old, new):
    card("need.open"), announce("need.quiet"), announce("need.open")
    with pytest.raises(Conflict, match="for the network alone"):
        commands.move_card(old=f"need.{old}", new=f"need.{new}", by=SYSTEM, at=NOON)
    assert (News.every.filter(card="need.open").count(), Moved.objects.count()) == (1, 0)
