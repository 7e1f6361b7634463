"""What a council says of a need, when it may, and what is kept of it."""

import json
from dataclasses import asdict, replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonworks.kernel.errors import Invalid, Missing, NotAllowed
from commonworks.kernel.models import Event
from commonworks.needs import queries
from commonworks.needs.commands import needs as commands
from commonworks.needs.commands.needs import ChangedMeanwhile, DeclaredAlready
from commonworks.needs.models import Edition, Need, NotPossible
from commonworks.needs.policies.personal import SeemsPersonal
from commonworks.needs.policies.said import Said, checked
from commonworks.needs.queries import pages
from commonworks.needs.queries.history import history
from commonworks.needs.web import describing
from commonworks.network.ports import Actor
from commonworks.signposts.models import Card, News
from tests.actors import LEEDS_LEAD, NOON, member_of
from tests.needs.conftest import PERMITS

PARKING = "Parking permits (474)"

LATER = NOON + timedelta(days=3)


def change(need, by=LEEDS_LEAD, edition=1, despite=(), **said):
    told = replace(PERMITS, **said)
    return commands.change(need=need, said=told, edition=edition, by=by, at=LATER, despite=despite)


def test_a_need_is_told_as_its_council_said_it(permits):
    page = pages.need_page(permits, by=LEEDS_LEAD, today=NOON.date())
    assert {name: getattr(page, name) for name in ("ref", "title", "service", "region_name")} == {
        "ref": "visitor-permits-are-still-sold-on-paper",
        "title": PERMITS.title,
        "service": "Parking permits",
        "region_name": "Yorkshire and The Humber",
    }
    [leeds] = page.evidence
    assert (leeds.name, leeds.volume, leeds.cost_pence) == ("Leeds", 42_000, 18_500_000)


def test_a_declared_need_has_a_public_event_a_card_and_a_day_it_is_good_until(permits):
    event = Event.objects.get(name="needs.need.declared")
    item = json.loads(event.item)
    assert (event.subject, item["authority"], item["stage"]) == (permits, "leeds", "open")
    card = Card.objects.get(ref=f"need.{permits}")
    assert (card.kind, card.service_code, card.good_until) == ("need", "474", date(2026, 9, 1))


def test_a_need_for_the_network_has_no_card_that_anyone_finds_and_its_event_no_words(declare):
    ref = declare(visibility="network")
    assert not Card.objects.exists()
    assert Event.objects.get(name="needs.need.declared").item == ""
    with pytest.raises(Missing):
        queries.need(ref)
    with pytest.raises(Missing):
        queries.need(ref, by=Actor("someone", name="Signed in, and of no council"))
    assert queries.need(ref, by=member_of("camden")).title == PERMITS.title


@pytest.mark.parametrize("role", ["member", "caseworker", "councillor", "supplier"])
def test_who_answers_for_nothing_does_not_speak_for_the_council(councils, role):
    with pytest.raises(NotAllowed, match="Ask your council's digital lead or service owner"):
        commands.declare(authority="leeds", said=PERMITS, by=member_of("leeds", role), at=NOON)


def test_a_lead_does_not_speak_for_another_council(councils):
    with pytest.raises(NotAllowed):
        commands.declare(authority="camden", said=PERMITS, by=LEEDS_LEAD, at=NOON)


