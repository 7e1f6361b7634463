"""What an owner's answer, and nobody's, does to an entry; and who has it when a council ends."""

from datetime import date, timedelta

import pytest

from commonworks.kernel import deliveries, events
from commonworks.kernel.errors import NotAllowed
from commonworks.kernel.events import Happened
from commonworks.needs.commands.estate_handover import hand_over_estate
from commonworks.needs.handlers import estate as handlers
from commonworks.needs.models.estate import System
from commonworks.needs.queries import systems as queries
from commonworks.needs.queries.narrowing import Narrowed
from commonworks.network.ports import SYSTEM
from commonworks.signposts.models import Card
from tests.actors import NOON, member_of
from tests.needs.estates import LEAD, NOBODY, TODAY, council, lists

pytestmark = pytest.mark.django_db
UNTIL = TODAY + timedelta(days=300)


@pytest.fixture
def system(leeds):
    return lists()


def told(ref, name, **item):
    """An event as signposts records it, delivered by the worker."""
    from django.db import transaction

    with transaction.atomic():
        said = {"ref": f"system.{ref}"} | item
        events.record(f"signposts.entry.{name}", subject=said["ref"], by=SYSTEM, at=NOON, item=said)
    while deliveries.deliver_next(NOON):
        pass
    assert deliveries.dead_letters() == []
    return System.objects.get(ref=ref)


def listed():
    return queries.found(Narrowed(), by=NOBODY, today=TODAY).total


def test_still_true_makes_it_good_again(system):
    told(system, "stale")
    row = told(system, "confirmed", answer="true", until=UNTIL.isoformat())
    assert (row.state, row.stale, row.good_until) == ("running", False, UNTIL)


def test_over_retires_it_and_its_card_says_so(system):
    row = told(system, "confirmed", answer="over", until=UNTIL.isoformat())
    assert (row.state, listed(), Card.objects.get().state) == ("retired", 0, "retired")


def test_silence_marks_it_and_then_archives_it_until_somebody_confirms(system):
    assert (told(system, "stale").stale, listed()) == (True, 1)
    assert (told(system, "archived").state, listed()) == ("archived", 0)
    row = told(system, "confirmed", answer="true", until=UNTIL.isoformat())
    assert (row.state, row.stale, listed()) == ("running", False, 1)


def test_an_answer_heard_twice_is_heard_once(system):
    happened = Happened(
        "signposts.entry.confirmed",
        f"system.{system}",
        "x",
        NOON,
        {},
        {"answer": "over", "until": UNTIL.isoformat()},
    )
    handlers.system_answered(happened)
    handlers.system_answered(happened)
    assert [each.what for each in queries.system(system, by=NOBODY).edits] == ["retired", "added"]


def test_an_answer_about_something_else_is_not_ours(system):
    happened = Happened("signposts.entry.stale", "need.1", "x", NOON, {})
    handlers.system_went_stale(happened)
    assert not System.objects.get(ref=system).stale


def test_a_successor_has_every_entry_with_its_cost_and_its_history(leeds):
    council("york")
    first = lists(cost=4_200_000, own_ref="C-1")
    second = lists(name="Ledger", contract_end=None, notice=None)
    theirs = lists("york", own_ref="C-1"), lists("york", name="LEDGER", own_ref="L-1")
    by = SYSTEM
    assert [each.title for each in queries.belonging_to("leeds", by=by)] == ["Kerbside", "Ledger"]
    assert hand_over_estate(organisation="leeds", successor="york", by=by, at=NOON) == 2
    york = queries.estate("york", by=member_of("york", "lead"))
    assert {line.ref for line in york.systems} == {first, second, *theirs}
    assert dict(york.costs) == {first: 4_200_000}
    assert {line.own_ref for line in york.systems} == {"C-1", "leeds/C-1", f"leeds/{second}", "L-1"}
    edits = [each.what for each in queries.system(first, by=NOBODY).edits]
    assert sorted(edits) == ["added", "handed-over"]
    assert Card.objects.get(ref=f"system.{first}").authority_id == "york"
    assert queries.belonging_to("leeds", by=by) == []


def test_only_a_steward_hands_an_estate_over(leeds):
    council("york")
    ref = lists()
    with pytest.raises(NotAllowed):
        hand_over_estate(organisation="leeds", successor="york", by=LEAD, at=NOON)
    assert System.objects.get(ref=ref).council_id == "leeds"


def test_an_entry_is_good_for_half_a_year_or_until_its_contract_ends(leeds):
    soon = lists(contract_end=TODAY + timedelta(days=30))
    ended = lists(name="Ledger", contract_end=date(2026, 1, 1), notice=None)
    good = [System.objects.get(ref=ref).good_until for ref in (soon, ended)]
    assert good == [TODAY + timedelta(days=30), TODAY + timedelta(days=183)]
