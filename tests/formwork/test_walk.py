"""The walk, held to its naive twin."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formwork import Loop, Walk, walk
from tests.formwork.forms import answered, forms, item, running, unchecked
from tests.formwork.naive import Around, pages_walked

TODAY = date(2026, 11, 22)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_the_walk_and_its_naive_twin_agree(data):
    whole = data.draw(forms())
    answers = data.draw(answered(whole))
    assert quick(whole, answers) == slow(whole, answers)


def quick(whole, answers):
    try:
        kept = Walk(unchecked(whole).shape, answers, {}, TODAY)
    except Loop:
        return "round"
    return list(kept.path().pages), kept.end or "?"


def slow(whole, answers):
    try:
        return pages_walked(whole, answers)
    except Around:
        return "round"


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_walk_that_is_kept_is_the_walk_made_afresh(data):
    whole = data.draw(forms())
    shape = unchecked(whole).shape
    answers = {}
    try:
        kept = Walk(shape, {}, {}, TODAY)
        for _ in range(data.draw(st.integers(1, 6))):
            page = data.draw(st.sampled_from(sorted(shape.pages)))
            posted = data.draw(answered(only(whole, page)))
            answers |= posted
            kept.post(page, posted)
            assert kept.path() == walk(shape, answers, {}, TODAY)
    except Loop:
        with pytest.raises(Loop):
            walk(shape, answers, {}, TODAY)


def only(whole, page):
    return {"pages": [one for one in whole["pages"] if one["id"] == page]}


def two_ways():
    own = [item("own", "yes-no")]
    return running(
        {"id": "ask", "items": own, "next": [link("yes", "car")], "otherwise": "end"},
        {"id": "car", "items": [item("seats", "whole-number")]},
        {"id": "end", "items": [item("sure", "yes-no")]},
    )


def link(answer, to):
    return {"when": {"field": "own", "is": answer}, "to": to}


def test_an_answer_that_is_not_posted_yet_stops_the_walk_where_it_decides():
    path = walk(two_ways().shape, {}, {}, TODAY)
    assert (path.pages, path.next.page, path.complete) == (("ask",), "ask", False)


def test_answers_off_the_path_are_kept_and_do_not_count():
    path = walk(two_ways().shape, {"own": False, "seats": 5, "sure": True}, {}, TODAY)
    assert (path.pages, path.complete) == (("ask", "end"), True)


def test_back_and_forward_follow_the_path_and_not_the_order_of_pages():
    path = walk(two_ways().shape, {"own": False}, {}, TODAY)
    assert (path.after("ask"), path.before("end"), path.after("end")) == ("end", "ask", None)


def test_a_question_left_empty_where_it_may_not_be_is_still_to_be_done():
    path = walk(two_ways().shape, {"own": True, "seats": None, "sure": True}, {}, TODAY)
    assert (path.next.page, path.complete) == ("car", False)


def test_an_exit_page_ends_the_form_without_an_application():
    composed = running({"id": "no", "otherwise": "EXIT"}, {"id": "more"})
    path = walk(composed.shape, {}, {}, TODAY)
    assert (path.exit, path.complete, path.pages) == ("no", False, ("no",))


def test_a_loop_is_named_by_its_pages():
    ring = unchecked(
        {
            "definition": "t",
            "version": "1.0.0",
            "title": "T",
            "pages": [
                {"id": "a", "title": "A"},
                {"id": "b", "title": "B", "otherwise": "a"},
            ],
        }
    )
    with pytest.raises(Loop) as caught:
        walk(ring.shape, {}, {}, TODAY)
    assert caught.value.pages == ("a", "b", "a")


def with_cars(**limits):
    return running(
        {"id": "cars", "repeat": {"id": "car", **limits}, "items": [item("diesel", "yes-no")]},
        {"id": "tax", "when": {"some": "car", "where": {"field": "diesel", "is": "yes"}}},
        {"id": "many", "when": {"count": "car", "at-least": "2"}},
    )


def test_a_repeat_asks_until_it_has_enough():
    path = walk(with_cars(min=2).shape, {"car": {"x": {"diesel": False}}}, {}, TODAY)
    assert [(step.instance, step.done) for step in path.steps[:2]] == [("x", True), (None, False)]


def test_a_repeat_with_too_many_is_never_complete():
    kept = Walk(with_cars(max=1).shape, {"car": {"x": {"diesel": False}}}, {}, TODAY)
    room = kept.can_add("cars")
    kept.post("cars", {"diesel": False}, "y")
    assert (room, kept.path().next.instance, kept.complete) == (False, "y", False)


def test_conditions_look_into_every_instance_and_count_them():
    answers = {"car": {"x": {"diesel": False}, "y": {"diesel": True}}}
    path = walk(with_cars().shape, answers, {}, TODAY)
    assert path.pages == ("cars", "tax", "many")


def test_a_repeat_keeps_its_instances_when_one_more_is_posted():
    kept = Walk(with_cars().shape, {}, {}, TODAY)
    kept.post("cars", {"diesel": False}, "x")
    kept.post("cars", {"diesel": True}, "y")
    assert kept.path() == walk(with_cars().shape, kept.answers, {}, TODAY)
    assert kept.path().pages == ("cars", "tax", "many")


def test_a_fact_that_is_not_looked_up_yet_is_as_unknown_as_its_answer():
    composed = running(
        {"id": "home", "items": [item("postcode", "postcode")]},
        {"id": "ours", "when": {"fact": "council", "is": "leeds"}},
        facts=[{"id": "council", "type": "text", "of": "postcode", "lookup": "places.authority"}],
    )
    waiting = walk(composed.shape, {"postcode": "LS1 4AP"}, {}, TODAY)
    known = walk(composed.shape, {"postcode": "LS1 4AP"}, {"council": "leeds"}, TODAY)
    assert (waiting.waiting_for, waiting.complete) == (("council",), False)
    assert (known.pages, known.complete) == (("home", "ours"), True)


def test_a_revealed_question_counts_only_while_its_option_is_chosen():
    own = {**item("own", "yes-no"), "reveals": {"no": [{"id": "why", "type": "text"}]}}
    shape = running({"id": "p", "items": [own]}).shape
    assert walk(shape, {"own": True}, {}, TODAY).complete
    assert not walk(shape, {"own": False}, {}, TODAY).complete
    assert walk(shape, {"own": False, "why": "it is leased"}, {}, TODAY).complete


def test_a_step_in_a_long_form_looks_at_one_page():
    pages = [{"id": f"p{n}", "items": [item(f"f{n}", "yes-no")]} for n in range(3000)]
    kept = Walk(running(*pages).shape, {}, {}, TODAY)
    walked = []
    kept._go = lambda target: walked.append(target)  # counts pages that are walked again
    kept.post("p10", {"f10": True})
    assert (walked, kept.next_page) == ([], "p0")
