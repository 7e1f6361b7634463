"""For rooms downstream: for which councils somebody does what, and what waits for them there."""

from dataclasses import dataclass

from django.db.models import F, OuterRef, Subquery

from commonworks.frontend.words import reader
from commonworks.network.ports import Actor
from commonworks.services import permissions
from commonworks.services.models import Deployment, Release
from commonworks.services.models.languages import said_in
from commonworks.services.permissions import Deed


@dataclass(frozen=True, slots=True)
class Newer:
    """A council's service, the version it runs, and the newer one that its factory published."""

    service: str
    title: str
    version: str
    newest: str


def councils_whose_figures(by: Actor) -> frozenset[str]:
    """The councils whose services' exact figures the actor may see."""
    return frozenset(permissions.organisations(by, Deed.SEE_FIGURES))


def councils_whose_cases(by: Actor) -> frozenset[str]:
    return frozenset(permissions.organisations(by, Deed.SEE_CASES))


def councils_whose_services(by: Actor) -> frozenset[str]:
    """Those whose services the actor may see being prepared."""
    return frozenset(permissions.organisations(by, Deed.PREPARE))


def newer_releases(council: str) -> tuple[Newer, ...]:
    """What a council runs of which there is a newer release. One SQL query."""
    published = Release.objects.filter(service=OuterRef("service"), state=Release.State.PUBLISHED)
    newest = published.order_by("-published_at", "-version").values("version")[:1]
    title = said_in(reader(), "service__title")
    rows = (
        Deployment.objects.filter(council=council)
        .exclude(state=Deployment.State.ENDED)
        .annotate(newest=Subquery(newest))
        .exclude(newest=None)
        .exclude(newest=F("release__version"))
        .order_by(title)
    )
    fields = ("service", title, "release__version", "newest")
    return tuple(Newer(*row) for row in rows.values_list(*fields))
