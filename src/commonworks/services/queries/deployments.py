"""How a council's services are being prepared and run: for its own staff."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from commonworks.frontend.words import reader
from commonworks.kernel.errors import Missing
from commonworks.network import queries as network
from commonworks.network.ports import Actor
from commonworks.services import permissions
from commonworks.services.models import Account, Asked, Deployment, Edition, Release, Service
from commonworks.services.models.languages import said_in
from commonworks.services.permissions import Deed
from commonworks.services.queries import checklists, plans
from commonworks.services.queries.checklists import Requirement
from commonworks.services.queries.withdrawals import Withdrawn
from formwork import Opening, Problem
from formwork.ids import Key

State = Deployment.State


@dataclass(frozen=True, slots=True)
class Managed:
    """A council whose services somebody manages."""

    organisation: str
    name: str


@dataclass(frozen=True, slots=True)
class Line:
    """A deployment among those of its council. `unmet` counts what stands before going live."""

    ref: str
    service: str
    title: str
    state: str
    live_since: datetime | None
    version: str
    withdrawn: Withdrawn | None
    requirements: tuple[Requirement, ...]

    @property
    def unmet(self) -> int:
        return sum(not each.met for each in self.requirements)


@dataclass(frozen=True, slots=True)
class Offer:
    """A service that the council could take on. `asked`: how often its residents asked for it."""

    service: str
    title: str
    summary: str
    asked: int


@dataclass(frozen=True, slots=True)
class CouncilPage:
    organisation: str
    name: str
    deployments: tuple[Line, ...]
    offers: tuple[Offer, ...]
    account_saved_at: datetime | None
    may_adopt: bool
    may_keep_account: bool


@dataclass(frozen=True, slots=True)
class Saved:
    number: int
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class DeploymentPage:
    """One deployment. `verbs` are the commands that its state and the actor's roles allow."""

    ref: str
    service: str
    organisation: str
    name: str
    title: str
    state: str
    address: str
    live_since: datetime | None
    version: str
    withdrawn: Withdrawn | None
    requirements: tuple[Requirement, ...]
    editions: tuple[Saved, ...]
    verbs: tuple[str, ...]
    may_configure: bool

    @property
    def ready(self) -> bool:
        return all(each.met for each in self.requirements)


@dataclass(frozen=True, slots=True)
class Editor:
    """What may be changed, from which edition it is being changed, and what stands between that
    edition and going live."""

    ref: str
    service: str
    organisation: str
    name: str
    title: str
    number: int
    languages: tuple[str, ...]
    openings: tuple[Opening, ...]
    stale: tuple[Key, ...]
    problems: tuple[Problem, ...]
    running: plans.Running


# What can be done to a deployment in each state, in the order of the buttons.
VERBS: Mapping[str, tuple[str, ...]] = {
    State.PREPARING: ("go-live", "end"),
    State.LIVE: ("pause", "end"),
    State.PAUSED: ("resume", "end"),
    State.ENDED: (),
}


def managed_by(*, by: Actor) -> list[Managed]:
    """The councils whose services this actor prepares, by name. One SQL query."""
    names = network.names(permissions.organisations(by, Deed.PREPARE))
    return sorted((Managed(ref, name) for ref, name in names.items()), key=lambda each: each.name)


def council_page(ref: str, *, by: Actor, on: date) -> CouncilPage:
    """A council's deployments with their checklists, and what else it could take on. Seven SQL
    queries, and two more for each plan that was not used before."""
    permissions.check(by, Deed.PREPARE, ref)
    names = network.names([ref])
    if ref not in names:
        raise Missing(_("There is no such council."))
    lines = _lines(ref, on)
    saved = Account.objects.filter(council=ref).values_list("saved_at", flat=True).first()
    return CouncilPage(
        organisation=ref,
        name=names[ref],
        deployments=lines,
        offers=_offers(ref, {line.service for line in lines}),
        account_saved_at=saved,
        may_adopt=permissions.may(by, Deed.ADOPT, ref),
        may_keep_account=permissions.may(by, Deed.KEEP_ACCOUNT, ref),
    )


