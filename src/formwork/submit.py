"""Submission: what was applied for, as immutable canonical JSON.

It holds the path that was walked, the answers that count (those off the path stay behind in the
draft), the facts with their sources, the quote, and the hashes of what it was answered on. It holds
personal data: keep it encrypted, and its bare hash private too: a short answer can be guessed.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from formwork.answers import stored_errors
from formwork.canonical import Json, canonical
from formwork.compose import Composed
from formwork.env import ABSENT, PENDING
from formwork.prices import Quote
from formwork.summary import seen_of
from formwork.walk import Walk
from formwork.words import Words


@dataclass(frozen=True, slots=True)
class Submission:
    """`data` is canonical JSON (RFC 8785), `sha256` its hash in lower-case hexadecimal."""

    data: bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """A fact as the host found it. `value` None: nothing was found. `at` is when it was asked."""

    value: Json
    source: str
    edition: str
    at: datetime

    def as_json(self) -> Json:
        told = {"value": self.value, "source": self.source, "edition": self.edition}
        return {**told, "at": self.at.isoformat()}


class NotComplete(Exception):
    """It cannot be submitted yet. `pages` are those to go back to: {page: {field: message}}."""

    def __init__(self, pages: Mapping[str, Mapping[str, str]]) -> None:
        self.pages = pages
        super().__init__("Some questions still need an answer.")


def fresh_instance() -> str:
    """A random id for one more instance of a repeat: 80 bits, so that none meets another."""
    return "i" + secrets.token_hex(10)


def values_of(facts: Mapping[str, Resolved]) -> dict[str, Any]:
    """{fact: value}, as the walk takes them."""
    return {name: fact.value for name, fact in facts.items()}


def submit(
    composed: Composed,
    answers: Mapping[str, Any],
    facts: Mapping[str, Resolved],
    *,
    words: Words,
    today: date,
    quote: Quote | None = None,
) -> Submission:
    """Freeze a complete draft.

    Every answer on the path is checked again. Raises NotComplete, and Loop for a definition that
    goes round. `quote` is the one that was shown and paid.
    """
    kept = Walk(composed.shape, answers, values_of(facts), today)
    path = kept.path()
    errors = stored_errors(kept, words)
    if errors or not path.complete:
        pages: dict[str, dict[str, str]] = {s.page: {} for s in path.steps if not s.done}
        for (page, _), told in errors.items():
            pages.setdefault(page, {}).update(told)
        raise NotComplete(pages)
    data = canonical(
        {
            "formwork": 1,
            "definition": composed.release.id,
            "version": composed.release.version,
            "composed": composed.hash,
            "shape": composed.shape.hash,
            "language": words.lang,
            "submitted_on": today.isoformat(),
            "path": [_step(step.page, step.instance) for step in path.steps],
            "answers": counting(kept),
            "facts": {n: f.as_json() for n, f in facts.items() if n in composed.shape.facts},
            "quote": quote.as_json() if quote else None,
        }
    )
    return Submission(data, hashlib.sha256(data).hexdigest())


def _step(page: str, instance: str | None) -> Json:
    return {"page": page, "instance": instance} if instance else {"page": page}


def counting(kept: Walk) -> dict[str, Any]:
    """The answers that count: on the walked path, asked, and posted. A draft's own structure."""
    found: dict[str, Any] = {}
    for step in kept.path().steps:
        page = kept.shape.pages[step.page]
        seen = seen_of(kept, page, step.instance)
        told = {n: v for n, v in seen.items() if v is not ABSENT and v is not PENDING}
        if page.repeat and step.instance:
            found.setdefault(page.repeat.id, {})[step.instance] = told
        elif not page.repeat:
            found |= told
    return found
