# ruff: noqa: E501 - what people are told stands here whole
"""Reading what people post: every type, right and wrong, in English and Welsh."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formwork import Walk, as_posted, read_page
from formwork.inputs import READERS
from tests.formwork.forms import item, running
from tests.postcodes import REFUSED, TAKEN

TODAY = date(2026, 11, 22)


def reading(question, posted, lang="en", answers=None):
    composed = running({"id": "p", "items": [question]}, languages=["en", "cy"])
    kept = Walk(composed.shape, answers or {}, {}, TODAY)
    return read_page(kept, composed.words(lang), "p", posted)


def asked(kind, **parts):
    return {**item("q", kind), "short": "the answer", **parts}


def value_of(kind, posted, **parts):
    values, errors = reading(asked(kind, **parts), posted)
    assert errors == {}
    return values["q"]


def error_of(kind, posted, lang="en", **parts):
    values, errors = reading(asked(kind, **parts), posted, lang)
    assert values == {}
    return errors["q"]


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("text", "  Zoë \u202e\u200b", "Zoë"),
        ("text", "<b>Ann</b> & 'co'", "<b>Ann</b> & 'co'"),
        ("long-text", "one\r\ntwo", "one\ntwo"),
        ("whole-number", "1,250", 1250),
        ("whole-number", "12.0", 12),
        ("decimal", "012.50", "12.5"),
        ("decimal", "-0.0", "0"),
        ("money", "£1,250.5", 125050),
        ("money", "79.99", 7999),
        ("yes-no", "no", False),
        ("radios", "b", "b"),
        ("select", "c", "c"),
        ("email", " ann@example.com ", "ann@example.com"),
        ("telephone", "\u202a+44 (0)1632 960 001\u202c", "+44 (0)1632 960 001"),
        ("postcode", "ls14ap", "LS1 4AP"),
        ("postcode", "gir 0aa", "GIR 0AA"),
        ("vehicle-registration", "ab12 cde", "AB12CDE"),
        ("vehicle-registration", "NIZ 1234", "NIZ1234"),
        ("declaration", "yes", True),
    ],
)
def test_an_answer_is_kept_as_its_type_says(kind, typed, kept):
    assert value_of(kind, {"q": [typed]}) == kept


@pytest.mark.parametrize("typed", TAKEN)
def test_every_way_to_write_a_postcode_is_kept_the_same(typed):
    assert value_of("postcode", {"q": [typed]}) == "LS1 1UR"


@pytest.mark.parametrize("typed", REFUSED)
def test_what_is_no_postcode_is_refused(typed):
    error_of("postcode", {"q": [typed]})


@pytest.mark.parametrize(
    ("kind", "typed", "parts", "says"),
    [
        ("text", "", {}, "Enter the answer"),
        ("text", "a\x00b", {}, "The answer must not include hidden characters: delete it and type it again"),
        ("text", "a\ud800", {}, "The answer must not include hidden characters: delete it and type it again"),
        ("text", "a\nb", {}, "The answer must be on one line"),
        ("text", "x" * 256, {}, "The answer must be 255 characters or fewer"),
        ("text", "abc", {"limits": {"min-length": 4}}, "The answer must be 4 characters or more"),
        ("long-text", "a b c", {"limits": {"max-words": 2}}, "The answer must be 2 words or fewer"),
        ("whole-number", "ten", {}, "The answer must be a whole number, like 15"),
        ("whole-number", "1.5", {}, "The answer must be a whole number, like 15"),
        ("whole-number", "1e9", {}, "The answer must be a whole number, like 15"),
        ("whole-number", "٣", {}, "The answer must be a whole number, like 15"),
        ("whole-number", "9" * 400, {}, "The answer must be a whole number, like 15"),
        ("whole-number", "6", {"limits": {"max": "5"}}, "The answer must be 5 or less"),
        ("decimal", "1.234", {"limits": {"decimals": 2}}, "The answer must have 2 decimal places or fewer"),
        ("money", "12.345", {}, "The answer must be an amount of money, like 50 or 79.99"),
        ("money", "5", {"limits": {"min": "10.50"}}, "The answer must be £10.50 or more"),
        ("yes-no", "maybe", {}, "The answer: select one of the options shown"),
        ("radios", "", {}, "Select the answer"),
        ("radios", "z", {}, "The answer: select one of the options shown"),
        ("email", "ann@example", {}, "Enter an email address in the correct format, like name@example.com"),
        ("postcode", "LS1", {}, "Enter a full UK postcode, like AA3 1AB"),
        ("vehicle-registration", "HELLO-THERE", {}, "Enter a UK vehicle registration number, like AB12 CDE"),
        ("declaration", "", {}, "Confirm that you agree to continue"),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_told_what_to_do(kind, typed, parts, says):
    assert error_of(kind, {"q": [typed]}, **parts) == says


def test_the_same_is_said_in_welsh():
    question = asked("text", short={"en": "your name", "cy": "eich enw"})
    assert reading(question, {}, "cy")[1] == {"q": "Rhowch eich enw"}


def test_a_question_without_a_short_name_is_quoted():
    question = {**item("q", "text"), "label": "What is it?"}
    assert reading(question, {})[1] == {"q": "Enter “What is it?”"}


def test_a_question_that_may_be_left_empty_is_kept_as_left_empty():
    assert value_of("text", {"q": ["  "]}, required=False) is None


def test_two_answers_to_one_question_are_refused():
    assert error_of("text", {"q": ["a", "b"]}) == "The answer: give one answer"


def dated(day, month, year):
    return {"q-day": [day], "q-month": [month], "q-year": [year]}


@pytest.mark.parametrize(
    ("parts", "kept"),
    [(("1", "2", "2027"), "2027-02-01"), (("29", "feb", "2028"), "2028-02-29"), (("3", "Mawrth", "2027"), "2027-03-03")],
)  # fmt: skip
def test_a_date_is_read_from_its_parts(parts, kept):
    assert value_of("date", dated(*parts)) == kept


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        (("", "", ""), "Enter the answer"),
        (("1", "", ""), "The answer must include a month and year"),
        (("31", "2", "2027"), "The answer must be a real date, like 20 12 2026"),
        (("1", "ma", "2027"), "The answer must be a real date, like 20 12 2026"),
        (("1", "2", "27"), "The answer must have a year of 4 numbers"),
        (("21", "11", "2026"), "The answer must be on or after 22 November 2026"),
        (("21", "12", "2026"), "The answer must be on or before 20 December 2026"),
    ],
)
def test_a_date_that_is_none_or_too_far_is_told_so(parts, says):
    limits = {"min": {"today": {"days": 0}}, "max": {"today": {"days": 28}}}
    assert error_of("date", dated(*parts), limits=limits) == says


@pytest.mark.parametrize(
    ("limits", "example"),
    [
        ({}, "27 3 2027"),
        ({"max": {"today": {}}}, "22 11 2026"),
        ({"min": "2028-02-01"}, "1 2 2028"),
        ({"min": {"today": {"months": -3}}, "max": {"today": {"days": -1}}}, "21 11 2026"),
    ],
)
def test_the_date_given_as_an_example_is_one_that_is_taken(limits, example):
    said = error_of("date", dated("32", "1", "2027"), limits=limits)
    assert said == f"The answer must be a real date, like {example}"
    assert value_of("date", dated(*example.split()), limits=limits)


HOME = {"line1": "1 High Street", "line2": "", "town": "Leeds", "county": "", "postcode": "ls1 4ap"}


def lived(**parts):
    return {f"q-{part}": [text] for part, text in {**HOME, **parts}.items()}


def test_an_address_is_kept_in_its_parts():
    assert value_of("address", lived()) == {**HOME, "postcode": "LS1 4AP"}


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"line1": ""}, "Enter address line 1, typically the building and street"),
        ({"town": ""}, "Enter town or city"),
        ({"postcode": "x"}, "Enter a full UK postcode, like AA3 1AB"),
        ({"county": "x" * 101}, "Each line of the address must be 100 characters or fewer"),
    ],
)
def test_an_address_without_a_part_is_told_which(parts, says):
    assert error_of("address", lived(**parts)) == says


def test_checkboxes_are_kept_in_the_order_of_the_list():
    assert value_of("checkboxes", {"q": ["c", "a"]}) == ["a", "c"]


def test_an_option_that_excludes_the_others_stands_alone():
    says = "The answer: select either “C” or other options, not both"
    assert error_of("checkboxes", {"q": ["c", "a"]}, exclusive="c") == says
    assert value_of("checkboxes", {"q": ["c"]}, exclusive="c") == ["c"]


def test_a_question_whose_option_was_not_chosen_is_not_read():
    inner = {"id": "why", "type": "text", "short": "why"}
    question = asked("yes-no", reveals={"no": [inner]})
    assert reading(question, {"q": ["yes"], "why": ["x"]}) == ({"q": True}, {})
    assert reading(question, {"q": ["no"]}) == ({"q": False}, {"why": "Enter why"})


KINDS = sorted(READERS)
POSTED = st.lists(st.text(max_size=30) | st.sampled_from(["yes", "a", "1", "2027"]), max_size=3)


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(KINDS), st.data())
def test_whatever_is_posted_is_kept_so_that_it_can_be_shown_and_read_again(kind, data):
    names = ["q", *(f"q-{part}" for part in ("day", "month", "year", *HOME))]
    posted = data.draw(st.dictionaries(st.sampled_from(names), POSTED))
    question = asked(kind, required=False)
    values, errors = reading(question, posted)
    assert len(values) + len(errors) == 1
    if values:
        field = running({"id": "p", "items": [question]}).shape.fields["q"]
        assert reading(question, as_posted(field, values["q"])) == (values, {})
