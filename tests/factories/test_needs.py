"""Factories and the needs they take on."""

from datetime import timedelta

import pytest

from commonworks.factories import commands, queries
from commonworks.factories.commands import gates
from commonworks.factories.queries import lists, phases
from commonworks.kernel.errors import Missing
from commonworks.needs import queries as needs
from commonworks.needs.commands import merging
from commonworks.needs.commands.needs import declare
from commonworks.needs.policies.said import Said
from commonworks.network.ports import Actor
from tests.actors import LEEDS_LEAD, NOON, member_of

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=40)
NOBODY = Actor("anonymous")


def declared(title, at=NOON, **more):
    said = Said(title=title, problem="People wait for weeks for a reply.", **more)
    return declare(authority="leeds", said=said, by=LEEDS_LEAD, at=at)


def found(*refs, at=LATER, lead="leeds"):
    return commands.found_factory(
        name="Permits",
        purpose="P",
        lead=lead,
        needs=refs,
        by=member_of(lead, "lead"),
        at=at,
    )


def merge(duplicate, survivor):
    merging.merge(duplicate=duplicate, survivor=survivor, by=LEEDS_LEAD, at=LATER)


def test_a_factory_takes_on_several_needs_and_each_shows_it(councils):
    first, second = declared("Permits take weeks"), declared("Visitors cannot park")
    ref = found(first, second, first)
    assert [need.ref for need in phases.needs_of(ref, by=NOBODY)] == [first, second]
    assert lists.on_needs([first, second]) == {
        first: [lists.OnNeed(ref, "Permits", "fresh")],
        second: [lists.OnNeed(ref, "Permits", "fresh")],
    }
    assert needs.need(first).stage == "taken-on"


def test_days_count_from_the_first_need_that_was_declared(councils):
    first = declared("Permits take weeks")
    second = declared("Visitors cannot park", at=NOON + timedelta(days=30))
    page = queries.factory(found(second, first))
    assert phases.days_to_live(page, on=LATER.date()) == phases.Days(40, False, True)


def test_a_need_that_is_not_there_founds_nothing(councils):
    with pytest.raises(Missing):
        found("no-such-need")
    assert lists.how_many(lists.Filters()) == 0


def test_a_need_taken_on_after_it_was_merged_is_the_survivor(councils):
    duplicate, survivor = declared("Permits take weeks"), declared("Permits take long")
    merge(duplicate, survivor)
    ref = found(duplicate)
    assert [need.ref for need in phases.needs_of(ref, by=NOBODY)] == [survivor]


def test_a_factory_that_stops_lets_its_needs_go_unless_another_is_on_them(councils):
    need = declared("Permits take weeks")
    one, other = found(need), found(need)
    gates.stop(factory=one, lessons="Too early.", by=LEEDS_LEAD, at=LATER)
    assert needs.need(need).stage == "taken-on"
    gates.stop(factory=other, lessons="Too late.", by=LEEDS_LEAD, at=LATER)
    assert needs.need(need).stage == "open"


def test_a_need_for_the_network_alone_is_not_shown_to_everybody(councils):
    need = declared("Permits take weeks", visibility="network")
    ref = found(need)
    assert phases.needs_of(ref, by=NOBODY) == []
    assert len(phases.needs_of(ref, by=member_of("woking"))) == 1


def test_an_officer_founds_a_factory_on_a_need_and_asks_in_who_else_buys(councils, signed_in):
    need = declared("Permits take weeks")
    leeds = signed_in("lead", "leeds")
    query = f"?need={need}&system=Civica+Parking&councils=camden,nowhere,leeds"
    page = leeds.get(f"/factories/found{query}").content.decode()
    for words in ("Permits take weeks", "Camden Council", "buy Civica Parking again"):
        assert words in page
    told = {"name": "Permits", "purpose": "P", "kind": "project", "lead": "leeds"}
    assert leeds.post(f"/factories/found{query}", told).status_code == 302
    members = leeds.get("/factories/permits/members").content.decode()
    assert "Camden Council</strong>, partner: waiting for an answer" in members
    assert "Permits" in leeds.get(f"/needs/{need}/").content.decode()
