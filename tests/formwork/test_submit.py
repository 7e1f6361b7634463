# ruff: noqa: E501 - what people are told stands here whole
"""Submission: what counts, frozen."""

import json
from datetime import UTC, date, datetime
from hashlib import sha256

import pytest

from formwork import NotComplete, Resolved, canonical, quote, submit
from tests.formwork.forms import item, running

TODAY = date(2026, 11, 22)
FACT = Resolved("leeds", "postcodes", "November 2025", datetime(2026, 11, 22, 9, tzinfo=UTC))


def form():
    why = {"id": "why", "type": "text", "short": "why"}
    return running(
        {"id": "home", "items": [item("postcode", "postcode")]},
        {"id": "own", "items": [{**item("mine", "yes-no"), "reveals": {"no": [why]}}],
         "next": [{"when": {"field": "mine", "is": "yes"}, "to": "END"}]},
        {"id": "more", "items": [item("name", "text")]},
        facts=[{"id": "council", "type": "text", "of": "postcode", "lookup": "places.authority"}],
        products=[{"id": "p", "description": "P", "prices": [{"from": "2026-01-01", "pence": 5}]}],
    )  # fmt: skip


def sent(answers, **more):
    composed = form()
    facts = {"council": FACT, "unknown": FACT}
    return submit(composed, answers, facts, words=composed.words("en"), today=TODAY, **more)


DRAFT = {"postcode": "LS1 4AP", "mine": True, "why": "left over", "name": "off the path"}


def test_only_answers_that_count_are_submitted_with_what_they_were_given_on():
    composed = form()
    price = quote(composed, DRAFT, {}, on=TODAY)
    found = json.loads(sent(DRAFT, quote=price).data)
    assert found == {
        "formwork": 1,
        "definition": "test",
        "version": "1.0.0",
        "composed": composed.hash,
        "shape": composed.shape.hash,
        "language": "en",
        "submitted_on": "2026-11-22",
        "path": [{"page": "home"}, {"page": "own"}],
        "answers": {"postcode": "LS1 4AP", "mine": True},
        "facts": {"council": FACT.as_json()},
        "quote": price.as_json(),
    }


def test_a_submission_is_canonical_and_named_by_its_hash():
    frozen = sent(DRAFT)
    assert frozen.data == canonical(json.loads(frozen.data))
    assert frozen.sha256 == sha256(frozen.data).hexdigest()


@pytest.mark.parametrize(
    ("answers", "pages"),
    [
        ({}, {"home": {}, "own": {}}),
        ({**DRAFT, "mine": False, "name": None}, {"more": {"name": "Enter “more”"}}),
        (
            {**DRAFT, "postcode": "nonsense"},
            {"home": {"postcode": "Enter a full UK postcode, like AA3 1AB"}},
        ),
        ({**DRAFT, "postcode": "ls14ap"}, {"home": {"postcode": "“home”: this is not an answer to the question"}}),
        ({**DRAFT, "postcode": ["LS1 4AP"]}, {"home": {"postcode": "“home”: this is not an answer to the question"}}),
    ],
)  # fmt: skip
def test_what_is_not_complete_or_no_longer_good_is_sent_back_to_its_page(answers, pages):
    with pytest.raises(NotComplete) as caught:
        sent(answers)
    assert caught.value.pages == pages
