# ruff: noqa: E501 - what people are told stands here whole
"""Overlays: what a council may change, what comes of it, and the laws of composing."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formwork import (
    Key,
    Overlay,
    OverlayError,
    Release,
    changed,
    check_value,
    compose,
    from_document,
    read_overlay,
    start_overlay,
)
from formwork.entries import flatten, unflatten
from tests.formwork.forms import document, forms

TODAY = date(2026, 11, 22)
WHOLE = document(
    {
        "id": "one",
        "title": {"en": "Your zone", "cy": "Eich parth"},
        "items": [{"id": "zone", "type": "select", "list": "zones"}],
    },
    languages=["en", "cy"],
    settings=[
        {"id": "council", "type": "text", "label": "Council", "required": True},
        {"id": "days", "type": "whole-number", "label": "Days", "value": "5"},
        {"id": "secret", "type": "text", "label": "Closed"},
    ],
    colours=[{"id": "brand", "label": "Brand", "value": "#1d70b8"}],
    lists=[{"id": "zones", "title": "Zones"}],
    products=[{"id": "permit", "description": "Permit"}],
    open=[
        {"address": "setting:council", "slot": "value", "limits": {"max-length": 20}},
        {"address": "setting:days", "slot": "value", "limits": {"min": 1, "max": 28}},
        {"address": "colour:*", "slot": "value", "who": ["nation", "council"]},
        {"address": "list:zones", "slot": "options", "limits": {"min-options": 1}},
        {"address": "product:*", "slot": "prices", "limits": {"max": 5000}},
        {"address": "page:*", "slot": "title"},
    ],
)
RELEASE = from_document(WHOLE).release
SENT = document(
    {"id": "one"},
    settings=[{"id": "team", "type": "text", "label": "Team"}],
    messages=[
        {"id": "received", "subject": "Yours", "body": "((reference)) ((team))"},
        {"id": "decided", "subject": "Yours", "body": "((letter))"},
    ],
    outcomes=[{"id": "granted", "label": "Grant", "message": "decided", "letter": "((reference))"}],
    open=[{"address": a, "slot": "*"} for a in ("message:*", "outcome:*", "page:*")],
)
PRICES = [{"from": "2026-01-01", "pence": 1000}]


def leeds(*changes, owner="leeds", layer="council"):
    overlay = start_overlay(RELEASE, owner, layer)
    for address, slot, now in changes:
        overlay = changed(overlay, RELEASE, address, slot, now)
    return overlay


def test_what_is_missing_before_going_live_is_listed_and_goes_when_it_is_filled_in():
    bare = compose(RELEASE).still_missing(TODAY)
    filled = leeds(
        ("setting:council", "value", "Leeds"),
        ("product:permit", "prices", PRICES),
        ("list:zones", "options", [{"id": "a", "label": "A"}]),
    )
    assert [p.code for p in bare] == ["setting-missing", "price-missing", "list-empty"]
    assert compose(RELEASE, [filled]).still_missing(TODAY) == []


@pytest.mark.parametrize(
    ("address", "slot", "now", "says"),
    [
        ("setting:secret", "value", "x", "The definition does not let a council change this. Ask its factory to open it."),
        ("setting:nothing", "value", "x", "The definition has no such part."),
        ("setting:council", "value", "x" * 21, "The value must be 20 characters or fewer."),
        ("setting:days", "value", "soon", "Enter a whole number in digits, such as 12."),
        ("setting:days", "value", "012", "Enter a whole number in digits, such as 12."),
        ("setting:days", "value", "\u0661\u0662", "Enter a whole number in digits, such as 12."),
        ("setting:council", "value", "Cam\x07den", "The text holds a control character that cannot be seen (U+0007). Take it out."),
        ("setting:council", "value", "Cam\u202eden", "The text holds a control character that cannot be seen (U+202E). Take it out."),
        ("setting:council", "value", "A\nBcc: b@x.example", "This must be one line: take the line breaks out."),
        ("page:one", "title", {"en": "Zone\x1b[31m"}, "The text holds a control character that cannot be seen (U+001B). Take it out."),
        ("page:one", "title", {"en": "Your\nzone"}, "This must be one line: take the line breaks out."),
        ("list:zones", "options", [{"id": "a", "label": {"cy": "A\x07"}}], "The text holds a control character that cannot be seen (U+0007). Take it out."),
        ("list:zones", "options", [{"id": "a", "label": "A\nB"}], "a: This must be one line: take the line breaks out."),
        ("setting:days", "value", "29", "Enter 28 or less."),
        ("colour:brand", "value", "red", "Enter a colour as # and six digits, such as #1d70b8."),
        ("colour:brand", "value", "#ffdd00", "White text on #ffdd00 has a contrast of 1.3 to 1: choose a darker colour."),
        ("product:permit", "prices", [{"from": "2026-01-01", "pence": 5001}], "The price must be £50 or less."),
        ("product:permit", "prices", [{"from": "soon", "pence": 1}], "Give each price a first day such as 2026-04-01 and an amount in pence."),
        ("product:permit", "prices", [*PRICES, {"from": "2026-02-01", "pence": 1}],
         "Two prices hold on 1 February 2026: the one from 1 January 2026 has no end. Give it a last day before the next one starts."),
        ("product:permit", "prices", [{**PRICES[0], "to": "2025-12-31"}],
         "A price ends (31 December 2025) before it starts (1 January 2026)."),
        ("list:zones", "options", [{"id": "a", "label": "A"}, {"id": "b", "label": " A "}],
         "b: “A” is also the label of a. Give one of them another."),
        ("list:zones", "options", [{"id": "a", "label": {"en": "A", "cy": "X"}}, {"id": "b", "label": {"en": "B", "cy": "X"}}],
         "b: “X” is also the label of a. Give one of them another."),
        ("list:zones", "options", [], "Give at least 1."),
        ("list:zones", "options", [{"id": "A b", "label": "A"}], "“A b” is no id: use small letters, digits and hyphens."),
        ("list:zones", "options", [{"id": "a", "label": "A"}] * 2, "“a” stands twice in the list."),
        ("list:zones", "options", [{"id": "a", "label": " "}], "a: Enter a text, or take the change away to use the definition's own."),
        ("list:zones", "options", [{"id": "a", "label": "((Council))"}],
         "a: A “((” must start a name, in small letters, that ends with “))”. You can use ((council)), ((days)), ((secret)). For two brackets as they are, write ( (."),
        ("list:zones", "options", [{"id": "a", "label": "A", "hint": "Ask ((counsil))"}],
         "a: Nothing is filled in for “((counsil))” here. You can use ((council)), ((days)), ((secret))."),
        ("list:zones", "options", [{"id": "a", "label": "A", "hint": {"cy": "((x))"}}],
         "a: Nothing is filled in for “((x))” here. You can use ((council)), ((days)), ((secret))."),
        ("page:one", "title", {"fr": "Zone"}, "The definition has no texts in “fr”."),
    ],
)  # fmt: skip
def test_a_value_that_the_rules_do_not_allow_is_refused_in_plain_words(address, slot, now, says):
    assert check_value(RELEASE, address, slot, now) == says


OF_CASE = "((reference)), ((status-link)), ((deadline)), ((paid))"


@pytest.mark.parametrize(
    ("address", "slot", "text", "says"),
    [
        ("message:received", "body", "Your reference is ((refrence)).",
         f"Nothing is filled in for “((refrence))” here. You can use {OF_CASE}, ((team))."),
        ("message:received", "body", "((letter))",
         f"Nothing is filled in for “((letter))” here. You can use {OF_CASE}, ((team))."),
        ("message:decided", "subject", "((deadline) and ((letter))",
         f"A “((” must start a name, in small letters, that ends with “))”. You can use {OF_CASE}, ((decision)), ((letter)), ((team)). For two brackets as they are, write ( (."),
        ("outcome:granted", "letter", "By ((deadline))",
         "Nothing is filled in for “((deadline))” here. You can use ((reference)), ((team))."),
        ("page:one", "title", "((reference))", "Nothing is filled in for “((reference))” here. You can use ((team))."),
        ("message:received", "body", "((reference)) ((status-link)) ((deadline)) ((paid))", None),
        ("message:decided", "body", "((decision)) ((letter)) [((team))](/x/((team)))", None),
        ("outcome:granted", "letter", "((reference)) of ((team)) ( (a) or (b))", None),
        ("page:one", "title", "((team))", None),
    ],
)  # fmt: skip
def test_a_text_may_use_the_names_that_are_filled_in_there_and_no_others(address, slot, text, says):
    assert check_value(from_document(SENT).release, address, slot, {"en": text}) == says


def test_a_long_text_keeps_its_lines_and_hebrew_its_marks():
    address = "1 High Street\nLeeds\tLS1 1UR \u05d0\u200f!\n" * 20
    long = {"id": "address", "type": "long-text", "label": "Address"}
    opened = {"address": "setting:address", "slot": "value"}
    more = {"settings": [*WHOLE["settings"], long], "open": [*WHOLE["open"], opened]}
    assert (
        check_value(from_document(WHOLE | more).release, "setting:address", "value", address)
        is None
    )


def test_a_nation_may_change_only_what_is_open_to_nations():
    assert check_value(RELEASE, "colour:brand", "value", "#000000", "nation") is None
    assert check_value(RELEASE, "setting:days", "value", "6", "nation") is not None


def test_what_a_council_adds_carries_its_name_and_keeps_its_order():
    options = [{"id": "z", "label": "Z"}, {"id": "a", "label": "A"}]
    shape = compose(RELEASE, [leeds(("list:zones", "options", options))]).shape
    assert [o.id for o in shape.fields["zone"].options] == ["leeds.z", "leeds.a"]


def test_the_council_lies_over_the_nation_in_whatever_order_they_are_given():
    nation = leeds(("colour:brand", "value", "#111111"), owner="wales", layer="nation")
    council = leeds(("colour:brand", "value", "#222222"))
    for overlays in ([nation, council], [council, nation]):
        composed = compose(RELEASE, overlays)
        told = composed.trace(Key("colour:brand", "value"))
        assert composed.colours == {"brand": "#222222"}
        assert [(t.layer, t.value) for t in told] == [
            ("definition", "#1d70b8"),
            ("nation wales", "#111111"),
            ("council leeds", "#222222"),
        ]


def test_a_translation_of_a_text_that_changed_is_not_shown_and_reported():
    composed = compose(RELEASE, [leeds(("page:one", "title", {"en": "Your area"}))])
    assert composed.words("cy").title("page:one") == "Your area"
    assert composed.stale() == [Key("page:one", "title", "cy")]


def test_a_translation_made_of_the_new_text_is_shown():
    both = {"en": "Your area", "cy": "Eich ardal"}
    composed = compose(RELEASE, [leeds(("page:one", "title", both))])
    assert (composed.words("cy").title("page:one"), composed.stale()) == ("Eich ardal", [])


def test_a_better_translation_alone_is_shown_over_the_same_text():
    composed = compose(RELEASE, [leeds(("page:one", "title", {"cy": "Eich ardal"}))])
    titles = [composed.words(lang).title("page:one") for lang in ("en", "cy")]
    assert titles == ["Your zone", "Eich ardal"]


def test_an_overlay_of_another_release_changes_nothing_and_says_so():
    overlay = leeds(("setting:days", "value", "6"))
    other = Overlay(overlay.definition, "0" * 64, "leeds", overlay.changes)
    composed = compose(RELEASE, [other])
    assert (composed.settings["days"], [p.code for p in composed.problems]) == (
        5,
        ["other-release"],
    )


def test_a_change_that_is_taken_back_leaves_the_definitions_own():
    overlay = leeds(("setting:days", "value", "6")).without("setting:days", "value")
    assert (overlay.changes, compose(RELEASE, [overlay]).settings["days"]) == ({}, 5)


def test_an_overlay_and_a_release_come_back_from_their_bytes():
    overlay = leeds(("page:one", "title", {"en": "Area"}), ("setting:days", "value", "6"))
    again = Overlay.from_bytes(overlay.to_bytes())
    release = Release.from_bytes(RELEASE.to_bytes())
    assert (again, again.hash, release.hash) == (overlay, overlay.hash, RELEASE.hash)


def test_the_editor_is_told_what_is_open_and_what_is_still_missing():
    openings = compose(RELEASE, [leeds(("setting:days", "value", "6"))]).openings()
    told = {(o.address, o.slot): (o.kind, o.value, o.missing, o.changed) for o in openings}
    assert told == {
        ("setting:council", "value"): ("text", "", True, False),
        ("setting:days", "value"): ("whole-number", "6", False, True),
        ("colour:brand", "value"): ("colour", "#1d70b8", False, False),
        ("list:zones", "options"): ("options", [], True, False),
        ("product:permit", "prices"): ("prices", [], True, False),
        ("page:one", "title"): ("words", {"en": "Your zone", "cy": "Eich parth"}, False, False),
    }


FILE = b"""overlay: test
version: 1.0.0
owner: leeds
settings:
  days: "6"
