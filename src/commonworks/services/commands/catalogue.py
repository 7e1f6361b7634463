"""List a service, publish its releases, take it through its phases."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from commonworks.factories.queries import factory as factory_page
from commonworks.kernel import events
from commonworks.kernel.errors import Conflict, Invalid, Missing
from commonworks.network import queries as network
from commonworks.network.ports import Actor
from commonworks.services import permissions
from commonworks.services.models import Asked, Release, Service
from commonworks.services.permissions import Deed
from commonworks.services.policies.definitions import DefinitionRefused, read_definition
from commonworks.services.queries import phases
from commonworks.services.queries.languages import said_by, said_in_welsh
from commonworks.signposts import commands as signposts
from formwork import Definition


class ServiceTaken(Conflict):
    code = "service-ref-taken"


class VersionTaken(Conflict):
    code = "version-taken"


class NotPossible(Conflict):
    code = "not-possible-now"


@transaction.atomic
def list_service(
    *,
    ref: str,
    title: str,
    summary: str,
    factory: str,
    by: Actor,
    at: datetime,
    service_code: str = "",
) -> None:
    """Put a service of a factory into the catalogue, in alpha and without a release yet."""
    lead = _check_may_publish(factory, by)
    _check_fits(title, summary, needed=True)
    if Service.objects.filter(ref=ref).exists():
        raise ServiceTaken(
            _("There is a service %(ref)s already. Choose another id.") % {"ref": ref}
        )
    row = Service.objects.create(
        ref=ref,
        title=title,
        summary=summary,
        factory_id=factory,
        service_code=service_code,
        listed_at=at,
    )
    _put_card(row, lead, by, at)
    item = {"service": ref, "title": title, "summary": summary, "factory": factory}
    events.record("services.service.listed", subject=ref, by=by, at=at, item=item)


@transaction.atomic
def publish_release(
    *, service: str, data: bytes, by: Actor, at: datetime, name: str = "", lang: str = ""
) -> str:
    """Publish a definition as a release, and say its hash. Publishing the same again is no change;
    another content needs another version. `name` is the file's name, for foreign forms, and `lang`
    their language where they do not say it."""
    row = _locked(service)
    lead = _check_may_publish(row.factory_id, by)
    definition = read_definition(data, name, lang)
    if definition.id != service:
        said = _("The definition is of “%(given)s”, not of %(service)s.") % {
            "given": definition.id,
            "service": service,
        }
        raise DefinitionRefused(said, {"/definition": said})
    release = definition.release
    before = row.releases.filter(version=release.version).first()
    if before is None:
        title, summary = said_by(release, "cy")
        _check_fits(title, summary)
        _publish(row, definition, by, at)
        Service.objects.filter(ref=service).update(**said_in_welsh(service))
        _put_card(row, lead, by, at, also=title)
    elif before.hash != release.hash:
        raise VersionTaken(
            _("Version %(version)s is published with other content. Choose a new number.")
            % {"version": release.version}
        )
    return release.hash


@transaction.atomic
def publish_definition(
    *, factory: str, data: bytes, by: Actor, at: datetime, name: str = "", lang: str = ""
) -> str:
    """Publish a definition, listing its service first if it is new. Says the release's hash."""
    definition = read_definition(data, name, lang)
    if not Service.objects.filter(ref=definition.id).exists():
        languages = definition.release.languages
        title, summary = said_by(definition.release, "en" if "en" in languages else languages[0])
        list_service(
            ref=definition.id,
            title=title or definition.id,
            summary=summary,
            factory=factory,
            by=by,
            at=at,
        )
    return publish_release(service=definition.id, data=data, name=name, lang=lang, by=by, at=at)


@transaction.atomic
def set_phase(*, service: str, phase: str, by: Actor, at: datetime) -> None:
    """Move a service on: alpha, beta, live, retired."""
    row = _locked(service)
    lead = _check_may_publish(row.factory_id, by)
    if phase not in Service.NEXT[Service.Phase(row.phase)]:
        raise NotPossible(
            _("A service in %(now)s cannot become %(next)s.") % {"now": row.phase, "next": phase}
        )
    _move(row, phase, lead, by, at)


@transaction.atomic
def move_on(*, service: str, phase: str, by: Actor, at: datetime) -> None:
    """Take a service from the phase that somebody saw it in to the next one. Where it is in another
    by now, such as after a second press of the button, nothing changes: NotPossible."""
    row = _locked(service)
    lead = _check_may_publish(row.factory_id, by)
    now, onward = Service.Phase(row.phase), Service.ONWARD.get(Service.Phase(row.phase))
    if onward is None:
        raise NotPossible(
            _("The service is in this phase now: %(phase)s. It does not go on from there.")
            % {"phase": _(now.label)}
        )
    if phase != now:
        raise NotPossible(
            _("The service is in another phase by now: %(phase)s. Look again before you go on.")
            % {"phase": _(now.label)}
        )
    _move(row, onward, lead, by, at)


def _move(service: Service, phase: str, lead: str, by: Actor, at: datetime) -> None:
    service.phase = phase
    service.save(update_fields=["phase"])
    _put_card(service, lead, by, at)
    item = {"service": service.ref, "phase": phase}
    events.record("services.service.moved", subject=service.ref, by=by, at=at, item=item)


def _publish(service: Service, definition: Definition, by: Actor, at: datetime) -> None:
    release = definition.release
    Release.objects.create(
        hash=release.hash,
        service=service,
        version=release.version,
        body=release.to_bytes().decode(),
        published_at=at,
    )
    item = {
        "service": service.ref,
        "version": release.version,
        "sha256": release.hash,
        "languages": list(release.languages),
    }
    events.record("services.release.published", subject=release.hash, by=by, at=at, item=item)


def _check_fits(title: str, summary: str, *, needed: bool = False) -> None:
    if (needed and not title.strip()) or len(title) > 200 or len(summary) > 400:
        raise Invalid(_("Give a title of up to 200 characters, and a summary of up to 400."))


def _put_card(
    service: Service, lead: str, by: Actor, at: datetime, also: str | None = None
) -> None:
    signposts.put_card(
        ref=f"service.{service.ref}",
        kind="service",
        title=service.title,
        also=also,
        text=service.summary,
        link=reverse("services:service", args=[service.ref]),
        authority=lead,
        service_code=service.service_code,
        state=service.phase,
        by=by,
        at=at,
    )


def _check_may_publish(factory: str, by: Actor) -> str:
    """Answers with the factory's lead."""
    found = factory_page(factory)
    permissions.check_any(by, Deed.PUBLISH, phases.publishers(found))
    return found.lead


def _locked(ref: str) -> Service:
    row = Service.objects.select_for_update().filter(ref=ref).first()
    if row is None:
        raise Missing(_("There is no such service."))
    return row


@transaction.atomic
def ask_for(*, service: str, council: str, by: Actor, at: datetime) -> None:
    """Count that a resident of a council asked for a service it does not run: a number for each
    day, and nothing about who asked."""
    if not network.exists(council) or not Service.objects.filter(ref=service).exists():
        raise Missing(_("There is no such council or service."))
    day, _new = Asked.objects.get_or_create(
        service_id=service, council_id=council, day=localdate(at), defaults={"times": 0}
    )
    Asked.objects.filter(pk=day.pk).update(times=F("times") + 1)
