# ruff: noqa: E501 - sentences and small forms stand here whole
"""digital-form-builder's forms: how they are understood, and what is said of the rest."""

import json

import pytest

from formwork import DefinitionError, load
from formwork.importers.digital_form_builder.conditions import translated
from formwork.importers.digital_form_builder.names import Names, Untranslatable
from formwork.importers.html_text import markdown

NAMES = Names(
    fields={"s.own": "own", "s.many": "many", "s.pet": "pet", "name": "name"},
    types={"own": "yes-no", "many": "whole-number", "pet": "checkboxes", "name": "text"},
    options={"pet": {"Cat": "cat", "Dog": "dog"}},
    conditions={"tall": "is-tall"},
)


def leaf(name, operator, value, coordinator=None):
    part = {
        "field": {"name": name},
        "operator": operator,
        "value": {"type": "Value", "value": value},
    }
    return {**part, "coordinator": coordinator} if coordinator else part


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("s.own==true", {"field": "own", "is": "yes"}),
        ("s.own", {"field": "own", "is": "yes"}),
        ("not s.own", {"not": {"field": "own", "is": "yes"}}),
        ("s.many >= 2", {"field": "many", "at-least": "2"}),
        ("name != 'x y'", {"field": "name", "is-not": "x y"}),
        ("'Cat' in s.pet", {"field": "pet", "contains": "cat"}),
        (
            "tall or s.many > 1 and (name == 'a' or name == 'b')",
            {"any": [{"condition": "is-tall"}, {"all": [{"field": "many", "more-than": "1"}, {"any": [
                {"field": "name", "is": "a"}, {"field": "name", "is": "b"}]}]}]},
        ),
    ],
)  # fmt: skip
def test_a_condition_in_a_text_is_read(text, found):
    assert translated(text, NAMES) == found


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("s.many + 1 > 2", "“+ 1 > 2” cannot be read."),
        ("(s.own", "A bracket is not closed."),
        ("s.own ==", "The condition stops too early."),
        ("gone == 1", "There is no field “gone”."),
        ("s.many", "“s.many” alone is neither true nor false."),
        ("s.many > name", "“name”: a field can only be compared with a value."),
        ("!" * 50 + "s.own", "The condition is nested too deep."),
    ],
)
def test_a_condition_in_a_text_that_cannot_be_read_says_where_it_stops(text, says):
    with pytest.raises(Untranslatable) as caught:
        translated(text, NAMES)
    assert str(caught.value) == says


def test_and_binds_closer_than_or():
    parts = [
        leaf("name", "is", "a"),
        leaf("s.own", "is", True, "or"),
        leaf("s.many", "is at most", 3, "and"),
    ]
    own, many = {"field": "own", "is": "yes"}, {"field": "many", "at-most": "3"}
    assert translated({"conditions": parts}, NAMES) == {
        "any": [{"field": "name", "is": "a"}, {"all": [own, many]}]
    }


def test_an_alternative_that_can_never_be_true_is_left_out():
    parts = [leaf("s.pet", "contains", "Horse"), leaf("s.pet", "contains", "Cat", "or")]
    assert translated({"conditions": parts}, NAMES) == {"field": "pet", "contains": "cat"}


def test_the_original_gives_up_at_a_field_that_is_not_there():
    parts = [leaf("name", "is", "a"), leaf("gone", "is", "b", "or"), leaf("name", "is", "c", "or")]
    assert translated({"conditions": parts}, NAMES) == {"field": "name", "is": "a"}


def form(*components, **parts):
    page = {
        "path": "/one",
        "title": "One",
        "components": list(components),
        "next": [{"path": "/end"}],
    }
    end = {"path": "/end", "title": "End", "controller": "./pages/summary.js", "components": []}
    pages = parts.pop("pages", [page, end])
    whole = {"startPage": "/one", "pages": pages, "lists": [], "sections": [], "conditions": []}
    return json.dumps({**whole, **parts}).encode()


def part(kind, **more):
    return {"type": kind, "name": "it", "title": "It", "options": {}, "schema": {}, **more}


@pytest.mark.parametrize(
    ("component", "found"),
    [
        (part("TextField", schema={"max": 9}), ("text", {"max-length": 9})),
        (part("FreeTextField", options={"maxWords": "5"}), ("long-text", {"max-length": 100_000, "max-words": 5})),
        (part("NumberField", options={"prefix": "£"}, schema={"min": 0}), ("money", {"min": "0"})),
        (part("NumberField", schema={"precision": "2", "max": 9.5}), ("decimal", {"max": "9.5", "decimals": 2})),
        (part("NumberField", schema={"integer": True}), ("whole-number", {})),
        (part("DatePartsField", options={"maxDaysInFuture": 7}), ("date", {"max": {"today": {"days": 7}}})),
        (part("WebsiteField", schema={"max": 80}), ("text", {"max-length": 80})),
        (part("UkAddressField"), ("address", {})),
    ],
)  # fmt: skip
def test_a_component_becomes_a_question(component, found):
    item = load(form(component), name="t").document["pages"][0]["items"][0]
    assert (item["type"], item.get("limits", {})) == found