texts:
  - at: page:one
    slot: title
    now: Your area
"""


def test_an_overlay_is_read_from_its_own_yaml_with_lines_for_the_trace():
    composed = compose(RELEASE, [read_overlay(FILE, RELEASE)])
    assert composed.settings["days"] == 6
    assert composed.trace(Key("setting:days", "value"))[-1].line == 5


def test_an_overlay_file_that_is_wrong_is_refused_at_its_line():
    with pytest.raises(OverlayError) as caught:
        read_overlay(FILE.replace(b'"6"', b'"60"').replace(b"slot: title", b"slot: slug"), RELEASE)
    assert [(p.code, p.line) for p in caught.value.problems] == [("not-allowed", 5), ("closed", 7)]


CHANGES = st.lists(
    st.tuples(st.just("setting:days"), st.just("value"), st.integers(1, 28).map(str))
    | st.tuples(st.just("colour:brand"), st.just("value"), st.sampled_from(["#000000", "#1d70b8"]))
    | st.tuples(
        st.just("page:one"),
        st.just("title"),
        st.dictionaries(st.sampled_from(["en", "cy"]), st.sampled_from("AB"), min_size=1),
    ),
    max_size=6,
)


@settings(max_examples=100, deadline=None)
@given(CHANGES, CHANGES)
def test_each_key_has_the_value_of_the_highest_layer_that_set_it(lower, upper):
    colours = [change for change in lower if change[0] == "colour:brand"]
    nation, council = leeds(*colours, owner="wales", layer="nation"), leeds(*upper)
    composed = compose(RELEASE, [nation, council])
    for key, value in composed.entries.items():
        assert composed.trace(key)[-1].value == value
        highest = [o for o in (council, nation) if key in o.changes]
        assert value == (highest[0].changes[key].now if highest else RELEASE.entries[key])


@settings(max_examples=100, deadline=None)
@given(forms())
def test_a_document_comes_back_from_its_map(whole):
    entries = flatten(whole).entries
    assert flatten(unflatten(entries)).entries == entries


def test_a_setting_without_a_limit_of_its_own_has_the_one_of_every_line():
    problem = check_value(RELEASE, "setting:days", "value", "9" * 501)
    assert problem == "The value must be 500 characters or fewer."
