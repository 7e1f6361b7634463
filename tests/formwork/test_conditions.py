"""The published table, type by type, and what a condition cannot say."""

from datetime import date

import pytest

from formwork.conditions import NotThere, compiled, whole
from formwork.dates import later
from formwork.env import ABSENT, BLANK, PENDING, Env
from formwork.explain import explain
from formwork.scope import ConditionFault, Scope

FIELDS = {
    "name": "text",
    "many": "whole-number",
    "size": "decimal",
    "paid": "money",
    "born": "date",
    "sure": "yes-no",
    "pets": "checkboxes",
}
TODAY = date(2026, 11, 22)


def test(expression, value, **scope):
    made = compiled(expression, Scope(fields=FIELDS, **scope))
    name = expression.get("field", "name") if isinstance(expression, dict) else "name"
    return made(Env({name: value}, today=TODAY))


test.__test__ = False


@pytest.mark.parametrize(
    ("expression", "value", "blank", "absent"),
    [
        ({"field": "name", "is": "x"}, "x", False, False),
        ({"field": "name", "is-not": "x"}, "y", True, True),
        ({"field": "name", "in": ["x", "y"]}, "y", False, False),
        ({"field": "pets", "contains": "cat"}, ["cat"], False, False),
        ({"field": "pets", "lacks": "dog"}, ["cat"], True, True),
        ({"field": "many", "less-than": "5"}, 4, False, False),
        ({"field": "many", "at-least": "5"}, 5, False, False),
        ({"field": "paid", "at-most": "12.50"}, 1250, False, False),
        ({"field": "size", "more-than": "1.05"}, "1.1", False, False),
        ({"field": "size", "is": "1.10"}, "1.1", False, False),
        ({"field": "sure", "is": "no"}, False, False, False),
        ({"field": "born", "before": "2026-11-22"}, "2026-11-21", False, False),
        ({"field": "born", "on-or-before": {"today": {"years": -18}}}, "2008-11-22", False, False),
        ({"field": "name", "longer-than": 2}, "abc", False, False),
        ({"field": "name", "answered": True}, "x", False, False),
    ],
)
def test_a_value_is_compared_and_the_rest_follows_the_table(expression, value, blank, absent):
    found = [test(expression, state) for state in (value, BLANK, ABSENT, PENDING)]
    assert found == [True, blank, absent, None]


def test_what_is_not_answered_is_true_of_blank_and_absent():
    expression = {"field": "name", "answered": False}
    states = ("x", BLANK, ABSENT, PENDING)
    assert [test(expression, s) for s in states] == [False, True, True, None]


@pytest.mark.parametrize(
    ("word", "known", "result"),
    [("all", False, False), ("all", True, None), ("any", True, True), ("any", False, None)],
)
def test_an_unknown_part_decides_nothing_that_a_known_one_does(word, known, result):
    parts = [{"field": "name", "is": "x"}, {"field": "many", "is": "1"}]
    made = compiled({word: parts}, Scope(fields=FIELDS))
    assert made(Env({"name": PENDING, "many": 1 if known else 2})) == result


@pytest.mark.parametrize(
    ("expression", "says"),
    [
        ({"field": "nobody", "is": "x"}, "There is no field “nobody”."),
        ("nowhere", "There is no condition “nowhere”."),
        ({"field": "many", "is": "many"}, "“many” is not a whole number."),
        ({"field": "born", "before": "soon"}, "“soon” is not a date, such as 2026-04-01."),
        (
            {"field": "name", "less-than": "5"},
            "“less-than” puts numbers and dates in order, not text.",
        ),
        ({"field": "paid", "is": {"field": "born"}}, "money and date cannot be compared."),
        ({"field": "pets", "is": "horse"}, "“horse” is no option of the field “pets”."),
    ],
)
def test_a_condition_that_cannot_be_says_why(expression, says):
    with pytest.raises(ConditionFault) as caught:
        compiled(expression, Scope(fields=FIELDS, options={"pets": ["cat", "dog"]}))
    assert str(caught.value) == says


def test_conditions_that_ask_each_other_in_a_ring_are_refused():
    scope = Scope(fields=FIELDS, conditions={"a": {"not": "b"}, "b": {"all": ["a"]}})
    with pytest.raises(ConditionFault, match="a → b → a"):
        compiled("a", scope)


def imported(expression, values, walked):
    scope = Scope(fields=FIELDS, sections={"name": "s", "many": ""}, foreign=True)
    return whole(compiled(expression, scope))(Env(values, walked=set(walked)))


def test_an_imported_condition_on_what_was_not_walked_is_false_even_if_it_says_not():
    expression = {"field": "name", "is-not": "x"}
    assert imported(expression, {}, []) is False
    assert imported(expression, {}, ["s"]) is True
    assert imported({"not": {"field": "many", "is": "1"}}, {}, [""]) is False


def test_an_imported_blank_counts_as_nought_in_an_order_of_numbers():
    assert imported({"field": "many", "less-than": "1"}, {"many": BLANK}, [""]) is True
    assert imported({"field": "many", "more-than": "0"}, {"many": BLANK}, [""]) is False


def test_an_imported_condition_that_stops_inside_a_shield_only():
    scope = Scope(fields=FIELDS, sections={"many": ""}, foreign=True)
    with pytest.raises(NotThere):
        compiled({"field": "many", "is": "1"}, scope)(Env({}))


def test_an_explanation_says_what_was_seen_in_each_part():
    scope = Scope(fields=FIELDS, conditions={"tall": {"field": "many", "at-least": "3"}})
    told = explain({"any": ["tall", {"field": "sure", "is": "yes"}]}, scope, Env({"many": 2}))
    assert [(part.says, part.result) for part in told.parts] == [
        ("tall", False),
        ("field sure is yes", False),
    ]
    assert told.parts[0].parts[0].seen == "2"


@pytest.mark.parametrize(
    ("start", "span", "found"),
    [
        ("2026-01-31", {"months": 1}, "2026-02-28"),
        ("2028-02-29", {"years": -1}, "2027-02-28"),
        ("2026-11-22", {"days": 28}, "2026-12-20"),
        ("2026-11-22", {"years": 9000}, "9999-12-31"),
        ("2026-11-22", {"days": -9999999999}, "0001-01-01"),
    ],
)
def test_days_counted_from_today_stay_in_the_calendar(start, span, found):
    assert later(date.fromisoformat(start), span).isoformat() == found
