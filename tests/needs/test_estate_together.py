"""What councils have in common: overlaps, and whom to buy with."""

from dataclasses import replace
from datetime import date

import pytest

from commonworks.needs.queries import chances as queries
from commonworks.needs.queries import overlaps, systems
from commonworks.needs.queries.narrowing import Narrowed
from commonworks.places import queries as places
from commonworks.places.queries import Centre
from tests.needs.estates import NOBODY, TODAY, council, lists

pytestmark = pytest.mark.django_db
NEAR = ("york", "hull", "wakefield", "bradford", "calderdale")
SOON = date(2026, 10, 31)


@pytest.fixture(autouse=True)
def councils(leeds, monkeypatch):
    """Six councils ten kilometres from one another in a row, and one at the other end."""
    for ref in (*NEAR, "cornwall"):
        council(ref)
    at = {ref: Centre(430_000 + 10_000 * n, 433_000) for n, ref in enumerate(("leeds", *NEAR))}
    monkeypatch.setattr(places, "centres", lambda: at | {"cornwall": Centre(180_000, 50_000)})


def test_five_councils_near_that_buy_the_same_again_are_a_chance():
    own = lists()
    for ref in NEAR:
        lists(ref, name="kerb side", contract_end=SOON)
    [chance] = queries.chances("leeds", today=TODAY)
    assert (chance.kind, chance.what, chance.own_end) == ("system", "Kerbside", date(2026, 9, 30))
    assert {(each.council, each.km) for each in chance.buyers} == {
        (ref, 10 * (n + 1)) for n, ref in enumerate(NEAR)
    }
    assert chance.found.startswith(f"/factories/found?from=estate&system={own}&councils=leeds%2C")


def test_another_system_for_the_same_service_counts_too():
    lists()
    for n, ref in enumerate(NEAR):
        lists(ref, name=f"System {n}", services=("565",), contract_end=SOON)
    [chance] = queries.chances("leeds", today=TODAY)
    assert (chance.kind, chance.key, len(chance.buyers)) == ("service", "565", 5)
    assert "&service=565&" in chance.found


def test_a_council_counts_once_however_many_contracts_it_has():
    lists()
    for n in range(3):
        lists("york", own_ref=str(n), contract_end=SOON)
    assert queries.chances("leeds", today=TODAY) == ()


@pytest.mark.parametrize("far", ["cornwall"])
def test_two_near_and_one_far_are_too_few(far):
    lists()
    for ref in ("york", "hull", far):
        lists(ref, contract_end=SOON)
    assert queries.chances("leeds", today=TODAY) == ()


@pytest.mark.parametrize(
    "end", [None, date(2026, 3, 1), date(2026, 12, 2)], ids=["no end", "ended", "later"]
)
def test_a_contract_that_does_not_end_within_nine_months_does_not_count(end):
    lists()
    for ref in NEAR:
        lists(ref, contract_end=end, notice=None)
    assert queries.chances("leeds", today=TODAY) == ()


def test_a_council_that_runs_nothing_like_it_has_no_chance():
    lists(name="Ledger", services=("1",))
    for ref in NEAR:
        lists(ref, contract_end=SOON)
    assert queries.chances("leeds", today=TODAY) == ()


def test_where_nothing_lies_anywhere_there_is_no_chance(monkeypatch):
    monkeypatch.setattr(places, "centres", dict)
    lists()
    for ref in NEAR:
        lists(ref, contract_end=SOON)
    assert queries.chances("leeds", today=TODAY) == ()


def test_chances_cost_six_queries_however_many_there_are(django_assert_max_num_queries):
    for n in range(6):
        lists(name=f"System {n}")
        for ref in NEAR:
            lists(ref, name=f"System {n}", contract_end=SOON)
    with django_assert_max_num_queries(6):
        assert len(queries.chances("leeds", today=TODAY, limit=9)) == 6


