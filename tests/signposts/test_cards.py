"""Cards are put up, announced, moved and kept fresh."""

from datetime import date

import pytest
from django.db import transaction

from commonworks.kernel.errors import Conflict, Invalid, Missing
from commonworks.network.ports import SYSTEM
from commonworks.signposts import commands
from commonworks.signposts import queries as signposts
from commonworks.signposts.commands import alerts, hanging
from commonworks.signposts.commands import follows as commands_of
from commonworks.signposts.models import Alert, Card, Entry, Follow, Moved, News
from commonworks.signposts.queries import follows
from tests.actors import NOON
from tests.signposts.conftest import announce, card, keep

pytestmark = pytest.mark.usefixtures("councils")
SPRING = date(2026, 6, 1)


def move(old: str, new: str) -> None:
    commands.move_card(old=old, new=new, by=SYSTEM, at=NOON)


def test_a_card_knows_the_region_of_its_authority_and_a_nation_without_regions_is_its_own():
    card("need.1"), card("need.2", authority="cardiff")
    assert list(Card.objects.order_by("ref").values_list("region", "nation")) == [
        ("yorkshire-and-the-humber", "england"),
        ("wales", "wales"),
    ]


def test_putting_a_card_up_again_keeps_until_when_it_is_good(person):
    keep(card(), person("lead"), SPRING)
    card(title="Permits take far too long")
    assert Card.objects.values_list("title", "good_until").get() == (
        "Permits take far too long",
        SPRING,
    )


def test_news_is_one_line_that_leads_to_the_card_unless_told_otherwise():
    card()
    announce("need.1", "  Two\ncouncils   joined ")
    commands.announce(ref="need.1", headline="A vote opened", link="/v/1", by=SYSTEM, at=NOON)
    assert list(News.objects.order_by("id").values_list("headline", "link")) == [
        ("Two councils joined", "/needs/1/"),
        ("A vote opened", "/v/1"),
    ]


def test_news_of_nothing_or_about_nothing_is_refused():
    card()
    with pytest.raises(Missing, match="Put it up first"):
        announce("need.9")
    with pytest.raises(Invalid):
        announce("need.1", " \n ")


def test_what_hangs_on_a_card_follows_it_when_it_is_merged():
    card("need.1"), card("need.2"), announce("need.1")
    Follow.objects.create(person="a", card="need.1", since=NOON)
    move("need.1", "need.2")
    assert (
        list(Card.objects.values_list("ref", flat=True)),
        News.objects.get().card_id,
        Follow.objects.get().card,
    ) == (["need.2"], "need.2", "need.2")


def test_somebody_who_follows_both_follows_the_merged_card_once():
    card("need.1"), card("need.2")
    for ref in ("need.1", "need.2"):
        Follow.objects.create(person="a", card=ref, since=NOON)
    move("need.1", "need.2")
    assert list(Follow.objects.values_list("person", "card")) == [("a", "need.2")]


def test_a_card_that_moved_twice_leads_to_where_it_is_now():
    for ref in ("need.1", "need.2", "need.3"):
        card(ref)
    move("need.1", "need.2"), move("need.2", "need.3")
    assert dict(Moved.objects.values_list("old", "new")) == {
        "need.1": "need.3",
        "need.2": "need.3",
    }


def part(ref: str, of: str, *along: str) -> None:
    """Put the card up again, and give back what it had."""
    card(ref)
    commands.part_card(ref=ref, of=of, along=along, by=SYSTEM, at=NOON)


def followed() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for person, of in Follow.objects.values_list("person", "card"):
        found.setdefault(person, set()).add(of)
    return found


def test_a_card_that_hangs_again_is_where_it_was_and_its_followers_are_back():
    card("need.1"), card("need.2")
    came = {"a": ("need.1",), "b": ("need.2",), "c": ("need.1", "need.2")}
    for person, cards in came.items():
        for ref in cards:
            Follow.objects.create(person=person, card=ref, since=NOON)
    move("need.1", "need.2")
    Follow.objects.create(person="d", card="need.2", since=NOON)
    part("need.1", "need.2")
    assert (follows.moved_to("need.1"), list(Moved.objects.all())) == ("", [])
    assert followed() == {person: set(cards) for person, cards in came.items()} | {"d": {"need.2"}}


def test_a_split_takes_along_what_had_been_merged_before():
    for number in "123":
        card(f"need.{number}")
        Follow.objects.create(person=number, card=f"need.{number}", since=NOON)
    move("need.1", "need.2"), move("need.2", "need.3")
    part("need.2", "need.3", "need.1")
    assert dict(Moved.objects.values_list("old", "new")) == {"need.1": "need.2"}
    assert followed() == {"1": {"need.2"}, "2": {"need.2"}, "3": {"need.3"}}
    part("need.1", "need.2")
    assert followed() == {"1": {"need.1"}, "2": {"need.2"}, "3": {"need.3"}}


def test_who_stopped_or_asked_for_the_other_one_too_is_taken_at_their_word(person):
    one, two = person("lead"), person("deputy")
    card("need.1"), card("need.2")
    said = {"what": follows.What(card="need.1"), "frequency": "daily", "at": NOON}
    stopped, _ = (commands_of.follow(**said, by=by) for by in (one, two))
    move("need.1", "need.2")
    commands_of.stop(ref=stopped, by=one, at=NOON)
    commands_of.follow(**{**said, "frequency": "weekly"}, by=two)
    part("need.1", "need.2")
    assert sorted(Follow.objects.values_list("person", "card", "frequency")) == [
        (two.ref, "need.1", "weekly"),
        (two.ref, "need.2", "weekly"),
    ]


