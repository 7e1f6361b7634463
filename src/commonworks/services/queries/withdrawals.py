"""Releases that were taken back: what that would do, and what it did."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from commonworks.factories.queries import factory as factory_page
from commonworks.frontend.words import reader
from commonworks.kernel.errors import Missing
from commonworks.network.ports import Actor
from commonworks.services import permissions
from commonworks.services.models import Deployment, Release
from commonworks.services.models.languages import said_in
from commonworks.services.permissions import Deed


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A release that may be withdrawn. `live`: how many councils run it now. `withdrawn_at` is None
    until it is."""

    service: str
    title: str
    version: str
    release: str
    live: int
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """When a release was withdrawn, and why."""

    at: datetime
    why: str


def withdrawal(service: str, release: str, *, by: Actor) -> Withdrawal:
    """For whoever may withdraw it. Five SQL queries. Raises Missing and NotAllowed."""
    rows = Release.objects.filter(service=service, hash=release)
    rows = rows.annotate(title=said_in(reader(), "service__title"))
    row = rows.defer("body").select_related("service").first()
    if row is None:
        raise Missing(_("This service has no such release."))
    permissions.check(by, Deed.WITHDRAW, lead_of(row.service.factory_id))
    live = Deployment.objects.filter(release=release, state=Deployment.State.LIVE).count()
    return Withdrawal(service, row.title, row.version, release, live, row.withdrawn_at)


def lead_of(factory: str) -> str:
    """The organisation that leads a factory. Three SQL queries."""
    return factory_page(factory).lead


def release_named(service: str, version: str) -> str:
    """The hash of a version. One SQL query. Raises Missing."""
    rows = Release.objects.filter(service=service, version=version)
    found = rows.values_list("hash", flat=True).first()
    if found is None:
        raise Missing(_("This service has no such version."))
    return found


def withdrawn(release: str) -> Withdrawn | None:
    """One SQL query; None for a release that stands."""
    rows = Release.objects.filter(hash=release, withdrawn_at__isnull=False)
    return next(
        (Withdrawn(*row) for row in rows.values_list("withdrawn_at", "withdrawn_why")), None
    )
