# ruff: noqa: E501 - what people are told stands here whole
"""Files that are wrong: each ends in a plain sentence with its line, and quickly."""

import json

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formwork import DefinitionError, load
from formwork.schema import schema, typed
from formwork.source import read_source
from tests.formwork.forms import document, item

GOOD = """definition: permit
version: 1.0.0
title: Permit
pages:
  - id: one
    title: One
    items:
      - id: name
        type: text
"""


def problems(text):
    with pytest.raises(DefinitionError) as caught:
        load(text if isinstance(text, bytes) else text.encode())
    return [(p.code, p.line) for p in caught.value.problems]


def changed(old, new):
    assert old in GOOD
    return GOOD.replace(old, new)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [("empty", 1)]),
        ("# nothing\n", [("empty", 1)]),
        ("definition: [", [("not-yaml", 2)]),
        (b"\xff\xfe", [("not-utf-8", 1)]),
        ("a: \x00", [("control-character", 1)]),
        ("a: 1\n---\nb: 2\n", [("many-documents", 2)]),
        (changed("title: One", "title: &one One"), [("anchor", 6)]),
        (changed("title: One", "title: *one"), [("alias", 6)]),
        (changed("title: One", "title: !!python/object:os.system One"), [("tag", 6)]),
        (changed("title: One", "title: One\n    title: Two"), [("duplicate-key", 7)]),
        (changed("type: text", "type: texts"), [("unknown-value", 9)]),
        (changed("type: text", "kind: text"), [("unknown-key", 9), ("missing-key", 8)]),
        (changed("type: text", "type: text\n        required: yes"), [("not-true-or-false", 10)]),
        (
            changed("type: text", "type: text\n        limits: {max-length: 012}"),
            [("not-a-number", 10)],
        ),
        (
            changed("type: text", "type: text\n        limits: {max-length: 12.10}"),
            [("not-a-number", 10)],
        ),
        (changed("type: text", "type: radios"), [("missing-list", 8)]),
        (changed("type: text", "type: radios\n        list: gone"), [("missing-list", 10)]),
        (changed("title: One", "title: One\n    when: {field: gone, is: x}"), [("condition", 7)]),
        (changed("title: One", "title: One\n    otherwise: gone"), [("missing-page", 7)]),
        (changed("title: One", "title: One\n    otherwise: one"), [("loop", 5)]),
        (GOOD + "      - id: name\n        type: date\n", [("duplicate-id", 10)]),
        (GOOD + "  - id: one\n    title: Again\n", [("duplicate-id", 10)]),
        (changed("title: One", r'title: "One\a"'), [("control-character", 6)]),
        (changed("title: One", r'title: "One\e[31m"'), [("control-character", 6)]),
        (changed("title: One", r'title: "One\N"'), [("control-character", 6)]),
        (changed("title: One", "title: One\u202e"), [("control-character", 6)]),
        (changed("title: One", "title: |-\n      One\n      Two"), [("line-break", 6)]),
        (changed("title: Permit", r'title: "Permit\nBcc: b@x.example"'), [("line-break", 3)]),
        (
            GOOD + "settings: [{id: days, type: whole-number, label: Days, value: 012}]\n",
            [("wrong-value", 10)],
        ),
        (
            GOOD + "settings: [{id: fee, type: money, label: Fee, value: 1e3}]\n",
            [("wrong-value", 10)],
        ),
        (
            GOOD + "settings: [{id: day, type: date, label: Day, value: 20260401}]\n",
            [("wrong-value", 10)],
        ),
        (
            GOOD + 'settings: [{id: name, type: text, label: Name, value: "A\\nB"}]\n',
            [("wrong-value", 10)],
        ),
        (changed("title: One", "title: One ((name))"), [("missing-name", 6)]),
        (changed("title: One", "title: One ((name)"), [("missing-name", 6)]),
        (
            GOOD + "messages:\n- {id: received, subject: A, body: ((letter))}\n",
            [("missing-name", 11)],
        ),
        ('{"definition":\n "\\u0007"}', [("control-character", 2)]),
        ('{"definition":\n "\\u0000"}', [("control-character", 2)]),
        ('{"definition":\n "\\u202e"}', [("control-character", 2)]),
        ('{"definition":\n "\\ud800"}', [("control-character", 2)]),
        ('{\n"defin\\u0007ition": "a"}', [("control-character", 2)]),
        (changed("version: 1.0.0", "version: 1.0"), [("wrong-form", 2)]),
        ('{"definition": "a", "definition": "b"}', [("duplicate-key", 1)]),
        ('{"definition": "a",\n "title": }', [("not-json", 2)]),
        ('{"definition": null}', [("null", 1), *[("missing-key", 1)] * 3]),
    ],
)
def test_a_wrong_file_is_refused_at_its_line(text, found):
    assert problems(text) == found


