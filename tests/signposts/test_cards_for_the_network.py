"""What councils tell the network alone is found by its people, at each door; for everybody else it
is as if it were not there."""

import json
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from commonworks.config.cli import main
from commonworks.kernel.errors import Missing
from commonworks.network.models import Person
from commonworks.network.ports import ANYONE, SYSTEM, Actor
from commonworks.signposts import commands, queries
from commonworks.signposts.models import Card, Refusal, words
from commonworks.signposts.queries import matching, pairs, searching
from tests.actors import NOON, member_of
from tests.signposts.conftest import announce, card

ASKED = "Residents wait three weeks for a parking permit"
NOWHERE = Actor("somebody", name="Somebody who belongs to no organisation")
MEMBER = member_of("camden")
AUDIENCES = {"anonymous": ANYONE, "nowhere": NOWHERE, "member": MEMBER}


@pytest.fixture(autouse=True)
def some(councils: None) -> None:
    card("need.open", title="Parking permits on paper")
    card("need.quiet", title="Parking permits by post", network_only=True)
    card("factory.1", title="Parking permit factory", text="", authority="camden")


@pytest.fixture
def browser(person: Callable[..., Actor], sign_in: Callable[..., Any]) -> Callable[[str], Client]:
    """Of somebody in each audience."""

    def of(audience: str) -> Client:
        client = Client()
        if audience == "nowhere":
            client.force_login(Person.objects.get_or_create(email="a@b.example", name="A")[0])
        elif audience == "member":
            client = sign_in(person("member", organisation="camden"))
        return client

    return of


def found(by: Actor, **asked: Any) -> list[str]:
    return sorted(each.ref for each in queries.similar(text=ASKED, by=by, **asked))


@pytest.mark.parametrize("audience", AUDIENCES)
def test_suggestions_hold_it_for_members_alone_and_say_so(audience):
    suggestions = queries.similar(text=ASKED, by=AUDIENCES[audience], kinds=("need",))
    told = {each.ref: each.network_only for each in suggestions}
    quiet = {"need.quiet": True} if audience == "member" else {}
    assert told == {"need.open": False, **quiet}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_whoever_types_is_shown_it_if_they_belong_to_the_network(browser, audience):
    answer = browser(audience).post("/signposts/similar", {"text": ASKED, "kind": "need"})
    told = {each["ref"]: each["tag"] for each in answer.json()["suggestions"]}
    quiet = {"need.quiet": "Network only"} if audience == "member" else {}
    assert told == {"need.open": "", **quiet}


@pytest.mark.parametrize("words", ["", "parking permits"])
@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_search_finds_and_counts_it_for_members_alone(audience, words):
    page = searching.search(words=words, kind="need", by=AUDIENCES[audience])
    inside = audience == "member"
    told = {each.ref: each.network_only for each in page.cards}
    assert told == {"need.open": False, **({"need.quiet": True} if inside else {})}
    facets = {name: [each.count for each in page.facets[name]] for name in searching.FACETS}
    needs = 2 if inside else 1
    assert (page.total, facets) == (
        needs,
        {
            "kind": [needs, 1],
            "state": [],
            "region": [needs],
            "service_code": [needs],
            "authority": [needs],
        },
    )


@pytest.mark.parametrize("audience", AUDIENCES)
def test_what_an_organisation_has_is_counted_as_its_search_finds_it(audience):
    counts = searching.how_many_of(["leeds"], by=AUDIENCES[audience])
    assert counts == {"leeds": 2 if audience == "member" else 1}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_the_page_of_a_search_shows_it_with_a_tag_to_members_alone(browser, audience):
    page = browser(audience).get("/search?q=parking permits").content.decode()
    inside = audience == "member"
    shown = [text in page for text in ("permits by post", "Network only", "3 things found")]
    assert shown == [inside] * 3
    assert ("2 things found" in page) == (not inside)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_feeds_and_alerts_know_nothing_of_it_whoever_asks(browser, audience):
    announce("need.quiet", "Quiet news"), announce("need.open", "Open news")
    client = browser(audience)
    pages = [client.get("/alerts/feed.atom"), client.get("/alerts/feed.atom?words=permits")]
    told = [[text in page.content.decode() for text in ("Open news", "Quiet")] for page in pages]
    assert told == [[True, False]] * 2


