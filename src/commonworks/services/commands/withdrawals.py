"""Take a release back, and do what follows from it.

withdraw_release  the factory says that it is taken back: nobody takes it on any more
pause_next        each council that runs it is paused there, and its owners are told
settle_draft      each application begun on it moves to what the council runs now, or ends

The worker repeats the last two until there is nothing left to do; each is one transaction, so what
a crash leaves is done the next time. What was submitted keeps its release for ever.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonworks.kernel import encryption, events
from commonworks.kernel.errors import Invalid, Missing
from commonworks.network import queries as network
from commonworks.network.ports import Actor
from commonworks.post import commands as post
from commonworks.post import queries as sent
from commonworks.services import permissions
from commonworks.services.commands import deployments
from commonworks.services.models import Deployment, Draft, Release, Service
from commonworks.services.permissions import OWNERS, Deed
from commonworks.services.queries import moving, withdrawals
from commonworks.services.queries.drafts import Kept, kept_of
from commonworks.services.queries.languages import said_in_welsh
from commonworks.services.queries.moving import Moved
from formwork import display_date

State = Release.State
TAKEN_BACK = Release.objects.filter(state=State.WITHDRAWN).values("hash")
TAKES_OVER = (Deployment.State.LIVE, Deployment.State.PAUSED)
LONGEST_REASON = 400
LETTERS_LAST = timedelta(days=90)  # as long as somebody may ask what we wrote
TO_OWNERS = """{lead} has withdrawn release {version} of “{title}” on {date}:

{why}

Your council runs this release, so the service is paused. It takes no new applications. Those that \
residents had begun are ended, and whoever left an email address is told. Cases that you have \
received stay as they are.

See how your service stands:
{link}
"""
TO_RESIDENTS = gettext_noop(
    """You began an application to %(council)s: %(service)s.

The form was withdrawn on %(date)s, so your application has ended. We have deleted your answers. \
Nothing was sent to the council, and you have paid nothing.

