"""RFC 8785, as far as it can be said without floats."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formwork.canonical import NotCanonical, canonical

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(JSON)
def test_canonical_bytes_mean_the_same_and_are_the_same_again(value):
    data = canonical(value)
    assert (json.loads(data), canonical(json.loads(data))) == (value, data)


def test_keys_are_ordered_by_utf_16_as_the_rfc_orders_its_own_example():
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    ordered = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    assert list(json.loads(canonical(dict.fromkeys(keys, 0)))) == ordered


def test_signs_are_escaped_as_the_rfc_escapes_them():
    assert canonical('\u20ac$\u000f\nA\'B"\\"/') == '"\u20ac$\\u000f\\nA\'B\\"\\\\\\"/"'.encode()


@pytest.mark.parametrize("value", [1.5, float("nan"), 2**53, "\ud800", {1: 2}, {"a": {2}}, b"x"])
def test_what_cannot_be_printed_exactly_is_refused(value):
    with pytest.raises(NotCanonical):
        canonical(value)
