"""Suppliers: names that stand for them, and what they answer."""

from dataclasses import replace

import pytest

from commonworks.kernel.errors import Invalid, NotAllowed
from commonworks.needs.commands import suppliers, systems
from commonworks.needs.queries import suppliers as names
from commonworks.needs.queries import systems as queries
from commonworks.network.ports import Actor
from tests.actors import NOON, member_of
from tests.needs.estates import LEAD, NOBODY, STEWARD, VENDOR, lists, supplier

pytestmark = pytest.mark.django_db
RIVAL = Actor("rival", frozenset({("bolt", "supplier")}), "Somebody at Bolt")


@pytest.fixture(autouse=True)
def organisations(leeds):
    supplier()
    supplier("bolt", "Bolt plc")


def answered(ref, text="It does more than that.", by=VENDOR):
    suppliers.answer(system=ref, text=text, by=by, at=NOON)


@pytest.mark.parametrize(
    "name", ["Acme Systems", "ACME SYSTEMS LTD.", "acme-systems limited", "Acmé  Systems plc"]
)
def test_a_supplier_is_known_however_its_name_is_spelled(name):
    assert queries.system(lists(supplier=name), by=NOBODY).line.supplier == "acme"


@pytest.mark.parametrize("name", ["", "Acme", "Acme Systems North", "Ltd", "…"])
def test_another_name_stands_for_nobody(name):
    assert queries.system(lists(supplier=name), by=NOBODY).line.supplier is None


def test_a_steward_says_whom_a_name_stands_for_and_takes_it_back():
    ref = lists(supplier="A.S.L.", own_ref="1")
    assert [each.name for each in names.unmatched(by=STEWARD)] == ["A.S.L."]
    assert suppliers.match_supplier(name="asl", supplier="acme", by=STEWARD, at=NOON) == 1
    assert queries.system(ref, by=NOBODY).line.supplier == "acme"
    assert queries.system(lists(supplier="ASL", own_ref="2"), by=NOBODY).line.supplier == "acme"
    assert suppliers.unmatch_supplier(name="ASL", by=STEWARD, at=NOON) == 2
    assert queries.system(ref, by=NOBODY).line.supplier is None


def test_nobody_but_a_steward_matches_names():
    for by in (LEAD, VENDOR, NOBODY):
        with pytest.raises(NotAllowed):
            suppliers.match_supplier(name="asl", supplier="acme", by=by, at=NOON)
        with pytest.raises(NotAllowed):
            names.unmatched(by=by)


def test_a_name_is_matched_with_a_supplier_alone():
    with pytest.raises(Invalid) as refused:
        suppliers.match_supplier(name="asl", supplier="leeds", by=STEWARD, at=NOON)
    assert refused.value.fields == {"supplier": "Choose a supplier from the list"}


def test_the_supplier_that_is_named_answers_once_and_may_change_it():
    ref = lists()
    answered(ref)
    answered(ref, "It does all of that.")
    answer = queries.system(ref, by=NOBODY).answer
    assert (answer.supplier, answer.text, answer.hidden) == ("acme", "It does all of that.", False)


def test_nobody_answers_for_a_supplier_but_its_own_people():
    ref = lists()
    for by in (RIVAL, LEAD, STEWARD, NOBODY, member_of("acme", "administrator")):
        with pytest.raises(NotAllowed):
            answered(ref, by=by)
    unknown = lists(name="Another", supplier="Nobody we know")
    with pytest.raises(NotAllowed):
        answered(unknown)


@pytest.mark.parametrize("text", ["", "  \n", "x" * 2_001])
def test_an_answer_is_a_text_of_some_length(text):
    with pytest.raises(Invalid) as refused:
        answered(lists(), text)
    assert list(refused.value.fields) == ["text"]


def test_a_steward_takes_an_answer_down_with_a_reason_and_puts_it_back():
    ref = lists()
    answered(ref)
    with pytest.raises(NotAllowed):
        suppliers.take_answer_down(system=ref, reason="No", by=LEAD, at=NOON)
    suppliers.take_answer_down(system=ref, reason="It names a person.", by=STEWARD, at=NOON)
    hidden = queries.system(ref, by=NOBODY).answer
    assert (hidden.text, hidden.reason) == ("", "It names a person.")
    assert queries.system(ref, by=VENDOR).answer.text == "It does more than that."
    with pytest.raises(suppliers.TakenDown):
        answered(ref, "Again")
    suppliers.put_answer_back(system=ref, by=STEWARD, at=NOON)
    assert queries.system(ref, by=NOBODY).answer.text == "It does more than that."


def test_the_answer_of_a_supplier_that_is_named_no_more_is_not_shown():
    ref = lists()
    answered(ref)
    entry, edition = queries.editable(ref, by=LEAD)

    systems.change_system(
        ref=ref, entry=replace(entry, supplier="Bolt"), edition=edition, by=LEAD, at=NOON
    )
    assert queries.system(ref, by=NOBODY).answer is None


def test_an_answer_to_what_has_been_retired_is_kept_without_a_card():
    ref = lists()
    systems.retire_system(ref=ref, by=LEAD, at=NOON)
    answered(ref)
    assert queries.system(ref, by=NOBODY).answer.text == "It does more than that."