def test_every_place_of_what_cannot_run_is_named():
    data = form(part("TextField"), part("FileUploadField"), part("TimeField"))
    with pytest.raises(DefinitionError) as caught:
        load(data)
    assert [p.where for p in caught.value.problems] == [
        "/pages/0/components/1",
        "/pages/0/components/2",
    ]


def test_what_is_left_out_is_reported_with_its_place():
    data = form(
        part("TextField", options={"customValidationMessage": "No"}), outputs=[{"name": "x"}]
    )
    places = [loss.place for loss in load(data).losses]
    assert places == ["/pages/0/components/0/options/customValidationMessage", "/outputs"]


def test_the_last_link_without_a_condition_is_followed_and_a_missing_page_ignored():
    pages = [
        {"path": "/one", "title": "1", "components": [part("TextField")],
         "next": [{"path": "/two"}, {"path": "/gone"}, {"path": "/three"}]},
        {"path": "/two", "title": "2", "components": [], "next": []},
        {"path": "/three", "title": "3", "components": [], "next": []},
    ]  # fmt: skip
    found = load(form(pages=pages)).document["pages"]
    assert [page["otherwise"] for page in found] == ["three", "EXIT", "EXIT"]


def test_a_fee_becomes_a_product_in_pence():
    fees = [{"description": "Copy", "amount": 12.5}]
    product = load(form(part("TextField"), fees=fees)).document["products"][0]
    assert (product["id"], product["prices"][0]["pence"]) == ("copy", 1250)


@pytest.mark.parametrize("pages", [[], [{}], [{"path": "/a"}], [1], "x"])
def test_a_form_that_is_none_is_refused_and_no_more(pages):
    with pytest.raises(DefinitionError):
        load(form(pages=pages))


def test_two_brackets_of_a_foreign_text_start_no_name():
    made = load(form(part("TextField", hint="((reference))"), name="Permits (((a)"))
    hint = made.document["pages"][0]["items"][0]["hint"]
    assert (hint, made.document["title"]) == ("( (reference))", "Permits ( ( (a)")


@pytest.mark.parametrize(
    ("html", "text", "lost"),
    [
        ("<p>One <b>two</b></p><ul><li>a</li><li>b</li></ul>", "One **two**\n\n- a\n- b", []),
        ('<a href="/x">See</a>', "[See](/x)", []),
        ("<script>alert(1)</script>Hello", "Hello", ["<script>"]),
        ("Dear {{ name }}", "Dear {{ name }}", ["{{ name }}"]),
    ],
)
def test_html_becomes_our_markdown_and_says_what_it_lost(html, text, lost):
    assert markdown(html) == (text, lost)


WELSH = {"metadata": {"isWelsh": True}, "declaration": "Cywir."}


@pytest.mark.parametrize(
    ("parts", "lang", "found"),
    [
        ({}, "", ("en", "Declaration")),
        (WELSH, "", ("cy", "Datganiad")),
        ({}, "cy", ("cy", "Datganiad")),
        (WELSH, "en", ("en", "Declaration")),
        ({"metadata": {"isWelsh": "no"}}, "", ("en", "Declaration")),
        ({"metadata": None}, "", ("en", "Declaration")),
    ],
)
def test_a_form_is_in_the_language_that_is_said_or_that_it_says_itself(parts, lang, found):
    data = form(part("TextField"), **{"declaration": "True.", **parts})
    definition = load(data, name="t", lang=lang)
    texts = {(key.lang, text) for key, text in definition.release.entries.items() if key.lang}
    assert {each for each, _ in texts} == {found[0]}
    assert definition.release.languages == (found[0],)
    assert found in texts


def test_what_a_form_says_of_its_language_is_not_lost_and_the_rest_of_its_metadata_is():
    data = form(part("TextField"), metadata={"isWelsh": True, "team": "x"})
    assert [loss.place for loss in load(data, name="t").losses] == ["/metadata/team"]


@pytest.mark.parametrize(
    ("where", "wrong"),
    [("schema", {"max": "ten"}), ("options", {"maxWords": "many"}), ("fees", "a lot")],
)
def test_a_number_that_is_none_is_told_and_not_a_fault_of_ours(where, wrong):
    name = {"type": "TextField", "name": "name", "title": "Name", "options": {}, "schema": {}}
    form = {
        "startPage": "/a",
        "pages": [{"path": "/a", "title": "A", "components": [name], "next": []}],
        "lists": [],
        "sections": [],
        "conditions": [],
    }
    if where == "fees":
        form["fees"] = [{"description": "Fee", "amount": wrong}]
    else:
        name[where] = wrong
    with pytest.raises(DefinitionError) as refused:
        load(json.dumps(form).encode())
    assert [each.code for each in refused.value.problems] == ["not-a-number"]
