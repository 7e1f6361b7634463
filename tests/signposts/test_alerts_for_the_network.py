"""News of what the network alone sees goes to its people, by email, and nowhere else."""

from collections.abc import Callable

import pytest

from commonworks.network.commands import people, suspensions
from commonworks.network.models import Person
from commonworks.network.ports import ANYONE, SYSTEM, Actor
from commonworks.network.queries import in_network
from commonworks.post.models import Message
from commonworks.signposts import commands
from commonworks.signposts.commands import follows, hooks
from commonworks.signposts.models import Alert, Card, News, Parcel
from commonworks.signposts.queries import feeds
from commonworks.signposts.queries.follows import What
from tests.actors import NOON
from tests.signposts.conftest import announce, card
from tests.signposts.test_alerts import follow, hear, match

WORDS = {"words": "parking permits"}


@pytest.fixture(autouse=True)
def quiet(councils: None) -> str:
    return card("need.quiet", network_only=True)


@pytest.fixture
def nowhere(db: None) -> Actor:
    """Somebody with an account who belongs to no organisation."""
    row = Person.objects.create(email="nowhere@b.example", name="Nowhere")
    return Actor(str(row.ref), name="Nowhere")


@pytest.fixture
def member(person: Callable[..., Actor]) -> Actor:
    return person("member", organisation="camden")


def leave(actor: Actor) -> None:
    people.end_membership(person=actor.ref, organisation="camden", by=SYSTEM, at=NOON)


def suspend(actor: Actor) -> None:
    suspensions.suspend(person=actor.ref, why=Person.Suspended.LEFT, by=SYSTEM, at=NOON)


@pytest.mark.parametrize("what", [WORDS, {"kind": "need"}, {"authority": "leeds"}])
def test_a_search_that_somebody_follows_tells_people_of_the_network_alone(member, nowhere, what):
    for each in (member, nowhere):
        follow(each, **what)
    announce("need.quiet", "Camden joined")
    [(to, subject, body, _)] = hear()
    assert (to, subject) == (
        "member@camden.example",
        "Parking permits take too long: Camden joined",
    )
    assert body.startswith("Parking permits take too long (network only)\n- Camden joined\n")


def test_no_other_system_and_no_feed_is_told(member):
    to = hooks.add_hook(name="Ours", url="https://hooks.example/1", by=member, at=NOON)
    follows.follow(what=What.of(WORDS), frequency="daily", hook=to.ref, by=member, at=NOON)
    announce("need.quiet")
    match()
    assert (Parcel.objects.count(), Alert.objects.count()) == (0, 0)
    assert (feeds.latest(What()), feeds.stamp(What()).count) == ((), 0)


@pytest.mark.parametrize("goes", [leave, suspend])
@pytest.mark.parametrize("matched_before", [False, True])
def test_whoever_has_left_by_the_time_of_the_mail_is_not_told(member, goes, matched_before):
    follow(member, **WORDS)
    announce("need.quiet", "Camden joined")
    card("need.open"), announce("need.open", "Open news")
    if matched_before:
        match()
    goes(member)
    told = [body for _, _, body, _ in hear()]
    assert [("Open news" in body, "Camden joined" in body) for body in told] == [(True, False)]
    assert not Alert.objects.filter(done=False).exists()


def test_nobody_gets_an_empty_mail_because_they_left(member):
    follow(member, **WORDS)
    announce("need.quiet")
    match()
    leave(member)
    assert (hear(), Message.objects.count()) == ([], 0)


def test_what_was_said_among_the_network_stays_there_once_the_card_is_public(member, nowhere):
    for each in (member, nowhere):
        follow(each, **WORDS)
    announce("need.quiet", "Said among us")
    card("need.quiet")
    announce("need.quiet", "Said to all")
    told = {to: ("among us" in body, "to all" in body) for to, _, body, _ in hear()}
    assert told == {"member@camden.example": (True, True), "nowhere@b.example": (False, True)}
    assert [line.headline for line in feeds.latest(What())] == ["Said to all"]


def test_a_card_that_is_changed_keeps_the_news_that_people_of_the_network_wait_for(member):
    follow(member, **WORDS)
    announce("need.quiet", "Camden joined")
    card("need.quiet", network_only=True, text="More is known now.")
    assert len(hear()) == 1


def test_what_was_taken_down_is_told_to_whoever_still_is_in_the_network(member, nowhere):
    for each in (member, nowhere):
        follow(each, **WORDS)
    commands.take_down(ref="need.quiet", by=SYSTEM, at=NOON)
    [(to, subject, _, _)] = hear()
    assert (to, subject) == (
        "member@camden.example",
        "Parking permits take too long: Taken down: it is not shown any more",
    )
    assert (News.objects.count(), Card.every.hanging().count()) == (0, 0)


def test_who_is_in_the_network_by_ref_is_who_would_be_asking(member, nowhere, person):
    gone = person("lead", organisation="camden")
    leave(gone)
    refs = (member.ref, nowhere.ref, gone.ref, ANYONE.ref)
    assert in_network(refs) == {member.ref}
