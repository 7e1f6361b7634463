"""Cards are put up, announced, moved and kept fresh."""

from datetime import date

import pytest

from commonworks.kernel.errors import Conflict, Invalid, Missing
from commonworks.network.ports import SYSTEM
from commonworks.signposts import commands
from commonworks.signposts.models import Card, Entry, Follow, Moved, News
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
