"""Products, dated prices and quotes."""

from datetime import date

import pytest

from formwork import NoPrice, changed, compose, quote, start_overlay
from tests.formwork.forms import item, running

TODAY = date(2026, 11, 22)
OLD = {"from": "2026-01-01", "to": "2026-12-31", "pence": 1000, "ledger": "A"}
NEW = {"from": "2027-01-01", "pence": 1200, "vat": "20"}


def shop(product, **parts):
    pages = [
        {"id": "p", "items": [item("start", "date"), item("many", "whole-number")]},
        {"id": "cars", "repeat": {"id": "car"}, "items": [item("diesel", "yes-no")]},
    ]
    one = {"id": "permit", "description": "Permit", "prices": [OLD, NEW], **product}
    return running(*pages, products=[one], **parts)


def lines(composed, answers, on=TODAY):
    return [(n.instance, n.quantity, n.pence) for n in quote(composed, answers, {}, on=on).lines]


def test_the_day_of_the_quote_decides_the_price():
    composed = shop({})
    assert [lines(composed, {}, on) for on in (TODAY, date(2026, 12, 31), date(2027, 1, 1))] == [
        [("", 1, 1000)],
        [("", 1, 1000)],
        [("", 1, 1200)],
    ]


def test_the_date_of_an_answer_decides_where_the_product_says_so():
    assert lines(shop({"decided-by": "start"}), {"start": "2027-01-01"}) == [("", 1, 1200)]


def test_a_quantity_is_charged_so_many_times_and_none_is_no_line():
    assert lines(shop({"quantity": "many"}), {"many": 3}) == [("", 3, 3000)]
    assert lines(shop({"quantity": "many"}), {"many": 0}) == []


CARS = {"x": {"diesel": True}, "y": {"diesel": False}, "z": {"diesel": True}}


def test_each_instance_is_charged_for_which_the_condition_holds():
    product = {"for-each": "car", "when": {"field": "diesel", "is": "yes"}}
    assert lines(shop(product), {"car": CARS}) == [("x", 1, 1000), ("z", 1, 1000)]


def test_the_second_and_later_are_counted_among_those_that_are_charged():
    product = {"for-each": "car", "when": {"field": "diesel", "is": "yes"}, "nth": {"from": 2}}
    assert lines(shop(product), {"car": CARS}) == [("z", 1, 1000)]


def test_a_product_off_the_path_costs_nothing():
    composed = shop({"when": {"field": "many", "more-than": "1"}})
    assert quote(composed, {"many": 1}, {}, on=TODAY).total_pence == 0


def test_a_quote_says_what_it_was_made_of():
    made = quote(shop({}, quotes={"valid-days": 7}), {}, {}, on=TODAY)
    assert made.as_json() == {
        "on": "2026-11-22",
        "expires": "2026-11-29",
        "total_pence": 1000,
        "lines": [{"product": "permit", "quantity": 1, "pence": 1000}],
        "rows": [
            {"product": "permit", **OLD, "vat": "outside-scope"},
        ],
    }


def test_a_quote_never_outlives_a_price_it_used():
    made = quote(shop({}, quotes={"valid-days": 60}), {}, {}, on=TODAY)
    assert made.expires == date(2026, 12, 31)


def test_a_day_without_a_price_is_named():
    with pytest.raises(NoPrice, match="“permit” has no price on 31 December 2025"):
        quote(shop({}), {}, {}, on=date(2025, 12, 31))


def test_prices_are_by_date_and_never_part_of_the_shape():
    opened = shop({}, open=[{"address": "product:*", "slot": "prices"}])
    overlay = changed(
        start_overlay(opened.release, "leeds"),
        opened.release,
        "product:permit",
        "prices",
        [{"from": "2026-01-01", "pence": 5}],
    )
    dearer = compose(opened.release, [overlay])
    assert (dearer.shape.hash, lines(dearer, {})) == (opened.shape.hash, [("", 1, 5)])