def test_a_card_moves_only_to_another_that_is_there():
    card()
    with pytest.raises(Conflict):
        move("need.1", "need.1")
    with pytest.raises(Missing):
        move("need.1", "need.2")


def test_each_renewal_is_a_new_edition(person):
    owner = person("lead")
    keep(card(), owner, SPRING), keep("need.1", owner, date(2026, 9, 1))
    entry = Entry.objects.get()
    assert (entry.edition, entry.until, entry.days, entry.owner) == (
        *(2, date(2026, 9, 1), 183),
        owner.ref,
    )


@pytest.mark.parametrize("until", [date(2026, 3, 2), date(2025, 1, 1), date(2036, 1, 1)])
def test_an_entry_is_good_until_a_day_that_is_ahead_and_not_too_far(person, until):
    card()
    with pytest.raises(Invalid, match="from tomorrow to 3 years"):
        keep("need.1", person("lead"), until)


def take_down(ref="need.1"):
    commands.take_down(ref=ref, news="Withdrawn", by=SYSTEM, at=NOON)


def test_what_was_told_of_a_card_survives_it_and_ends_with_why(person):
    keep(card(), person("lead"), SPRING), announce("need.1")
    take_down(), take_down()
    assert list(News.objects.order_by("id").values_list("headline", flat=True)) == [
        "A council joined",
        "Withdrawn",
    ]
    assert (Card.objects.count(), Entry.objects.count()) == (0, 0)
    assert Card.every.values_list("text", "facts", "good_until").get() == ("", {}, None)


def test_followers_hear_that_a_card_was_taken_down_and_its_feed_says_so(person, client):
    follower = person("lead")
    what = follows.What(card=card())
    commands_of.follow(what=what, frequency="immediate", by=follower, at=NOON)
    take_down()
    assert alerts.match_next(by=SYSTEM, at=NOON)
    assert Alert.objects.get().news.headline == "Withdrawn"
    feed = client.get("/alerts/feed.atom?card=need.1").content.decode()
    assert "Parking permits take too long: Withdrawn" in feed
    [still] = follows.following(by=follower)
    assert still.named.label == "Parking permits take too long"


def test_nobody_begins_to_follow_what_was_taken_down(person):
    card(), take_down()
    with pytest.raises(Missing):
        commands_of.follow(
            what=follows.What(card="need.1"), frequency="daily", by=person("lead"), at=NOON
        )
    with pytest.raises(Missing):
        announce("need.1")


def test_a_card_that_is_put_up_again_is_found_again():
    card(), take_down()
    assert signposts.cards(words="permits") == []
    card()
    assert [each.ref for each in signposts.cards(words="three weeks")] == ["need.1"]


def test_a_card_for_the_network_is_found_by_nobody_outside_and_has_no_news():
    card(), announce("need.1")
    card(network_only=True), announce("need.1")
    assert (Card.objects.count(), News.objects.count()) == (0, 0)
    assert (signposts.cards(), signposts.search(words="permits").total) == ([], 0)
    assert signposts.similar(text="Parking permits take too long") == []
    take_down()
    assert list(Card.every.values_list("seen_by", "text")) == [("former", "")]
    assert (Card.objects.count(), News.objects.count()) == (0, 0)


def test_people_of_the_network_are_led_to_what_they_alone_see(person, sign_in, client):
    card(network_only=True)
    assert client.get("/signposts/cards/need.1").status_code == 404
    assert sign_in(person("lead")).get("/signposts/cards/need.1")["Location"] == "/needs/1/"


def test_cards_put_up_together_hang_as_if_one_by_one(person):
    card("need.1"), announce("need.1"), keep("need.1", person("lead"), SPRING)
    said = {"kind": "need", "link": "/", "authority": "leeds"}
    signs = [
        hanging.Sign("need.1", title="Hidden now", network_only=True, **said),
        hanging.Sign("need.2", title="Bins", **said),
        hanging.Sign("need.2", title="Skips", **said),
        hanging.Sign("need.3", title="Ramps", good_until=SPRING, **said),
    ]
    hanging.put_cards(signs=signs, by=SYSTEM, at=NOON)
    rows = Card.every.order_by("ref").values_list("title", "seen_by", "region", "good_until")
    region = "yorkshire-and-the-humber"
    assert list(rows) == [
        ("Hidden now", "network", region, SPRING),
        ("Skips", "anyone", region, None),
        ("Ramps", "anyone", region, SPRING),
    ]
    assert not News.objects.exists()
    assert [each.title for each in signposts.cards(words="skips")] == ["Skips"]
    assert signposts.cards(words="hidden") == signposts.cards(words="bins") == []


def test_entries_kept_fresh_together_are_renewed_or_none_is(person):
    card("need.1"), card("need.2"), keep("need.1", person("lead"), SPRING)
    later = date(2026, 9, 1)
    kept = [hanging.Kept("need.1", "a", later), hanging.Kept("need.2", "b", SPRING)]
    hanging.keep_all_fresh(kept=kept, by=SYSTEM, at=NOON)
    rows = Entry.objects.order_by("card").values_list("card", "owner", "until", "edition")
    assert list(rows) == [("need.1", "a", later, 2), ("need.2", "b", SPRING, 1)]
    with pytest.raises(Missing, match="no card need.9"), transaction.atomic():
        hanging.keep_all_fresh(
            kept=[*kept, hanging.Kept("need.9", "a", SPRING)], by=SYSTEM, at=NOON
        )
    assert Entry.objects.get(card="need.1").edition == 2
