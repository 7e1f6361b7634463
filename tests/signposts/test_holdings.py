"""What an organisation had goes to its successor."""

from datetime import date

import pytest

from commonworks.kernel.errors import Missing, NotAllowed
from commonworks.network.ports import SYSTEM
from commonworks.signposts.commands import hooks, places
from commonworks.signposts.models import Card, Entry, Follow, Hook
from commonworks.signposts.queries import holdings
from tests.actors import LEEDS_LEAD, NOON
from tests.signposts.conftest import card, keep

pytestmark = pytest.mark.usefixtures("councils")


def hand_over(successor: str = "cardiff", by=SYSTEM) -> places.Handed:
    return places.hand_over(organisation="leeds", successor=successor, by=by, at=NOON)


def test_cards_entries_followers_and_addresses_go_to_the_successor(person):
    owner, heir = person("lead"), person("lead", organisation="cardiff")
    keep(card(), owner, date(2026, 6, 1))
    hooks.add_hook(
        name="Ours", url="https://hooks.example.org/", authority="leeds", by=owner, at=NOON
    )
    for place in ("leeds", "cardiff"):
        Follow.objects.create(person="a", authority=place, since=NOON)
    Follow.objects.create(person="b", authority="leeds", since=NOON)
    assert [(each.kind, each.title) for each in holdings.belonging_to("leeds", by=SYSTEM)] == [
        ("card", "Parking permits take too long"),
        ("web address", "Ours"),
    ]
    assert hand_over() == places.Handed(cards=1, follows=1, hooks=1)
    assert (Card.objects.get().authority_id, Card.objects.get().region) == ("cardiff", "wales")
    assert (Entry.objects.get().owner, Hook.objects.get().authority) == (heir.ref, "cardiff")
    assert sorted(Follow.objects.values_list("person", "authority")) == [
        ("a", "cardiff"),
        ("b", "cardiff"),
    ]
    assert hand_over() == places.Handed(0, 0, 0)


def test_only_a_steward_hands_over_and_only_to_somebody_who_is_there():
    with pytest.raises(NotAllowed):
        hand_over(by=LEEDS_LEAD)
    with pytest.raises(Missing):
        hand_over("atlantis")