def test_an_unseen_character_is_named():
    with pytest.raises(DefinitionError) as caught:
        load(rb'{"definition": "a\u202eb"}')
    said = "The text holds a control character that cannot be seen (U+202E). Take it out."
    assert [p.message for p in caught.value.problems] == [said]


def test_line_ends_of_windows_are_line_ends():
    [from_json, from_yaml] = [read_source(text) for text in (rb'["a\r\nb"]', rb'- "a\r\nb"')]
    assert [from_json.items[0].text, from_yaml.items[0].text] == ["a\nb", "a\nb"]


def test_twenty_megabytes_are_refused_unread():
    assert problems(b"title: " + b"x" * 20_000_000) == [("too-large", 0)]


@pytest.mark.parametrize("text", ["a: " + "[" * 5000, "[" * 100_000, '{"a":' * 100_000])
def test_deep_nesting_is_refused_without_a_stack_trace(text):
    assert [code for code, _ in problems(text)] == ["too-deep"]


def test_a_scalar_without_quotes_keeps_every_sign_of_itself():
    texts = ["no", "12.10", "012", "12:30", "0x1f", "1e3", "null", "~", "2026-01-01"]
    pages = "".join(f"\n  - id: p{n}\n    title: {text}" for n, text in enumerate(texts))
    loaded = load(f"definition: t\nversion: 1.0.0\ntitle: yes\npages:{pages}\n".encode())
    assert [page["title"] for page in loaded.document["pages"]] == texts
    assert loaded.document["title"] == "yes"


def test_a_number_in_json_keeps_every_digit_where_a_text_is_wanted():
    text = json.dumps(document({"id": "p"})).replace('"Test"', "12.10")
    assert load(text.encode()).document["title"] == "12.10"


def test_yaml_and_json_of_one_definition_are_one_release():
    as_json = '{"definition":"permit","version":"1.0.0","title":"Permit","pages":[{"id":"one",'
    as_json += '"title":"One","items":[{"id":"name","type":"text"}]}]}'
    assert load(as_json.encode()).release.hash == load(GOOD.encode()).release.hash


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"facts": [{"id": "f", "type": "text", "of": "x", "lookup": "a.b"}]}, "missing-field"),
        ({"outcomes": [{"id": "o", "label": "O", "message": "m"}]}, "missing-message"),
        ({"start": "elsewhere"}, "missing-page"),
        ({"lists": [{"id": "abc"}]}, "duplicate-id"),
        ({"languages": ["en", "cy"], "title": {"cy": "Prawf"}}, "source-text"),
        ({"title": {"en": "Test", "cy": "Prawf"}}, "unknown-language"),
        ({"settings": [{"id": "s", "type": "money", "label": "S", "value": "much"}]}, "wrong-value"),
        ({"products": [{"id": "p", "description": "P", "prices": [
            {"from": "2026-01-01", "pence": 1}, {"from": "2026-06-01", "pence": 2}]}]}, "prices"),
        ({"products": [{"id": "p", "description": "P", "prices": [
            {"from": "2026-02-30", "pence": 1}]}]}, "prices"),
    ],
)  # fmt: skip
def test_what_leads_nowhere_is_named(parts, code):
    whole = document({"id": "one", "items": [item("name", "text")]}, **parts)
    assert [found for found, _ in problems(json.dumps(whole))] == [code]


def test_a_condition_may_not_look_at_its_own_page():
    asks = {**item("b", "text"), "when": {"field": "a", "is": "x"}}
    whole = document({"id": "one", "items": [item("a", "text"), asks]})
    assert [code for code, _ in problems(json.dumps(whole))] == ["same-page"]


def test_an_id_may_not_be_the_name_of_a_part_of_a_date():
    whole = document({"id": "one", "items": [item("born", "date"), item("born-day", "text")]})
    assert [code for code, _ in problems(json.dumps(whole))] == ["duplicate-id"]


SNIPPETS = st.recursive(
    st.sampled_from(["x", "a-b", "1.0.0", "text", "en"]) | st.integers(-3, 9) | st.booleans(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "en", "title", "type", "pages", "is"]), inner)
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(schema()["properties"])), SNIPPETS))
def test_our_reader_and_json_schema_agree_on_what_fits(parts):
    whole = {**document({"id": "one"}), **parts}
    read = typed(read_source(json.dumps(whole).encode()))
    # A scalar is a text until it is typed, so only what we read may be compared.
    assert (not read.problems) <= jsonschema_rs.is_valid(schema(), read.value)
    assert (not read.problems) >= jsonschema_rs.is_valid(schema(), whole)


@settings(max_examples=120, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_whatever_bytes_come_the_answer_is_a_definition_error(data):
    with pytest.raises(DefinitionError):
        load(data)