def test_an_entry_shows_who_else_runs_it_buys_there_or_has_something_for_it():
    line = systems.system(lists(), by=NOBODY).line
    same = lists("york", name="KERBSIDE", services=())
    supplier = lists("hull", name="Ledger", services=())
    service = lists("wakefield", name="Bays", supplier="Bolt")
    lists("bradford", name="Nothing", supplier="Bolt", services=("1",))
    found = overlaps.others(line, by=NOBODY, today=TODAY)
    assert (found.same_system, found.same_supplier, found.same_service) == (1, 1, 1)
    assert [each.ref for each in (*found.of_system, *found.of_supplier, *found.of_service)] == [
        *(same, supplier),
        service,
    ]


def test_an_entry_that_stands_alone_has_no_others():
    line = systems.system(lists(supplier="", services=()), by=NOBODY).line
    found = overlaps.others(line, by=NOBODY, today=TODAY)
    assert (found.same_system, found.same_supplier, found.same_service) == (0, 0, 0)


def test_what_two_councils_run_is_shared_and_what_one_runs_twice_is_not():
    lists()
    lists("york", contract_end=SOON)
    lists("hull", name="Ledger", own_ref="1", supplier="Bolt")
    lists("hull", name="Ledger", own_ref="2", supplier="Bolt plc")
    [shared] = overlaps.shared_systems(Narrowed(), today=TODAY)
    assert (shared.key, shared.councils, shared.systems, shared.soon, shared.next_end) == (
        *("kerbside", 2, 2, 2),
        date(2026, 9, 30),
    )
    [supplier] = overlaps.shared_suppliers(Narrowed(), today=TODAY)
    assert (supplier.key, supplier.councils) == ("acmesystems", 2)


def test_a_list_is_narrowed_by_what_stands_in_its_address():
    leeds = lists(contract_end=None, notice=None)
    york = lists("york", name="Ledger", supplier="Bolt", services=("7",), contract_end=SOON)
    council("fife", nation="scotland", type="scottish-council")
    fife = lists("fife", name="Ledger Two", contract_end=date(2026, 1, 1), notice=None)
    asked = {
        "search": ("ledger two", {fife}),
        "system": ("LEDGER", {york}),
        "supplier": ("bolt ltd", {york}),
        "service": ("7", {york}),
        "council": ("leeds", {leeds}),
        "nation": ("scotland", {fife}),
        "type": ("metropolitan-district", {leeds, york}),
        "near": ("york", {leeds, york}),
        "ends": ("9", {york}),
        "fresh": ("stale", set()),
    }
    for name, (value, expected) in asked.items():
        found = systems.found(replace(Narrowed(), **{name: value}), by=NOBODY, today=TODAY)
        assert (name, {line.ref for line in found.lines}, found.total) == (
            *(name, expected),
            len(expected),
        )
    past = systems.found(Narrowed(ends="past"), by=NOBODY, today=TODAY)
    assert [line.ref for line in past.lines] == [fife]


def test_what_nobody_confirmed_comes_last():
    from commonworks.needs.commands.systems import mark_stale
    from commonworks.network.ports import SYSTEM
    from tests.actors import NOON

    old, new = lists(name="Aardvark"), lists(name="Zebra")
    mark_stale(ref=old, by=SYSTEM, at=NOON)
    found = systems.found(Narrowed(), by=NOBODY, today=TODAY)
    assert [(line.ref, line.stale) for line in found.lines] == [(new, False), (old, True)]


@pytest.mark.parametrize("limit", [None, 25])
def test_a_list_costs_the_same_however_long_it_is(limit, django_assert_max_num_queries):
    for n in range(12):
        for ref in ("leeds", "york"):
            lists(ref, name=f"System {n}")
    from tests.actors import member_of

    for by in (NOBODY, member_of("york")):
        with django_assert_max_num_queries(7):
            found = systems.found(Narrowed(nation="england"), by=by, today=TODAY, limit=limit)
        assert found.total == 24


def test_an_entry_and_an_estate_cost_what_they_say(django_assert_max_num_queries):
    from tests.needs.estates import LEAD

    for n in range(12):
        ref = lists(name=f"System {n}", cost=100 * n)
    with django_assert_max_num_queries(11):
        systems.system(ref, by=LEAD)
    with django_assert_max_num_queries(8):
        assert len(systems.estate("leeds", by=LEAD).costs) == 12
    line = systems.system(ref, by=NOBODY).line
    with django_assert_max_num_queries(11):
        overlaps.others(line, by=LEAD, today=TODAY)