def test_the_terminal_answers_with_what_is_public(capsys):
    assert main(["similar", "--text", ASKED, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["suggestions"]
    assert sorted(each["ref"] for each in told) == ["factory.1", "need.open"]


def test_who_does_not_say_who_asks_gets_what_is_public():
    assert sorted(each.ref for each in queries.search(words="permits").cards) == [
        "factory.1",
        "need.open",
    ]
    assert "need.quiet" not in {each.ref for each in queries.similar(text=ASKED, limit=20)}
    assert "need.quiet" not in {each.ref for each in queries.cards(words="permits")}


def test_no_score_tells_outsiders_that_there_is_something_else():
    before = queries.similar(text=ASKED)
    for number in range(50):
        card(f"need.quiet{number}", title=ASKED, text=ASKED, network_only=True)
    assert queries.similar(text=ASKED) == before
    assert len(found(MEMBER, limit=20)) == 20


def test_many_for_the_network_take_no_outsiders_place():
    for number in range(60):
        card(f"need.quiet{number}", title=ASKED, text=ASKED, network_only=True)
    assert found(ANYONE, limit=20) == ["factory.1", "need.open"]


def test_both_audiences_are_answered_for_as_many_questions(django_assert_num_queries):
    found(ANYONE)
    for by in (ANYONE, MEMBER):
        with django_assert_num_queries(6):
            queries.similar(text=ASKED, service_code="474", authority="leeds", by=by)
        with django_assert_num_queries(4):
            searching.search(words="parking", by=by)


def test_it_is_found_as_it_is_seen_now():
    found(MEMBER)
    card("need.quiet", title="Parking permits by post")
    assert found(ANYONE, kinds=("need",)) == ["need.open", "need.quiet"]
    card("need.open", title="Parking permits on paper", network_only=True)
    assert (found(ANYONE), found(MEMBER, kinds=("need",))) == (
        ["factory.1", "need.quiet"],
        ["need.open", "need.quiet"],
    )


def test_an_index_that_has_not_heard_yet_tells_outsiders_nothing():
    found(ANYONE)
    Card.every.filter(ref="need.open").update(seen_by=Card.SeenBy.NETWORK)
    assert found(ANYONE) == ["factory.1"]


def test_taken_down_nobody_finds_it_and_nothing_is_left_of_its_words():
    found(MEMBER)
    commands.take_down(ref="need.quiet", by=SYSTEM, at=NOON)
    assert found(MEMBER, kinds=("need",)) == ["need.open"]
    assert [each.ref for each in queries.search(words="post", by=MEMBER).cards] == []
    card("need.quiet", title="Skips")
    assert [each.ref for each in queries.search(words="post").cards] == []


def test_the_file_of_the_index_holds_it_and_keeps_it_from_outsiders():
    matching.rebuild()
    matching.matcher.cache_clear()
    shown = [found(by, kinds=("need",)) for by in (ANYONE, MEMBER)]
    matching.index_file().unlink()
    assert shown == [["need.open"], ["need.open", "need.quiet"]]


def test_a_council_refuses_it_and_is_not_shown_it_again():
    told = {"ref": "need.quiet", "text": ASKED}
    commands.refuse_suggestion(**told, by=MEMBER, at=NOON)
    assert Refusal.objects.get().card == "need.quiet"
    assert found(MEMBER, authority="camden", kinds=("need",)) == ["need.open"]
    with pytest.raises(Missing):
        commands.refuse_suggestion(ref="need.none", text=ASKED, by=MEMBER, at=NOON)


def test_two_needs_for_the_network_are_found_alike_for_those_who_see_both():
    card("need.quiet2", title="Parking permits by post", authority="camden", network_only=True)
    texts = dict.fromkeys(("need.quiet", "need.quiet2"), ASKED)
    pairs_of = {
        audience: [
            {each.one, each.other}
            for each in pairs.same(texts, asking=["need.quiet"], kind="need", by=by)
        ]
        for audience, by in AUDIENCES.items()
    }
    assert pairs_of == {"anonymous": [], "nowhere": [], "member": [{"need.quiet", "need.quiet2"}]}


def test_those_from_before_they_were_found_are_found_after_the_migration():
    words.forget("need.quiet")
    migration = import_module(
        "commonworks.signposts.migrations.0009_words_of_cards_for_the_network"
    )
    for _ in range(2):
        migration.forwards(apps, connection.schema_editor())
    assert [each.ref for each in queries.search(words="post", by=MEMBER).cards] == ["need.quiet"]