def _lines(council: str, on: date) -> tuple[Line, ...]:
    title = said_in(reader(), "service__title")
    fields = ("ref", "service", title, "state", "live_since")
    of_release = ("release__version", "release__withdrawn_at", "release__withdrawn_why")
    rows = Deployment.objects.filter(council=council).order_by(title, "ref")
    lists = checklists.checklists_of(council, on=on)
    return tuple(
        Line(
            ref,
            service,
            said,
            State(state).label,
            since,
            version,
            Withdrawn(withdrawn_at, why) if withdrawn_at else None,
            tuple(lists[ref]),
        )
        for ref, service, said, state, since, version, withdrawn_at, why in rows.values_list(
            *fields, *of_release
        )
    )


def _offers(council: str, taken: set[str]) -> tuple[Offer, ...]:
    published = Release.objects.filter(state=Release.State.PUBLISHED).values("service")
    rows = Service.objects.filter(ref__in=published).exclude(phase=Service.Phase.RETIRED)
    asked: dict[str, int] = {}
    counts = Asked.objects.filter(council=council).values_list("service", "times")
    for service, times in counts:
        asked[service] = asked.get(service, 0) + times
    said = [said_in(reader(), name) for name in ("title", "summary")]
    return tuple(
        Offer(ref, title, summary, asked.get(ref, 0))
        for ref, title, summary in rows.order_by(said[0]).values_list("ref", *said)
        if ref not in taken
    )


def deployment(ref: str, *, by: Actor, on: date) -> DeploymentPage:
    """One deployment, for those who prepare it. Six SQL queries, a few more the first time."""
    running = _own(ref, by, Deed.PREPARE)
    release = Release.objects.defer("body").get(hash=running.plan.release)
    taken_back = release.withdrawn_at
    editions = Edition.objects.filter(deployment_ref=ref).order_by("-number")
    may_go_live = permissions.may(by, Deed.GO_LIVE, running.organisation)
    return DeploymentPage(
        ref=ref,
        service=running.service,
        organisation=running.organisation,
        name=running.name,
        title=running.plan.title(reader()),
        state=State(running.state).label,
        address=running.address,
        live_since=running.live_since,
        version=release.version,
        withdrawn=Withdrawn(taken_back, release.withdrawn_why) if taken_back else None,
        requirements=tuple(checklists.checklist(ref, on=on)),
        editions=tuple(Saved(*row) for row in editions.values_list("number", "saved_at")[:20]),
        verbs=VERBS[running.state] if may_go_live else (),
        may_configure=running.state != State.ENDED
        and permissions.may(by, Deed.CONFIGURE, running.organisation),
    )


def editor(ref: str, *, by: Actor, on: date) -> Editor:
    """What the council may change of a service, with what it has changed. Two SQL queries, a few
    more the first time."""
    running = _own(ref, by, Deed.CONFIGURE)
    composed = running.plan.composed
    number = Edition.objects.values_list("number", flat=True).get(ref=running.plan.edition)
    return Editor(
        ref=ref,
        service=running.service,
        organisation=running.organisation,
        name=running.name,
        title=running.plan.title(reader()),
        number=number,
        languages=composed.languages,
        openings=tuple(composed.openings()),
        stale=tuple(composed.stale()),
        problems=(*composed.still_missing(on), *composed.problems),
        running=running,
    )


def account_saved_at(council: str, *, by: Actor) -> datetime | None:
    """When the council's payment key was last typed in. One SQL query."""
    permissions.check(by, Deed.KEEP_ACCOUNT, council)
    rows: Any = Account.objects.filter(council=council)
    saved: datetime | None = rows.values_list("saved_at", flat=True).first()
    return saved


def _own(ref: str, by: Actor, deed: Deed) -> plans.Running:
    running = plans.live_plan(ref)
    permissions.check(by, deed, running.organisation)
    return running
