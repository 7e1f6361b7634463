"""What a resident sent, opened: for commands that have checked who asks, and for the pages of the
resident whose cookie or link led there. It is private: never log, keep or cache an Application."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from commonworks.kernel import encryption
from commonworks.kernel.encryption import Seal
from commonworks.kernel.errors import Missing
from commonworks.services.models import Quote, Submission
from commonworks.services.queries import plans
from commonworks.services.queries.plans import Plan
from formwork import Row, Walk, summary


@dataclass(frozen=True, slots=True)
class Application:
    """A submission with its plan, and the last price that was quoted for it: `pence` and `quote`,
    of which `quote_ref` is the ref. `seal` opens and seals what belongs to it."""

    ref: str
    organisation: str
    deployment: str
    pence: int
    submitted_at: datetime
    plan: Plan
    seal: Seal = field(repr=False)
    body: Mapping[str, Any] = field(repr=False)
    quote_ref: str
    quote: Mapping[str, Any] | None = field(repr=False)

    @property
    def language(self) -> str:
        return str(self.body["language"])

    @property
    def facts(self) -> dict[str, Any]:
        return {name: fact["value"] for name, fact in self.body["facts"].items()}

    @property
    def quote_expires(self) -> date | None:
        """The last day on which the price holds; None for what is free."""
        return date.fromisoformat(self.quote["expires"]) if self.quote else None

    @property
    def email(self) -> str:
        """Where to write: the first email address that was given, or "" where none is asked."""
        return next((text for kind, text in self._texts() if kind == "email"), "")

    def summary(self, lang: str) -> list[Row]:
        """The answers in the order walked, in words."""
        return summary(self._walk(), self.plan.words(lang))

    def findable(self) -> set[str]:
        """The answers that caseworkers may search for."""
        return {
            text
            for name, value in _answers(self.body["answers"])
            if (question := self.plan.shape.fields.get(name)) and question.find
            for text in _texts(value)
        }

    def _walk(self) -> Walk:
        today = date.fromisoformat(self.body["submitted_on"])
        return Walk(self.plan.shape, self.body["answers"], self.facts, today)

    def _texts(self) -> Iterator[tuple[str, str]]:
        fields = self.plan.shape.fields
        given = dict(_answers(self.body["answers"]))
        for name, question in fields.items():
            if isinstance(given.get(name), str):
                yield question.type, given[name]


def application(ref: str) -> Application:
    """Two SQL queries. Raises Missing, or Gone for what was deleted."""
    last = Quote.objects.filter(submission=OuterRef("ref")).order_by("-number")
    rows = Submission.objects.annotate(
        quote_ref=Subquery(last.values("ref")[:1]),
        quote_pence=Subquery(last.values("pence")[:1]),
        quote_body=Subquery(last.values("body")[:1]),
    )
    row = rows.select_related("draft").filter(ref=ref).first()
    if row is None:
        raise Missing(_("There is no such application."))
    seal = encryption.seal_of(row.ref)
    body = json.loads(seal.open("body", row.body))
    later = seal.open(f"quote {row.quote_ref}", row.quote_body) if row.quote_body else ""
    return Application(
        row.ref,
        row.authority_id,
        row.deployment_id,
        row.pence if row.quote_pence is None else row.quote_pence,
        row.submitted_at,
        plans.plan_of(row.draft.release_id, row.draft.edition_id),
        seal,
        body,
        row.quote_ref or "",
        json.loads(later) if later else body["quote"],
    )


def _answers(answers: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Each (field, value), those of a repeat's instances too."""
    for name, value in answers.items():
        instances = list(value.values()) if isinstance(value, dict) else []
        if instances and all(isinstance(each, dict) for each in instances):
            for each in instances:
                yield from each.items()
        else:
            yield name, value


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [str(part) for part in value.values() if part]
    return [str(value)] if value not in (None, "", []) and not isinstance(value, list) else []
