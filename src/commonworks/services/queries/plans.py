"""A service as one council runs it: its release with the council's edition laid over it.

Releases and editions never change, so a plan that was made once is kept; the keys are theirs.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from commonworks.frontend.colours import Theme
from commonworks.kernel.errors import Missing
from commonworks.network import queries as network
from commonworks.services.models import Deployment, Edition
from commonworks.services.models import Release as ReleaseRow
from formwork import Composed, Overlay, Release, Shape, Words, compose

KEPT = 512  # plans in memory: some 200 kB each for a long form
NAMES_LAST = 300  # seconds until a council's name is asked for again
COLOUR = "#1d70b8"
RUNNING = (
    *("ref", "service", "council", "state"),
    *("service__phase", "live_since", "release", "edition"),
)
# Where a definition does not say.
DRAFT_DAYS, CASE_DAYS, WORKING_DAYS = 28, 730, 20


@dataclass(frozen=True, slots=True)
class Message:
    """A text to send, as Markdown. ((reference)) and the like are still to be filled in."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a council can decide. `message` is the id of what tells the resident, `letter` what
    the caseworker starts from; either may be empty."""

    id: str
    label: str
    message: str
    letter: str
    favourable: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What an application is filled in by. `release` and `edition` are what a draft pins."""

    release: str
    edition: str
    composed: Composed

    @property
    def shape(self) -> Shape:
        return self.composed.shape

    @property
    def settings(self) -> Mapping[str, Any]:
        return self.composed.settings

    @property
    def languages(self) -> tuple[str, ...]:
        return self.composed.languages

    @property
    def costs_money(self) -> bool:
        return bool(self.shape.products)

    @property
    def draft_days(self) -> int:
        return self.composed.retention.get("draft-days", DRAFT_DAYS)

    def kept_until(self, at: datetime) -> datetime:
        """Until when answers are kept where the last one came at this time: the end of a day."""
        uk = timezone.get_default_timezone()
        last = timezone.localdate(at, uk) + timedelta(days=self.draft_days)
        return datetime.combine(last, datetime.max.time(), uk)

    @property
    def case_days(self) -> int:
        return self.composed.retention.get("case-days", CASE_DAYS)

    @property
    def working_days(self) -> int:
        """From receipt to decision."""
        return self.composed.deadline_working_days or WORKING_DAYS

    @property
    def colour(self) -> str:
        """The council's one colour: the first that the definition has."""
        return next(iter(self.composed.colours.values()), COLOUR)

    def words(self, lang: str) -> Words:
        return self.composed.words(lang)

    def title(self, lang: str = "en") -> str:
        return self.words(lang).plain("definition", "title")

    def message(self, name: str, lang: str) -> Message | None:
        """None where the definition has no such message."""
        address, words = f"message:{name}", self.words(lang)
        body = words.get(address, "body")
        return Message(words.get(address, "subject"), body) if body else None

    def outcomes(self, lang: str, *, letters: str = "") -> list[Outcome]:
        """Their letters in a language of their own, where one is given."""
        words, written = self.words(lang), self.words(letters or lang)
        return [
            Outcome(
                e.id,
                words.plain(e.address, "label"),
                e.get("message", ""),
                written.get(e.address, "letter"),
                e.get("favourable", False),
            )
            for e in self.composed.listed("outcome")
        ]

    def outcome(self, name: str, lang: str) -> Outcome | None:
        return next((each for each in self.outcomes(lang) if each.id == name), None)

    def state_label(self, name: str, lang: str) -> str:
        """What a resident is told of a state; empty where the definition says nothing."""
        return self.words(lang).plain(f"state:{name}", "label")