%(next)s"""
)


@transaction.atomic
def withdraw_release(*, release: str, why: str, by: Actor, at: datetime) -> None:
    """Take a release back, for good. Doing it again changes nothing."""
    rows = Release.objects.select_for_update(of=("self", "service")).select_related("service")
    row = rows.filter(hash=release).first()
    if row is None:
        raise Missing(_("There is no such release."))
    permissions.check(by, Deed.WITHDRAW, withdrawals.lead_of(row.service.factory_id))
    why = why.strip()
    if not why or len(why) > LONGEST_REASON:
        said = _("Enter a reason, in up to %(most)s characters") % {"most": LONGEST_REASON}
        raise Invalid(_("The release was not withdrawn."), {"why": said})
    if row.state == State.WITHDRAWN:
        return
    row.state, row.withdrawn_at, row.withdrawn_why = State.WITHDRAWN, at, why
    row.save(update_fields=["state", "withdrawn_at", "withdrawn_why"])
    Service.objects.filter(ref=row.service_id).update(**said_in_welsh(row.service_id))
    item = {"service": row.service_id, "version": row.version, "sha256": release, "why": why}
    events.record("services.release.withdrawn", subject=release, by=by, at=at, item=item)


@transaction.atomic
def pause_next(*, by: Actor, at: datetime) -> bool:
    """Pause one live service whose release was withdrawn, and tell those who own it; whether there
    was one. That it is paused says that they were told."""
    rows = Deployment.objects.select_for_update(of=("self",), skip_locked=True)
    rows = rows.filter(state=Deployment.State.LIVE, release__in=TAKEN_BACK)
    row = rows.select_related("release__service").order_by("ref").first()
    if row is None:
        return False
    deployments.pause(deployment=row.ref, by=by, at=at)
    _tell_owners(row, by, at)
    return True


@transaction.atomic
def settle_draft(*, by: Actor, at: datetime) -> bool:
    """Move one application off a withdrawn release, or end it; whether there was one."""
    rows = Draft.objects.select_for_update(of=("self",), skip_locked=True)
    rows = rows.filter(state=Draft.State.OPEN, expires_at__gt=at, release__in=TAKEN_BACK)
    row = rows.select_related("release").order_by("release", "ref").first()
    if row is None:
        return False
    kept = kept_of(row)
    taken = moving.moved(kept, at=at) if _takes_over(kept) else None
    if taken is None:
        _end(row, kept, by, at)
    else:
        _move(row, kept, taken, by, at)
    return True


def _takes_over(kept: Kept) -> bool:
    """Whether the council runs a release that stands."""
    stands = withdrawals.withdrawn(kept.running.plan.release) is None
    return stands and kept.running.state in TAKES_OVER


def _move(row: Draft, kept: Kept, taken: Moved, by: Actor, at: datetime) -> None:
    plan = kept.running.plan
    row.release_id, row.edition_id = plan.release, plan.edition
    row.answers, row.page = dict(taken.sealed), taken.page
    row.revision += 1  # whoever is saving an answer of the old form reads it again
    row.save(update_fields=["release", "edition", "answers", "page", "revision"])
    _say("moved", row, by, at)


def _end(row: Draft, kept: Kept, by: Actor, at: datetime) -> None:
    to = moving.written_to(kept) or sent.last_recipient(about=row.ref)
    encryption.erase(row.ref)
    post.erase_about(about=row.ref, by=by, at=at)
    row.state, row.answers = Draft.State.WITHDRAWN, {}
    row.save(update_fields=["state", "answers"])
    if to:
        _tell_resident(row, kept, to, by, at)
    _say("withdrawn", row, by, at)


def _say(what: str, row: Draft, by: Actor, at: datetime) -> None:
    ids = {"deployment": row.deployment_id, "release": row.release_id}
    events.record(f"services.draft.{what}", subject=row.ref, by=by, at=at, item=None, **ids)


def _tell_owners(row: Deployment, by: Actor, at: datetime) -> None:
    """Where nobody owns it, whoever can name an owner is told."""
    release, service = row.release, row.release.service
    council = row.council_id
    people = network.addresses(council, *OWNERS) or network.addresses(council, "administrator")
    lead = withdrawals.lead_of(service.factory_id)
    page = reverse("services:deployment", args=[council, service.ref])
    taken_on = timezone.localdate(release.withdrawn_at)
    told = {
        "lead": network.names([lead])[lead],
        "version": release.version,
        "title": service.title,
        "date": display_date(taken_on.isoformat(), "en"),
        "why": release.withdrawn_why,
        "link": f"{settings.COMMONWORKS_ADDRESS}{page}",
    }
    for address in people:
        post.queue_email(
            to=address,
            subject=f"Withdrawn: release {release.version} of {service.title}",
            body=TO_OWNERS.format(**told),
            about=row.ref,
            authority=council,
            by=by,
            at=at,
            erase_at=at + LETTERS_LAST,
        )


def _tell_resident(row: Draft, kept: Kept, to: str, by: Actor, at: datetime) -> None:
    running, lang = kept.running, row.language
    on = timezone.localdate(row.release.withdrawn_at).isoformat()
    with translation.override(lang):
        told = {
            "council": running.name,
            "service": running.plan.title(lang),
            "date": display_date(on, lang),
            "next": _next_step(kept),
        }
        post.queue_email(
            to=to,
            subject=_("Your application has ended: %(service)s") % told,
            body=_(TO_RESIDENTS) % told,
            about=row.ref,
            authority=row.authority_id,
            by=by,
            at=at,
            erase_at=at + LETTERS_LAST,
        )


def _next_step(kept: Kept) -> str:
    running = kept.running
    if running.is_live:
        return _("Start again here:") + f"\n{settings.COMMONWORKS_ADDRESS}{running.address}"
    website = network.websites([running.organisation]).get(running.organisation, "")
    ask = _("Ask %(council)s how to apply.") % {"council": running.name}
    return f"{ask}\n{website}" if website else ask
