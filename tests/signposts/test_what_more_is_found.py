"""Words that a card does not show find it too, behind those that it does."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from commonworks.network.models import ListedService
from commonworks.network.ports import ANYONE, SYSTEM, Actor
from commonworks.signposts import commands, queries
from commonworks.signposts.models import Card
from tests.actors import NOON, member_of
from tests.signposts.conftest import card

pytestmark = pytest.mark.usefixtures("councils")
MEMBER = member_of("camden")


def found(words: str, by: Actor = ANYONE) -> list[str]:
    return [each.ref for each in queries.search(words=words, by=by).cards]


def test_a_card_is_found_by_them_after_those_that_show_the_words():
    card("need.1", title="Skips", text="Waste", more="permits for hauliers")
    card("need.2", title="Waste", text="permits for hauliers")
    card("need.3", title="permits for hauliers", text="Waste")
    assert found("haulier permit") == ["need.3", "need.2", "need.1"]


def test_they_are_not_shown_and_no_part_of_likeness():
    text = "Hauliers wait for a permit to tip waste"
    card("need.1", title="Skips", text="Bins", more=text)
    assert queries.similar(text=text) == []
    [shown] = queries.search(words="hauliers").cards
    assert (shown.title, shown.text) == ("Skips", "Bins")


@pytest.mark.parametrize(("said", "still"), [({}, True), ({"more": ""}, False)])
def test_unless_said_otherwise_they_stay(said: dict[str, Any], still: bool):
    card("need.1", more="hauliers", also="Sgipiau")
    card("need.1", title="Skips", **said)
    assert [found(word) == ["need.1"] for word in ("hauliers", "sgipiau")] == [still, True]


def test_of_what_the_network_alone_sees_they_are_found_by_its_people_alone():
    card("need.1", more="hauliers", network_only=True)
    assert (found("hauliers"), found("hauliers", MEMBER)) == ([], ["need.1"])


def test_a_card_is_found_by_the_name_of_its_service_and_narrowed_to_it_in_words():
    ListedService.objects.create(code="528", name="Bulky household waste collections")
    card("need.1", title="Sofas", text="By telephone", service_code="528", more="hauliers")
    card("need.2", title="Bulky stones", text="Elsewhere", service_code="999")
    assert found("bulky household waste") == ["need.1"]
    assert found("hauliers") == ["need.1"]
    labels = [each.label for each in queries.search().facets["service_code"]]
    assert labels == ["Bulky household waste collections", "999"]


def test_taken_down_nothing_is_left_of_them():
    card("need.1", more="hauliers")
    commands.take_down(ref="need.1", by=SYSTEM, at=NOON)
    assert Card.every.get().more == ""
    card("need.1")
    assert found("hauliers") == []


def test_they_are_cut_after_some_thousand_characters():
    card("need.1", more=f"hauliers {'x ' * 3_000} tipping")
    assert (found("hauliers"), found("tipping"), len(Card.objects.get().more)) == (
        ["need.1"],
        [],
        4_000,
    )


def test_cards_from_before_are_found_as_they_were_after_the_migration():
    card("need.1", title="Skips", also="Sgipiau", text="Waste")
    migration = import_module("commonworks.signposts.migrations.0012_what_more_cards_are_found_by")
    connection.check_constraints()  # PostgreSQL alters no table of which it has to check rows still
    migration.forwards(apps, connection.schema_editor())
    assert [found(word) for word in ("skips", "sgipiau", "waste")] == [["need.1"]] * 3
