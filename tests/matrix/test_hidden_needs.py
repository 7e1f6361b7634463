"""A need that the network alone sees: its words are in no answer that an outsider gets."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from commonworks.factories import commands as factories
from commonworks.kernel import clock, deliveries
from commonworks.kernel.models import Event
from commonworks.needs.commands import needs, supports
from commonworks.needs.policies.said import Said
from commonworks.network.ports import SYSTEM
from commonworks.signposts import jobs, queries
from commonworks.signposts.commands import keep_fresh
from commonworks.signposts.models import Entry
from commonworks.signposts.queries import feeds
from commonworks.signposts.queries.follows import What
from tests.actors import member_of
from tests.matrix.cells import Who, lines, routes

# One word in each text; the first is what outsiders look for, and what a page may say back.
SOUGHT = "Quibblewort"
WORDS = ("zanthoxylum", "yttriferous", "wappenshaw", "vellichor", "ulotrichous", "tregetour")
SAID = Said(
    title=f"{SOUGHT} zanthoxylum",
    problem=f"{SOUGHT}: yttriferous residents wait.",
    who="Wappenshaw people",
    tried="Vellichor",
    constraints="Ulotrichous",
    visibility="network",
)
OUTSIDE = (Who("anonymous"), Who("nowhere"))
LOOKED_FOR = (
    *(f"/needs/?words={SOUGHT}", f"/needs/?words={SOUGHT}&format=csv", "/needs/?authority=leeds"),
    *("/needs/?format=json", "/needs/?freshness=archived", "/needs/feed.atom"),
    "/search?kind=need&authority=leeds",
    *(f"/search?q={SOUGHT}", f"/search?q={SOUGHT}&archived=on", f"/api/v1/needs?words={SOUGHT}"),
    *("/api/v1/needs", "/alerts/feed.atom", "/alerts/feed.atom?kind=need"),
    *("/alerts/feed.atom?authority=leeds", f"/alerts/feed.atom?words={SOUGHT}"),
    *("/api/v1/factories", "/api/v1/factories/hidden", "/factories/hidden/", "/factories/"),
    *("/factories/hidden/phases", "/organisations/leeds/", "/organisations/camden/", "/"),
)


@pytest.fixture
def hidden(world):
    """Declared, supported, taken on, asked about, gone stale and archived."""
    lead, at = member_of("leeds", "lead"), clock.now()
    ref = needs.declare(authority="leeds", said=SAID, by=lead, at=at)
    camden = member_of("camden", "lead")
    supports.support(need=ref, authority="camden", note="Tregetour", by=camden, at=at)
    factories.found_factory(
        name="Hidden", ref="hidden", purpose="P", lead="leeds", needs=[ref], by=lead, at=at
    )
    for days in (175, 190, 300):
        for job in (jobs.ask_owners, jobs.age_entries, jobs.match_news):
            job(at + timedelta(days=days))
        while deliveries.deliver_next(at + timedelta(days=days)):
            pass
    assert Entry.objects.get(card=f"need.{ref}").state == "archived"
    return ref


def told(text):
    return [word for word in WORDS if word in text.casefold()]


@pytest.fixture
def shown(hidden):
    """The same need made public, in other words. What Camden told the network is as it was."""
    now = {"title": f"{SOUGHT} today", "problem": "It is open now.", "visibility": "public"}
    lead, at = member_of("leeds", "lead"), clock.now()
    needs.change(need=hidden, said=Said(**now), edition=1, by=lead, at=at)
    while jobs.match_news(at) or deliveries.deliver_next(at):
        pass
    return hidden


def test_no_route_tells_an_outsider_its_words(world, hidden):
    assert told_outside(world, hidden) == {}


def test_made_public_no_route_tells_an_outsider_what_was_said_before(world, shown):
    page = _text(world.send("GET", f"/needs/{shown}/", Who("anonymous")))
    assert ("It is open now." in page, told_outside(world, shown)) == (True, {})


def told_outside(world, hidden):
    """Which of the words outsiders are told, by address and by who they are."""
    written = {line.route for line in lines() if "GET" in line.methods and not line.demo}
    paths = [
        world.path(route) + world.query(route)
        for route in routes()
        if route in written and "/sign-out" not in route
    ]
    mine = [f"/needs/{hidden}/", f"/needs/{hidden}/history", f"/api/v1/needs/{hidden}"]
    cards = [f"/signposts/cards/need.{hidden}", f"/fresh/thank-you?ref=need.{hidden}"]
    feed = [f"/alerts/feed.atom?card=need.{hidden}", f"/alerts/follow?card=need.{hidden}"]
    return {
        (path, str(who)): words
        for path in (*paths, *LOOKED_FOR, *mine, *cards, *feed)
        for who in OUTSIDE
        if (words := told(_without_address(_text(world.send("GET", path, who)), hidden)))
    }


@pytest.mark.parametrize("who", OUTSIDE, ids=str)
def test_whoever_types_its_words_is_not_shown_it(world, hidden, who):
    asked = {"text": f"{SOUGHT} residents wait"}
    answer = world.send("POST", "/signposts/similar", who, body=asked)
    assert (answer.status_code, told(_text(answer))) == (200, [])


@pytest.mark.parametrize("since", ["hidden", "shown"])
def test_no_public_query_or_event_has_its_words(world, request, since):
    hidden = request.getfixturevalue(since)
    everything = [
        *(queries.cards(words=words, limit=500) for words in ("", SOUGHT)),
        *(queries.search(words=words, archived=True, size=500) for words in ("", SOUGHT)),
        queries.similar(text=SAID.problem, limit=20),
        feeds.latest(What(), most=500),
        queries.card_for_anyone(f"need.{hidden}"),
        list(Event.objects.exclude(item="").values_list("item", flat=True)),
    ]
    found = [told(_without_address(repr(each), hidden)) for each in everything]
    assert found == [[]] * len(everything)


def test_people_of_the_network_read_it(world, hidden):
    page = _text(world.send("GET", f"/needs/{hidden}/", Who("other", "member")))
    assert told(page) == list(WORDS)


def test_people_of_the_network_find_it_by_its_words(world, hidden):
    until = localdate(clock.now()) + timedelta(days=90)
    keep_fresh(ref=f"need.{hidden}", owner="", until=until, by=SYSTEM, at=clock.now())
    member = Who("other", "member")
    page = _text(world.send("GET", f"/search?q={SOUGHT}", member))
    typed = world.send("POST", "/signposts/similar", member, body={"text": SAID.problem})
    first = list(WORDS[:2])
    assert (told(page), told(_text(typed))) == (first, first)


def _without_address(text, ref):
    """What somebody asked for may be said back to them; it is made of the title's words."""
    return text.replace(ref, "")


def _text(answer):
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode(errors="replace")