@dataclass(frozen=True, slots=True)
class Running:
    """A deployment and the plan that new applications begin with. `organisation` is the council's
    ref; `state` and `phase` are the lifecycle's own words."""

    ref: str
    service: str
    organisation: str
    name: str
    short_name: str
    state: str
    phase: str
    live_since: datetime | None
    plan: Plan

    @property
    def is_live(self) -> bool:
        return self.state == Deployment.State.LIVE

    @property
    def address(self) -> str:
        return f"/s/{self.organisation}/{self.service}/"

    def theme(self, lang: str) -> Theme:
        return Theme(self.name, self.plan.colour, "/", self.plan.title(lang), self.address)


def live_plan(deployment: str) -> Running:
    """A deployment in whatever state, with its present plan. One SQL query; up to three more the
    first time. Raises Missing."""
    row = Deployment.objects.filter(ref=deployment).values_list(*RUNNING).first()
    if row is None:
        raise Missing(_("There is no such service. Check the address."))
    return running(*row)


def running(
    ref: str,
    service: str,
    council: str,
    state: str,
    phase: str,
    since: datetime | None,
    release: str,
    edition: str,
) -> Running:
    """A deployment made of its columns RUNNING, which others read along with rows of their own."""
    names = _named(council, int(time.monotonic() // NAMES_LAST))
    plan = plan_of(release, edition)
    return Running(ref, service, council, *names, state, phase, since, plan)


def plan_of(release: str, edition: str) -> Plan:
    """The plan of a release and an edition. No SQL if it was asked for before, else two queries.
    Raises Missing."""
    return _plan(release, edition)


def priced_today(pinned: Plan, current: Plan) -> Plan:
    """The pinned plan with the prices that hold now: prices go by date and are never pinned."""
    keys = (pinned.release, pinned.edition), (current.release, current.edition)
    return pinned if keys[0] == keys[1] else _priced(*keys)


def released(release: str) -> Release:
    """A release as it was published. No SQL if it was asked for before. Raises Missing."""
    return _release(release)


def latest_release(service: str) -> Release:
    """The newest release of a service that was not withdrawn. Raises Missing."""
    rows = ReleaseRow.objects.filter(service=service, state=ReleaseRow.State.PUBLISHED)
    newest = rows.order_by("-published_at", "-version").values_list("hash", flat=True).first()
    if newest is None:
        raise Missing(_("This service has no release."))
    return _release(newest)


def is_adopted(deployment: str) -> bool:
    """One SQL query."""
    return Deployment.objects.filter(ref=deployment).exists()


def edition_number(deployment: str) -> int:
    """Of the edition that holds now. One SQL query. Raises Missing."""
    rows = Deployment.objects.filter(ref=deployment)
    number = rows.values_list("edition__number", flat=True).first()
    if number is None:
        raise Missing(_("There is no such service of this council."))
    return number


def saved_overlay(edition: str) -> Overlay:
    """What a council changes, as it was saved. One SQL query. Raises Missing."""
    body = Edition.objects.filter(ref=edition).values_list("body", flat=True).first()
    if body is None:
        raise Missing(_("There is no such edition."))
    return Overlay.from_bytes(body.encode())


@lru_cache(maxsize=KEPT)
def _plan(release: str, edition: str) -> Plan:
    return Plan(release, edition, compose(_release(release), [saved_overlay(edition)]))


@lru_cache(maxsize=KEPT)
def _release(release: str) -> Release:
    body = ReleaseRow.objects.filter(hash=release).values_list("body", flat=True).first()
    if body is None:
        raise Missing(_("There is no such release."))
    return Release.from_bytes(body.encode())


@lru_cache(maxsize=KEPT)
def _priced(pinned: tuple[str, str], current: tuple[str, str]) -> Plan:
    plan, now = plan_of(*pinned), plan_of(*current)
    own = {product.address for product in plan.shape.products}
    prices = {k: v for k, v in now.composed.entries.items() if k.slot == "prices"}
    entries = {**plan.composed.entries, **{k: v for k, v in prices.items() if k.address in own}}
    return replace(plan, composed=replace(plan.composed, entries=entries))


@lru_cache(maxsize=KEPT)
def _named(council: str, _period: int) -> tuple[str, str]:
    return network.names([council])[council], network.short_names([council])[council]
