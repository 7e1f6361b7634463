"""An application that is being filled in, for the browser that holds its token and for nobody else.

A page costs one SQL query: the draft, its deployment as that stands, and its key.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from commonworks.kernel.encryption import Seal, StoredKey, key_columns, stored_key, unwrapped
from commonworks.kernel.prepared import Prepared
from commonworks.services.models import Deployment, Draft, Submission
from commonworks.services.queries.access import token_hash
from commonworks.services.queries.answers import Answers, open_all
from commonworks.services.queries.plans import (
    RUNNING,
    Plan,
    Running,
    live_plan,
    plan_of,
    priced_today,
    running,
)
from formwork import Path, Quote, Walk, quote, values_of

AUTHORITY = "places.authority"  # the look-up that says whose area a postcode is in
COLUMNS = (
    *("ref", "state", "release", "edition", "language"),
    *("answers", "revision", "page", "started_at", "expires_at"),
)
DEPLOYED = tuple(f"deployment__{column}" for column in RUNNING)
MINE = Prepared(
    2,
    lambda token, deployment: Draft.objects.filter(
        token_hash=token, deployment=deployment
    ).values_list(*DEPLOYED, *COLUMNS, *key_columns("ref")),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it is stored; `sealed` holds its answers, each by itself."""

    running: Running
    ref: str
    state: str
    release: str
    edition: str
    language: str
    sealed: Mapping[str, str]
    revision: int
    page: str
    started_at: datetime
    expires_at: datetime
    key: StoredKey = field(repr=False)

    def is_open(self, at: datetime) -> bool:
        return self.state == Draft.State.OPEN and at < self.expires_at

    def seal(self) -> Seal:
        """What its answers are sealed with. Raises Gone once its key is destroyed."""
        return unwrapped(self.ref, self.key)

    @property
    def is_submitted(self) -> bool:
        return self.state == Draft.State.SUBMITTED

    @property
    def is_withdrawn(self) -> bool:
        """Whether it ended because its form was taken back."""
        return self.state == Draft.State.WITHDRAWN


@dataclass(frozen=True, slots=True)
class Sent:
    """What was submitted, and whether it is a case yet: a free one is at once."""

    ref: str
    pence: int
    is_case: bool


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """An open draft with its answers in clear, walked: never to be logged or kept."""

    running: Running
    kept: Kept
    plan: Plan
    seal: Seal
    answers: Answers
    walk: Walk
    path: Path

    def reaches(self, page: str) -> bool:
        """Whether the applicant has come to this page: on the path, all before it is done, and
        nothing before it says that another council is responsible."""
        pages, stops = self.path.pages, [step.page for step in (self.path.next,) if step]
        if fact := self.elsewhere:
            stops.append(self.plan.shape.fields[self.plan.shape.facts[fact].of].page)
        last = min(map(pages.index, stops), default=len(pages))
        return page in pages[: last + 1]

    def instances(self, page: str) -> list[str]:
        """Of a page that repeats, the instances there are, in order."""
        repeat = self.plan.shape.pages[page].repeat
        return list(self.walk.answers.get(repeat.id) or {}) if repeat else []

    def stored(self, page: str, instance: str | None) -> Mapping[str, Any]:
        """The answers that a page has been given so far."""
        repeat = self.plan.shape.pages[page].repeat
        if repeat is None:
            return self.walk.answers
        found: Mapping[str, Any] = (self.walk.answers.get(repeat.id) or {}).get(instance) or {}
        return found

    def price(self) -> Quote:
        """What it costs today. Raises NoPrice."""
        return quote(
            self.plan.composed,
            self.walk.answers,
            values_of(self.answers.facts),
            on=self.walk.env.today,
        )

    @property
    def elsewhere(self) -> str | None:
        """The id of a fact that puts the applicant in another council's area, or in none.

        A definition that goes by the fact itself is left to lead where it likes; it needs the
        plain page only if it ends there without an application.
        """
        shape, seen = self.plan.shape, self.walk.env.facts
        for fact in shape.facts.values():
            if fact.lookup != AUTHORITY or fact.id not in self.answers.facts:
                continue
            mine = seen.get(fact.id) == self.running.organisation
            asked = fact.of in self.walk.env.values
            if asked and not mine and (self.path.exit or fact.of not in shape.readers):
                return fact.id
        return None


def kept_draft(token: str, *, deployment: str) -> Kept | None:
    """The draft of a token, at this deployment alone. One SQL query."""
    if not token:
        return None
    rows, count = MINE.rows(token_hash(token), deployment), len(DEPLOYED)
    last = count + len(COLUMNS)
    made = (Kept(running(*row[:count]), *row[count:last], row[last:]) for row in rows)
    return next(made, None)


def open_draft(
    token: str, *, deployment: str, at: datetime
) -> tuple[Kept | None, OpenDraft | None]:
    """The draft of a token here, and while it is open its answers. One SQL query."""
    kept = kept_draft(token, deployment=deployment)
    return kept, opened(kept, at=at) if kept and kept.is_open(at) else None


def opened(kept: Kept, *, at: datetime) -> OpenDraft:
    """An open draft with its answers. Raises Gone once its key is destroyed."""
    plan = priced_today(plan_of(kept.release, kept.edition), kept.running.plan)
    seal = kept.seal()
    answers = open_all(seal, kept.sealed, plan.shape)
    return walked(kept, plan, seal, answers, at)


def walked(kept: Kept, plan: Plan, seal: Seal, answers: Answers, at: datetime) -> OpenDraft:
    """What these answers make of a draft, on the day that it is in the UK."""
    today = timezone.localdate(at, timezone.get_default_timezone())
    walk = Walk(plan.shape, answers.given, values_of(answers.facts), today)
    return OpenDraft(kept.running, kept, plan, seal, answers, walk, walk.path())


def kept_of(row: Draft) -> Kept:
    """A draft that a command holds locked. Two SQL queries."""
    return Kept(
        live_plan(row.deployment_id),
        row.ref,
        row.state,
        row.release_id,
        row.edition_id,
        row.language,
        row.answers,
        row.revision,
        row.page,
        row.started_at,
        row.expires_at,
        stored_key(row.ref),
    )


def sent_of(kept: Kept) -> Sent | None:
    """What a submitted draft became. One SQL query."""
    rows = Submission.objects.filter(draft=kept.ref).values_list("ref", "pence", "case__ref")
    return next((Sent(ref, pence, bool(case)) for ref, pence, case in rows[:1]), None)


def runs(council: str, service: str) -> bool:
    """Whether a council takes applications for a service now. One SQL query."""
    live = Deployment.objects.filter(council=council, service=service, state="live")
    return live.exists()
