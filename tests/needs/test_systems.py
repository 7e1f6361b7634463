"""What a council says it runs: added, changed, retired, by the right people, with its history."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from commonworks.kernel.errors import Invalid, Missing, NotAllowed
from commonworks.kernel.models import Event
from commonworks.needs.commands import systems
from commonworks.needs.models.estate import System
from commonworks.needs.policies.keepers import KEEPERS
from commonworks.needs.policies.systems import Entry, Notice
from commonworks.needs.queries import systems as queries
from commonworks.network.models import Role
from commonworks.signposts.models import Card
from tests.actors import NOON, member_of
from tests.needs.estates import LEAD, NOBODY, PERMITS, TODAY, council, lists

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)


@pytest.fixture(autouse=True)
def councils(leeds):
    council("york")


def edit(ref, edition=1, by=LEAD, **other):
    entry = replace(queries.editable(ref, by=LEAD)[0], **other)
    systems.change_system(ref=ref, entry=entry, edition=edition, by=by, at=LATER)


def test_an_entry_says_what_was_said_and_when_notice_is_to_be_given():
    line = queries.system(lists(), by=NOBODY).line
    assert (line.name, line.supplier_name, line.council_name) == (
        *("Kerbside", "Acme Systems Ltd"),
        "Leeds City Council",
    )
    assert (line.contract_end, line.notice, line.notice_by) == (
        *(date(2026, 9, 30), "3 months"),
        date(2026, 6, 30),
    )
    assert ([each.code for each in line.services], line.good_until) == (
        ["564", "565"],
        TODAY + timedelta(days=183),
    )


def test_what_was_written_is_what_is_read():
    entry = replace(PERMITS, cost=4_200_000, own_ref="C-17")
    assert queries.editable(lists(entry=entry), by=LEAD) == (entry, 1)


@pytest.mark.parametrize("role", sorted(set(Role.values) - KEEPERS))
def test_nobody_else_of_the_council_lists_a_system(role):
    with pytest.raises(NotAllowed):
        systems.add_system(council="leeds", entry=PERMITS, by=member_of("leeds", role), at=NOON)
    assert System.objects.count() == 0


@pytest.mark.parametrize("role", sorted(KEEPERS))
def test_a_keeper_of_another_council_changes_and_retires_nothing(role):
    ref, stranger = lists(), member_of("york", role)
    with pytest.raises(NotAllowed):
        edit(ref, by=stranger, purpose="Nothing")
    for verb in (systems.retire_system, systems.bring_back):
        with pytest.raises(NotAllowed):
            verb(ref=ref, by=stranger, at=LATER)
    assert System.objects.get(ref=ref).edition == 1


def test_a_council_that_has_ended_lists_nothing():
    with pytest.raises(Missing):
        systems.add_system(council="avon", entry=PERMITS, by=member_of("avon", "lead"), at=NOON)


def test_each_change_stays_on_record_with_what_was_before():
    ref = lists()
    edit(ref, contract_end=date(2027, 9, 30))
    systems.retire_system(ref=ref, by=LEAD, at=LATER)
    edits = queries.system(ref, by=NOBODY).edits
    assert [(each.what, dict(each.changes)) for each in edits] == [
        ("retired", {}),
        ("changed", {"contract_end": ["2026-09-30", "2027-09-30"]}),
        ("added", {}),
    ]


def test_saving_the_same_again_is_no_change_and_renews_it():
    ref = lists(contract_end=None, notice=None)
    edit(ref)
    line = queries.system(ref, by=NOBODY).line
    assert (line.edition, line.good_until) == (1, TODAY + timedelta(days=184))
    assert Event.objects.filter(subject=f"system.{ref}").count() == 1


def test_who_opened_an_entry_before_a_colleague_saved_it_overwrites_nothing():
    ref = lists()
    edit(ref, purpose="Permits")
    with pytest.raises(systems.EditedMeanwhile):
        edit(ref, purpose="Fines", edition=1)
    assert queries.system(ref, by=NOBODY).line.purpose == "Permits"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Enter the name of the system."),
        ("name", " … ", "Enter the name of the system."),
        ("name", "x" * 50_000, "This must be 120 characters or fewer. It has 50,000."),
        ("name", "Kerb\u202eside", "This holds an invisible character. Take it out."),
        ("purpose", "=cmd()", "This begins like a formula of a spreadsheet. Put in what"),
        ("services", ("parking",), "“parking” is not an LGSL code. It is a number, like 564."),
        ("services", tuple(map(str, range(1, 25))), "Name 20 services at most."),
        ("contract_end", date(1066, 10, 14), "The year must be between 1990 and 2099."),
        ("notice", Notice(0, "months"), "Write the notice period like 3 months"),
        ("notice", Notice(3, "fortnights"), "Write the notice period like 3 months"),
        ("cost", -1, "Enter an amount in pounds"),
        ("cost_band", "a lot", "Choose one of: Under £10,000"),
        ("band_seen_by", "friends", "Choose one of: Our council alone"),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(field, value, said):
    with pytest.raises(Invalid) as refused:
        lists(**{field: value})
    [(where, why)] = refused.value.fields.items()
    assert (where, why[: len(said)]) == (field, said)
    assert (System.objects.count(), Event.objects.filter(name__startswith="needs.").count()) == (
        0,
        0,
    )


def test_the_same_system_twice_needs_a_reference_of_its_own():
    lists(own_ref="C-1")
    with pytest.raises(Invalid) as refused:
        lists(name=" KERB-SIDE")
    assert refused.value.fields == {
        "name": "Your council lists this system already. Change that entry, or give this one a "
        "reference of its own."
    }
    lists(own_ref="C-17")
    with pytest.raises(Invalid) as refused:
        lists(name="Another", own_ref="C-17")
    assert refused.value.fields == {"own_ref": "Another entry has this reference."}


@pytest.mark.parametrize("own_ref", ["", "C-17"])
def test_one_that_is_listed_without_a_reference_needs_one_first(own_ref):
    ref = lists()
    with pytest.raises(Invalid) as refused:
        lists(own_ref=own_ref)
    assert refused.value.fields == {
        "name": "Your council lists this system already, without a reference. Change that entry, "
        "or give it a reference of its own first."
    }
    edit(ref, own_ref="C-1")
    assert lists(own_ref="C-17") != ref


def test_what_is_listed_anew_under_a_reference_is_not_brought_back_beside_it():
    ref = lists()
    systems.retire_system(ref=ref, by=LEAD, at=LATER)
    lists(own_ref="C-1")
    with pytest.raises(systems.NotPossible):
        systems.bring_back(ref=ref, by=LEAD, at=LATER)


def test_the_database_lists_a_system_once_too():
    row = System.objects.get(ref=lists())
    with pytest.raises(IntegrityError), transaction.atomic():
        System.objects.filter(ref=row.ref).update(ref="another", own_ref="")
        row.pk = "third"
        row.save(force_insert=True)


def test_another_council_may_list_the_same():
    assert lists() != lists("york")


def test_markup_is_text(client):
    ref = lists(name="<script>alert(1)</script>")
    page = client.get(f"/estate/systems/{ref}/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_retired_system_has_no_card_and_is_on_no_list_until_it_is_brought_back():
    ref = lists()
    systems.retire_system(ref=ref, by=LEAD, at=LATER)
    assert not Card.objects.filter(ref=f"system.{ref}").exists()
    assert queries.found(queries.Narrowed(), by=NOBODY, today=TODAY).total == 0
    with pytest.raises(systems.NotPossible):
        edit(ref, purpose="Fines", edition=2)
    systems.bring_back(ref=ref, by=LEAD, at=LATER)
    assert Card.objects.get(ref=f"system.{ref}").state == "running"
    assert queries.found(queries.Narrowed(), by=NOBODY, today=TODAY).total == 1


def test_a_service_is_offered_while_a_system_in_use_is_for_it():
    lists(name="Ours", services=("474", "478"))
    ref = lists(name="Theirs", services=("478", "520"))
    systems.retire_system(ref=ref, by=LEAD, at=LATER)
    assert {each.code for each in queries.services_in_use()} == {"474", "478"}


def test_what_was_listed_anew_meanwhile_is_not_brought_back_beside_it():
    ref = lists()
    systems.retire_system(ref=ref, by=LEAD, at=LATER)
    lists()
    with pytest.raises(systems.NotPossible):
        systems.bring_back(ref=ref, by=LEAD, at=LATER)


def test_a_card_says_what_it_is_for_and_when_its_contract_ends():
    card = Card.objects.get(ref=f"system.{lists(cost=4_200_000)}")
    assert (card.kind, card.title, card.authority_id, card.service_code) == (
        *("system", "Kerbside"),
        *("leeds", "564"),
    )
    assert card.facts == {
        "system": "Kerbside",
        "supplier": "Acme Systems Ltd",
        "contract_end": "2026-09-30",
        "services": ["564", "565"],
    }


def test_an_entry_of_nothing_but_a_name_is_enough():
    line = queries.system(lists(entry=Entry("Whiteboard")), by=NOBODY).line
    assert (line.contract_end, line.notice_by, line.band, line.services) == (None, None, "", ())