def test_only_councils_declare(councils):
    with pytest.raises(Invalid, match="Only a council of today"):
        commands.declare(authority="lga", said=PERMITS, by=member_of("lga", "lead"), at=NOON)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"title": " \n "}, "title"),
        ({"problem": "\x00\x07"}, "problem"),
        ({"problem": "x" * 50_000}, "problem"),
        ({"title": "x" * 121}, "title"),
        ({"volume": -1}, "volume"),
        ({"cost_pence": 10**12}, "cost_pence"),
        ({"pain": "agony"}, "pain"),
        ({"visibility": "nobody"}, "visibility"),
        ({"service_code": "999999"}, "service_code"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(declare, said, field):
    with pytest.raises(Invalid) as refused:
        declare(**said)
    assert list(refused.value.fields) == [field]
    assert not Need.objects.exists()


def test_a_paste_of_fifty_thousand_characters_is_told_how_long_it_may_be(declare):
    with pytest.raises(Invalid) as refused:
        declare(problem="x" * 50_000)
    assert refused.value.fields["problem"] == (
        "The description of the problem must be 4,000 characters or fewer. It has 50,000."
    )


def test_a_title_is_one_line_and_no_text_holds_controls(declare):
    declare(title="Two\r\nlines\u202e\u2066", problem="a\x00b\ufffe\uffff\r\nc\rd\u0007")
    need = Need.objects.get()
    assert (need.title, need.problem) == ("Two lines", "ab\nc\nd")


@given(st.text(max_size=300))
def test_what_is_clean_stays_as_it_is(text):
    said = Said(title="T", problem=f"p{text}", who=text)
    once = checked(said)
    assert checked(once) == once


def test_the_name_of_a_person_is_published_only_knowingly(councils):
    said = replace(PERMITS, problem="Mrs Smith of 12 Mill Lane rings us every week.")
    with pytest.raises(SeemsPersonal) as refused:
        commands.declare(authority="leeds", said=said, by=LEEDS_LEAD, at=NOON)
    assert list(refused.value.fields) == ["problem"]
    commands.declare(
        authority="leeds", said=said, by=LEEDS_LEAD, at=NOON, despite={commands.PERSONAL}
    )


def test_a_council_is_told_that_it_declared_this_already(permits, declare):
    with pytest.raises(DeclaredAlready, match=permits):
        declare(title=PERMITS.title.upper())


def test_two_needs_of_one_title_have_two_addresses(permits, declare):
    assert declare("camden") == f"{permits}-2"
    assert declare("surrey") == f"{permits}-3"


def test_a_title_without_letters_still_has_an_address(declare):
    assert declare(title="停车") == "need"


def test_a_change_is_a_new_edition_and_the_old_one_stays(permits):
    assert change(permits, cost_pence=20_000_000, by=member_of("leeds", "service-owner"))
    first, second = history(permits, by=LEEDS_LEAD).editions[::-1]
    assert {each.name for each in first.changes} >= {"title", "problem", "cost_pence"}
    assert [(each.name, each.before, each.after) for each in second.changes] == [
        ("cost_pence", 18_500_000, 20_000_000)
    ]


def test_a_change_that_changes_nothing_is_no_edition(permits):
    assert not change(permits)
    assert Edition.objects.count() == 1


def test_the_second_of_two_changes_at_once_is_told_of_the_first(permits):
    change(permits, title="Visitor permits on paper")
    with pytest.raises(ChangedMeanwhile) as told:
        change(permits, title="Paper permits", problem=f"{PERMITS.problem}\r\n", pain="severe")
    assert told.value.fields == {
        "need": str(told.value),
        "title": "It says now: Visitor permits on paper",
        "pain": "It says now: Serious: it costs us every week",
    }


def test_services_are_told_by_name_and_number(permits):
    change(permits, service_code="")
    with pytest.raises(ChangedMeanwhile) as told:
        change(permits, service_code="474")
    assert told.value.fields["service_code"] == "It says now: –"
    change(permits, edition=2, service_code="474")
    with pytest.raises(ChangedMeanwhile) as told:
        change(permits, service_code="")
    assert told.value.fields["service_code"] == f"It says now: {PARKING}"
    editions = describing.editions(history(permits, by=LEEDS_LEAD))
    assert [
        (said.before, said.after)
        for _edition, changes in editions
        for said in changes
        if said.label == "Service"
    ] == [("", PARKING), (PARKING, ""), ("", PARKING)]


def test_a_need_that_becomes_the_networks_loses_its_public_card_and_what_was_told_of_it(permits):
    change(permits, visibility="network")
    assert not Card.objects.exists()
    assert not News.objects.exists()


def test_another_council_cannot_change_it(permits):
    with pytest.raises(NotAllowed):
        change(permits, by=member_of("camden", "lead"))


SAID = st.builds(
    Said,
    title=st.sampled_from(["Permits on paper", "Blue badges by post", "Skips"]),
    problem=st.sampled_from(["It takes long.", "It costs much."]),
    volume=st.none() | st.integers(0, 1000),
    pain=st.sampled_from(["", "severe"]),
)


@pytest.mark.django_db(transaction=False)
@settings(max_examples=25, deadline=None)
@given(st.lists(SAID, min_size=1, max_size=5))
def test_the_last_edition_is_what_the_need_says(said):
    from django.db import transaction

    from commonworks.network.ports import SYSTEM
    from tests.needs.conftest import FEW, Facts, save_facts, shipped_facts

    with transaction.atomic():
        some = tuple(fact for fact in shipped_facts().organisations if fact.ref in FEW)
        save_facts(facts=Facts(some), by=SYSTEM, at=NOON)
        ref = commands.declare(authority="leeds", said=said[0], by=LEEDS_LEAD, at=NOON)
        for each in said[1:]:
            number = Need.objects.get(ref=ref).edition
            commands.change(need=ref, said=each, edition=number, by=LEEDS_LEAD, at=LATER)
        row = Need.objects.get(ref=ref)
        last = Edition.objects.filter(need=ref).latest("number")
        assert (last.said, last.number) == (asdict(Said.of(row)), row.edition)
        transaction.set_rollback(True)


def test_a_withdrawn_need_keeps_its_page_and_loses_its_card(permits):
    commands.withdraw(need=permits, by=LEEDS_LEAD, at=LATER)
    page = pages.need_page(permits, by=Actor("anonymous"), today=NOON.date())
    assert (page.stage, Card.objects.count()) == ("withdrawn", 0)
    assert [each.what for each in page.timeline] == ["withdrawn", "declared"]


def test_a_withdrawn_need_can_be_opened_again_and_not_changed_before(permits):
    commands.withdraw(need=permits, by=LEEDS_LEAD, at=LATER)
    with pytest.raises(NotPossible):
        change(permits, title="Other")
    commands.reopen(need=permits, by=LEEDS_LEAD, at=LATER)
    assert Card.objects.get().ref == f"need.{permits}"


def test_a_need_that_is_not_there_says_so(councils):
    with pytest.raises(Missing):
        commands.withdraw(need="nothing", by=LEEDS_LEAD, at=NOON)
    with pytest.raises(Missing):
        pages.need_page("nothing", by=LEEDS_LEAD, today=NOON.date())
