"""Services, their releases, and who runs them. All public."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from commonworks.factories import queries as factories
from commonworks.frontend.words import reader
from commonworks.kernel.errors import Missing
from commonworks.network import queries as network
from commonworks.services.models import Asked, Deployment, Release, Service
from commonworks.services.models.languages import said_in

LIVE = Deployment.State.LIVE
SHOWN = (Deployment.State.LIVE, Deployment.State.PAUSED, Deployment.State.ENDED)


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """A service in a list. `councils` are those that run it live now."""

    ref: str
    title: str
    summary: str
    phase: str
    factory_name: str
    councils: int

    @property
    def phase_name(self) -> str:
        return _(Service.Phase(self.phase).label)


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    version: str
    hash: str
    state: str
    published_at: datetime
    withdrawn_at: datetime | None
    withdrawn_why: str

    @property
    def state_name(self) -> str:
        return _(Release.State(self.state).label)


@dataclass(frozen=True, slots=True)
class RunBy:
    """A council that runs a service, or ran it. `is_live`: residents can apply at `address`."""

    organisation: str
    name: str
    state: str
    is_live: bool
    live_since: datetime
    ended_at: datetime | None
    version: str
    address: str


@dataclass(frozen=True, slots=True)
class ServicePage:
    ref: str
    title: str
    summary: str
    phase: str
    goes_on: bool  # to another phase
    service_code: str
    listed_at: datetime
    factory_ref: str
    factory_name: str
    releases: tuple[ReleaseLine, ...]
    run_by: tuple[RunBy, ...]
    asked: int  # how often residents of other councils asked for it

    @property
    def phase_name(self) -> str:
        return _(Service.Phase(self.phase).label)

    @property
    def live(self) -> tuple[RunBy, ...]:
        return tuple(each for each in self.run_by if each.is_live)


@dataclass(frozen=True, slots=True)
class Local:
    """A service as a council's residents find it."""

    service: str
    title: str
    summary: str
    state: str
    is_live: bool
    live_since: datetime
    address: str


def services() -> list[ServiceLine]:
    """All of them but the retired, by title in the reader's language. Two SQL queries."""
    return _lines(Q())


def services_of(*made_by: str) -> list[ServiceLine]:
    """Those of one factory or several, by title. Two SQL queries."""
    return _lines(Q(factory__in=made_by))


def in_phase(factory: str, phase: str) -> list[str]:
    """The services of a factory that are in a phase. One SQL query."""
    rows = Service.objects.filter(factory=factory, phase=phase).order_by("ref")
    return list(rows.values_list("ref", flat=True))


def _lines(wanted: Q) -> list[ServiceLine]:
    live = Count("deployments", filter=Q(deployments__state=LIVE))
    title, summary = said_in(reader(), "title"), said_in(reader(), "summary")
    fields = ("ref", title, summary, "phase", "factory", "live")
    rows = Service.objects.filter(wanted).exclude(phase=Service.Phase.RETIRED).annotate(live=live)
    found = list(rows.order_by(title, "ref").values_list(*fields))
    names = factories.names(frozenset(row[4] for row in found))
    return [
        ServiceLine(ref, title, summary, phase, names[owner], councils)
        for ref, title, summary, phase, owner, councils in found
    ]


def service(ref: str) -> ServicePage:
    """One service with its releases and the councils that run it. Six SQL queries."""
    said = {f"said_{name}": said_in(reader(), name) for name in ("title", "summary")}
    row = Service.objects.filter(ref=ref).annotate(**said).first()
    if row is None:
        raise Missing(_("There is no such service. Look it up in the list of services."))
    return ServicePage(
        ref=ref,
        title=row.said_title,
        summary=row.said_summary,
        phase=row.phase,
        goes_on=row.phase in Service.ONWARD,
        service_code=row.service_code,
        listed_at=row.listed_at,
        factory_ref=row.factory_id,
        factory_name=factories.names(frozenset([row.factory_id]))[row.factory_id],
        releases=_releases(ref),
        run_by=_run_by(ref),
        asked=Asked.objects.filter(service=ref).aggregate(all=Sum("times"))["all"] or 0,
    )


def _releases(ref: str) -> tuple[ReleaseLine, ...]:
    rows = Release.objects.filter(service=ref).order_by("-published_at", "-version")
    return tuple(
        ReleaseLine(
            row.version,
            row.hash,
            row.state,
            row.published_at,
            row.withdrawn_at,
            row.withdrawn_why,
        )
        for row in rows.defer("body")
    )


def _run_by(ref: str) -> tuple[RunBy, ...]:
    fields = ("council", "state", "live_since", "ended_at", "release__version")
    rows = Deployment.objects.filter(service=ref, state__in=SHOWN, live_since__isnull=False)
    found = list(rows.order_by("live_since", "ref").values_list(*fields))
    names = network.names(row[0] for row in found)
    return tuple(
        RunBy(
            organisation=council,
            name=names[council],
            state=Deployment.State(state).label,
            is_live=state == LIVE,
            live_since=since,
            ended_at=ended,
            version=version,
            address=f"/s/{council}/{ref}/",
        )
        for council, state, since, ended, version in found
    )


def run_in(councils: list[str], service: str = "") -> list[Local]:
    """What these councils offer residents now, or have paused, by title; of one service or of
    all. One SQL query."""
    rows = Deployment.objects.filter(council__in=councils, live_since__isnull=False)
    rows = rows.filter(state__in=(LIVE, Deployment.State.PAUSED))
    if service:
        rows = rows.filter(service=service)
    title, summary = (said_in(reader(), f"service__{name}") for name in ("title", "summary"))
    fields = ("service", title, summary, "state", "live_since", "council")
    return [
        Local(
            ref,
            said,
            more,
            Deployment.State(state).label,
            state == LIVE,
            since,
            f"/s/{council}/{ref}/",
        )
        for ref, said, more, state, since, council in rows.order_by(title, "ref").values_list(
            *fields
        )
    ]


def definition(service: str, release: str) -> str:
    """The canonical JSON of a release, whose SHA-256 is its name. One SQL query."""
    rows = Release.objects.filter(service=service, hash=release)
    body = rows.values_list("body", flat=True).first()
    if body is None:
        raise Missing(_("This service has no such release."))
    return body


@dataclass(frozen=True, slots=True)
class DeploymentItem:
    """A deployment as the API lists it."""

    ref: str
    service: str
    organisation: str
    state: str
    version: str
    release: str
    live_since: datetime | None
    ended_at: datetime | None


def deployments(service: str = "") -> list[DeploymentItem]:
    """All that are or were live, or of one service, by ref. One SQL query."""
    rows = Deployment.objects.filter(live_since__isnull=False)
    if service:
        rows = rows.filter(service=service)
    fields = ("ref", "service", "council", "state", "release__version", "release")
    found = rows.order_by("ref").values_list(*fields, "live_since", "ended_at")
    return [DeploymentItem(*row) for row in found]


def how_many_live() -> int:
    """Deployments that take applications now. One SQL query."""
    return Deployment.objects.filter(state=LIVE).count()


def exists(ref: str) -> bool:
    """Whether there is such a service. One SQL query."""
    return Service.objects.filter(ref=ref).exists()
