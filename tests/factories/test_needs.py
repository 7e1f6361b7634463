"""Factories and the needs they take on."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonworks.factories import commands, queries
from commonworks.factories.commands import gates
from commonworks.factories.models import Factory
from commonworks.factories.queries import founding, lists, members, phases
from commonworks.kernel import clock
from commonworks.kernel.errors import Missing
from commonworks.needs import queries as needs
from commonworks.needs.commands import merging, supports
from commonworks.needs.commands.needs import declare
from commonworks.needs.policies.said import Said
from commonworks.network.models import Organisation
from commonworks.network.ports import ANYONE, Actor
from tests.actors import LEEDS_LEAD, NOON, member_of
from tests.factories.test_introductions import letters

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=40)
NOBODY = Actor("anonymous")
FOUNDING = {"name": "Permits", "purpose": "P", "kind": "project", "lead": "leeds"}


def had_too(need, *councils):
    """They support a need."""
    for council in councils:
        by = member_of(council, "lead")
        supports.support(need=need, authority=council, by=by, at=NOON)


def asked(factory):
    return sorted(each.organisation for each in members.askings(factory, by=NOBODY))


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


def test_a_factorys_page_marks_needs_that_nobody_has_confirmed(councils, client):
    ref = found(declared("Old", at=clock.now() - timedelta(days=900)))
    found_new = found(declared("New", at=clock.now()))
    marks = [
        "To be confirmed"
        in client.get(f"/factories/{each}/").content.decode().partition(">The problem<")[2]
        for each in (ref, found_new)
    ]
    assert marks == [True, False]


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
    told = {**FOUNDING, "asks": ["camden"]}
    assert leeds.post(f"/factories/found{query}", told).status_code == 302
    members = leeds.get("/factories/permits/members").content.decode()
    assert "Camden Council</strong>, partner: waiting for an answer" in members
    assert "Permits" in leeds.get(f"/needs/{need}/").content.decode()


def test_councils_behind_the_needs_are_ticked_and_can_be_unticked(councils, signed_in, admit):
    first, second = declared("Permits take weeks"), declared("Visitors cannot park")
    had_too(first, "camden", "woking")
    had_too(second, "cornwall")
    admit("lead", "camden")
    leeds, address = signed_in("lead", "leeds"), f"/factories/found?need={first}&need={second}"
    page = leeds.get(address).content.decode()
    boxes = re.findall(r'name="asks"[^>]* value="(\w+)"( checked)?', page)
    assert boxes == [(each, " checked") for each in ("camden", "cornwall", "woking")]
    assert leeds.post(address, {**FOUNDING, "asks": ["camden", "cornwall"]}).status_code == 302
    assert asked("permits") == ["camden", "cornwall"]
    assert [need.ref for need in phases.needs_of("permits", by=NOBODY)] == [first, second]


def ticked(page):
    return dict(re.findall(r'name="asks"[^>]* value="(\w+)"( checked)?', page))


def test_choosing_other_needs_keeps_what_was_typed_and_who_was_unticked(councils, signed_in):
    first, second = declared("Permits take weeks"), declared("Bays are full")
    had_too(first, "camden", "woking")
    had_too(second, "cornwall")
    leeds, address = signed_in("lead", "leeds"), f"/factories/found?need={first}"
    offered = re.search(r'name="offered" value="([^"]*)"', leeds.get(address).text)[1]
    typed = {**FOUNDING, "purpose": "For <b>residents</b>", "kind": "network"}
    sent = {**typed, "offered": offered, "asks": ["camden"], "need": [first, second], "words": ""}
    answer = leeds.post(address, {**sent, "show": "needs"})
    assert (answer.status_code, "error-summary" in answer.text) == (200, False)
    assert f'value="{FOUNDING["name"]}"' in answer.text
    assert "For &lt;b&gt;residents&lt;/b&gt;</textarea>" in answer.text
    assert re.findall(r'name="kind"[^>]* value="(\w+)" checked', answer.text) == ["network"]
    assert ticked(answer.text) == {"camden": " checked", "cornwall": " checked", "woking": ""}
    assert not Factory.objects.exists()
    leeds.post(address, sent)
    assert [need.ref for need in phases.needs_of("permits", by=NOBODY)] == [first, second]


def test_a_need_that_was_unticked_again_is_not_taken_on(councils, signed_in):
    need = declared("Permits take weeks")
    told = {**FOUNDING, "kind": "project", "words": ""}
    assert signed_in("lead", "leeds").post(f"/factories/found?need={need}", told).url
    assert phases.needs_of("permits", by=NOBODY) == []


def test_looking_for_needs_by_words_keeps_what_was_typed(councils, signed_in):
    need = declared("Parking permits for residents take weeks")
    told = {"name": "Permits", "words": "resident parking permits", "show": "needs"}
    page = signed_in("lead", "leeds").post("/factories/found", told).text
    assert (f'value="{need}"' in page, 'value="Permits"' in page) == (True, True)


def test_whoever_is_asked_in_gets_a_letter_that_leads_to_the_answer(councils, admit):
    admit("lead", "camden")
    need = declared("Permits take weeks")
    had_too(need, "camden", "woking")
    ref = commands.found_factory(
        **FOUNDING, needs=[need], asks=["camden", "woking"], by=LEEDS_LEAD, at=LATER
    )
    [to_camden] = [
        each for each in members.askings(ref, by=NOBODY) if each.name == "Camden Council"
    ]
    [(to, [body])] = letters().items()
    assert to == "lead@camden.example"
    assert f"/factories/permits/askings/{to_camden.id}/answer" in body


def test_a_council_that_is_no_more_is_not_asked_in(councils):
    need = declared("Permits take weeks")
    had_too(need, "camden", "woking")
    Organisation.objects.filter(ref="woking").update(end=NOON.date())
    assert founding.ground([need], by=LEEDS_LEAD).councils == (("camden", "Camden Council"),)


def test_of_a_need_that_was_merged_the_councils_behind_the_survivor_are_asked(councils):
    duplicate, survivor = declared("Permits take weeks"), declared("Permits take long")
    had_too(survivor, "camden")
    merge(duplicate, survivor)
    assert founding.ground([duplicate], by=LEEDS_LEAD).councils == (("camden", "Camden Council"),)


def test_other_open_needs_that_are_alike_are_offered_with_those_chosen(councils, signed_in):
    chosen = declared("Parking permits for residents take weeks")
    alike = declared("Resident parking permits take too long")
    taken = declared("Parking permits for residents are on paper")
    found(taken)
    on = founding.ground([chosen], by=LEEDS_LEAD)
    assert [each.ref for each in on.others] == [alike]
    page = signed_in("lead", "leeds").get(f"/factories/found?need={chosen}").content.decode()
    assert re.findall(r'name="need"[^>]* value="([\w-]+)"( checked)?', page) == [
        (chosen, " checked"),
        (alike, ""),
    ]


def test_an_alike_need_that_the_network_alone_sees_is_offered_to_its_people(councils):
    chosen = declared("Parking permits for residents take weeks")
    quiet = declared("Resident parking permits take too long", visibility="network")
    shown = {by: founding.ground([chosen], by=by).others for by in (ANYONE, LEEDS_LEAD)}
    refs = {by.ref: [each.ref for each in others] for by, others in shown.items()}
    assert refs == {ANYONE.ref: [], LEEDS_LEAD.ref: [quiet]}


def test_needs_are_looked_for_by_words_where_none_is_chosen(councils, signed_in):
    need = declared("Parking permits for residents take weeks")
    page = signed_in("lead", "leeds").get("/factories/found?words=resident+parking+permits")
    assert f'value="{need}"' in page.content.decode()


def test_the_page_that_founds_costs_as_many_queries_for_many_needs_as_for_one(councils):
    needs_now = [declared(f"Parking permits take {n} weeks") for n in range(6)]
    had_too(needs_now[0], "camden")
    had_too(needs_now[5], "camden", "woking")
    founding.ground(needs_now[:1], by=LEEDS_LEAD)  # the index follows the cards

    def cost(refs):
        with CaptureQueriesContext(connection) as asked_for:
            founding.ground(refs, by=LEEDS_LEAD)
        return len(asked_for)

    assert cost(needs_now[:1]) == cost(needs_now[:5])


def test_the_lead_takes_on_one_more_need_after_the_founding(parking, signed_in):
    need = declared("Visitors wait for parking permits")
    leeds, camden = signed_in("lead", "leeds"), signed_in("lead", "camden")
    door = f"/factories/{parking}/take-on"
    pages = [each.get(f"/factories/{parking}/").content.decode() for each in (leeds, camden)]
    assert [door in page for page in pages] == [True, False]
    assert f'value="{need}"' in leeds.get(f"{door}?words=parking+permits").content.decode()
    assert leeds.post(door, {"need": need}).status_code == 302
    assert [each.ref for each in phases.needs_of(parking, by=NOBODY)] == [need]
    assert camden.post(door, {"need": need}).status_code == 403
    again = leeds.get(f"{door}?words=parking+permits").content.decode()
    assert f'value="{need}"' not in again


def test_a_need_that_is_not_there_cannot_be_taken_on(parking, signed_in):
    answer = signed_in("lead", "leeds").post(f"/factories/{parking}/take-on", {"need": "none"})
    assert "Choose an answer from the list" in answer.content.decode()
