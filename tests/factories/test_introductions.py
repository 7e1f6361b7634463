"""Introductions by email: each side is asked once, and told once."""

import pytest

from commonworks.factories.commands import introductions
from commonworks.kernel import encryption
from commonworks.kernel.models import Event
from commonworks.network.commands import people
from commonworks.network.ports import BODY
from commonworks.post.models import Message
from tests.actors import NOON, member_of

pytestmark = pytest.mark.django_db
CONVENER = member_of(BODY, "convener")
CONTACTS = {"leeds": "Ada, ada@leeds.example", "camden": "Bea, bea@camden.example"}


@pytest.fixture
def leads(admit):
    return {council: admit("lead", council) for council in CONTACTS}


def introduced():
    return introductions.introduce(
        first="leeds", second="camden", why="The same contract ends", by=CONVENER, at=NOON
    )


def answer(ref, council, by, yes=True):
    introductions.answer(
        introduction=ref,
        authority=council,
        yes=yes,
        contact=CONTACTS[council] if yes else "",
        by=by,
        at=NOON,
    )


def letters():
    """{to: [body]}; those that share a contact after those that ask."""
    found = {}
    for row in Message.objects.all():
        seal = encryption.seal_of(row.ref)
        found.setdefault(seal.open("recipient", row.recipient), []).append(
            seal.open("body", row.body)
        )
    return {
        to: sorted(bodies, key=lambda body: "both said" in body) for to, bodies in found.items()
    }


def test_each_side_gets_one_letter_that_asks_and_holds_no_contact(leads):
    ref = introduced()
    found = letters()
    assert {to: len(bodies) for to, bodies in found.items()} == {
        "lead@leeds.example": 1,
        "lead@camden.example": 1,
    }
    assert f"/body/introductions/{ref}/leeds" in found["lead@leeds.example"][0]


def test_once_both_said_yes_each_gets_the_contact_of_the_other(leads):
    ref = introduced()
    answer(ref, "leeds", leads["leeds"])
    assert Message.objects.count() == 2
    answer(ref, "camden", leads["camden"])
    found = letters()
    assert CONTACTS["camden"] in found["lead@leeds.example"][1]
    assert CONTACTS["leeds"] not in found["lead@leeds.example"][1]
    assert CONTACTS["leeds"] in found["lead@camden.example"][1]
    assert Message.objects.count() == 4


def test_a_no_is_followed_by_no_letter(leads):
    ref = introduced()
    answer(ref, "leeds", leads["leeds"])
    answer(ref, "camden", leads["camden"], yes=False)
    assert Message.objects.count() == 2


def test_the_letter_goes_to_whoever_said_yes_or_to_who_answers_for_it_since(leads, admit):
    ref, deputy = introduced(), admit("deputy", "leeds")
    answer(ref, "leeds", deputy)
    answer(ref, "camden", leads["camden"])
    assert CONTACTS["camden"] in letters()["deputy@leeds.example"][0]
    again = introduced()
    answer(again, "leeds", deputy)
    people.end_membership(person=deputy.ref, organisation="leeds", by=deputy, at=NOON)
    answer(again, "camden", leads["camden"])
    assert CONTACTS["camden"] in letters()["lead@leeds.example"][-1]


def test_no_contact_is_in_an_event_or_in_clear_in_the_post(leads):
    ref = introduced()
    for council, by in leads.items():
        answer(ref, council, by)
    told = "".join(f"{each.item}{each.ids}" for each in Event.objects.all())
    kept = b"".join(bytes(each.body) for each in Message.objects.all())
    assert "example" not in told
    assert b"example" not in kept


def test_an_organisation_for_which_nobody_answers_finds_it_on_its_pages(councils):
    introduced()
    assert Message.objects.count() == 0
