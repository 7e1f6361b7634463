"""Take on a service, say how the council runs it, put it live, pause it and end it."""

import re
import secrets
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from commonworks.kernel import encryption, events
from commonworks.kernel.errors import Conflict, Invalid, Missing
from commonworks.network import queries as network
from commonworks.network.ports import Actor
from commonworks.services import permissions, ports
from commonworks.services.models import Account, Deployment, Edition, Evidence, Release, Service
from commonworks.services.permissions import Deed
from commonworks.services.queries import checklists, plans
from commonworks.signposts import commands as signposts
from formwork import Overlay, compose, start_overlay

State = Deployment.State


class AlreadyAdopted(Conflict):
    code = "already-adopted"


class NothingPublished(Conflict):
    code = "no-release"


class EditedMeanwhile(Conflict):
    """Somebody else saved since this edition was opened. Nothing was written."""

    code = "edited-meanwhile"


class NotReady(Invalid):
    """`fields`: each requirement that is not met, and why."""

    status, code = 409, "not-ready"


class NotPossible(Conflict):
    code = "not-possible-now"


@transaction.atomic
def adopt(*, service: str, council: str, by: Actor, at: datetime, release: str = "") -> str:
    """Take on a service for a council, on a release or on the newest. Says the deployment's ref."""
    permissions.check(by, Deed.ADOPT, council)
    if not network.exists(council):
        raise Missing(_("There is no such council today."))
    chosen = _chosen(service, release)
    ref = f"{council}.{service}"
    overlay = start_overlay(plans.released(chosen), council)
    try:
        with transaction.atomic():
            row = Deployment.objects.create(
                ref=ref,
                service_id=service,
                council_id=council,
                release_id=chosen,
                edition=_edition(ref, 1, overlay, by, at),
                adopted_at=at,
            )
    except IntegrityError:  # the database holds that a council runs a service once
        raise AlreadyAdopted(_("The council has taken on this service already.")) from None
    _record("adopted", row, by, at)
    return ref


@transaction.atomic
def save_edition(*, deployment: str, overlay: Overlay, number: int, by: Actor, at: datetime) -> int:
    """Save what a council changes as a new edition, and say its number.

    `number` is that of the edition it was made from: if there is a later one, nothing is written
    and EditedMeanwhile raised. The same content again is no new edition.
    """
    row = _locked(deployment, by, Deed.CONFIGURE)
    if row.state == State.ENDED:
        raise NotPossible(_("This service has ended here. It cannot be changed any more."))
    if row.edition.number != number:
        raise EditedMeanwhile(_("Somebody else has saved this since you opened it."))
    if row.edition.hash == overlay.hash:
        return number
    _check_fits(row, overlay, at)
    row.edition = _edition(deployment, number + 1, overlay, by, at)
    row.save(update_fields=["edition"])
    _record("saved", row, by, at)
    return row.edition.number


@transaction.atomic
def go_live(*, deployment: str, by: Actor, at: datetime) -> None:
    """Open a service to residents. Raises NotReady while anything required is missing."""
    row = _locked(deployment, by, Deed.GO_LIVE)
    if row.state == State.LIVE:
        return
    if row.state == State.PAUSED:
        raise NotPossible(_("This service is paused: resume it."))
    _check_ready(row, at)
    row.live_since = at
    _move(row, State.LIVE, "went_live", by, at)


@transaction.atomic
def pause(*, deployment: str, by: Actor, at: datetime) -> None:
    """Take no new applications for now."""
    _move(_locked(deployment, by, Deed.GO_LIVE), State.PAUSED, "paused", by, at)


@transaction.atomic
def resume(*, deployment: str, by: Actor, at: datetime) -> None:
    """Take applications again. What was required to go live is required again."""
    row = _locked(deployment, by, Deed.GO_LIVE)
    if row.state != State.PAUSED:
        raise NotPossible(_("This service is not paused."))
    _check_ready(row, at)
    _move(row, State.LIVE, "resumed", by, at)


@transaction.atomic
def end(*, deployment: str, by: Actor, at: datetime) -> None:
    """End a service here for good. Cases that are open stay with the council."""
    row = _locked(deployment, by, Deed.GO_LIVE)
    row.ended_at = at
    _move(row, State.ENDED, "ended", by, at)


@transaction.atomic
def record_evidence(
    *, deployment: str, requirement: str, note: str, by: Actor, at: datetime
) -> None:
    """Show that a named requirement of going live is met. Recording it again replaces the note."""
    row = _locked(deployment, by, Deed.GO_LIVE)
    if requirement not in ports.requirements():
        raise Missing(_("There is no such requirement."))
    if not note.strip() or len(note) > 400:
        raise Invalid(_("Say in up to 400 characters what shows that it is met."))
    said = {"note": note, "by": by.ref, "at": at}
    Evidence.objects.update_or_create(deployment=row, requirement=requirement, defaults=said)
    item = {"deployment": deployment, "requirement": requirement, "note": note}
    events.record("services.evidence.recorded", subject=deployment, by=by, at=at, item=item)


@transaction.atomic
def keep_account(
    *, council: str, api_key: str, by: Actor, at: datetime, webhook_secret: str = ""
) -> None:
    """Keep the council's key for its payment provider, sealed. It is never shown again."""
    permissions.check(by, Deed.KEEP_ACCOUNT, council)
    if not network.exists(council):
        raise Missing(_("There is no such council today."))
    _check_key(api_key)
    subject = f"account.{council}"
    encryption.erase(subject)
    seal = encryption.new_seal(subject=subject, authority=council, at=at)
    said = {
        "api_key": seal.seal("api_key", api_key),
        "webhook_secret": seal.seal("webhook_secret", webhook_secret),
        "saved_at": at,
    }
    Account.objects.update_or_create(council_id=council, defaults=said)
    events.record("services.account.kept", subject=subject, by=by, at=at)


def _check_key(api_key: str) -> None:
    if not re.fullmatch(r"[!-~]{10,200}", api_key):
        said = _("Enter the API key as GOV.UK Pay shows it, such as api_test_ and what follows.")
        raise Invalid(said, {"api_key": said})


def _chosen(service: str, release: str) -> str:
    rows = Release.objects.filter(service=service, state=Release.State.PUBLISHED)
    if release:
        rows = rows.filter(hash=release)
    found = rows.order_by("-published_at", "-version").values_list("hash", flat=True).first()
    if found is None:
        if not Service.objects.filter(ref=service).exists():
            raise Missing(_("There is no such service."))
        raise NothingPublished(_("This service has no such release that can be taken on."))
    return found


def _edition(ref: str, number: int, overlay: Overlay, by: Actor, at: datetime) -> Edition:
    return Edition.objects.create(
        ref=f"e-{secrets.token_hex(10)}",
        deployment_ref=ref,
        number=number,
        body=overlay.to_bytes().decode(),
        hash=overlay.hash,
        saved_at=at,
        saved_by=by.ref,
    )


def _check_fits(row: Deployment, overlay: Overlay, at: datetime) -> None:
    """Refuses what the definition does not open, and what would break a service that is live."""
    composed = compose(plans.released(row.release_id), [overlay])
    problems = list(composed.problems)
    if overlay.owner != row.council_id:
        raise Invalid(_("These changes were made for another council."))
    if row.state == State.LIVE:
        problems += composed.still_missing(localdate(at))
    if problems:
        found = {problem.where: problem.message for problem in problems}
        raise Invalid(_("Nothing was saved. Put these right first."), found)


def _check_ready(row: Deployment, at: datetime) -> None:
    unmet = [r for r in checklists.checklist(row.ref, on=localdate(at)) if not r.met]
    if unmet:
        found = {r.id: " ".join(r.faults) for r in unmet}
        raise NotReady(_("This service cannot go live yet."), found)


def _move(row: Deployment, state: str, verb: str, by: Actor, at: datetime) -> None:
    if state not in Deployment.NEXT[State(row.state)]:
        raise NotPossible(
            _("This is not possible for a service whose state is: %(state)s.")
            % {"state": _(row.get_state_display())}
        )
    row.state = state
    row.save(update_fields=["state", "live_since", "ended_at"])
    _record(verb, row, by, at)
    _put_card(row, by, at)


def _record(verb: str, row: Deployment, by: Actor, at: datetime) -> None:
    item = {
        "deployment": row.ref,
        "service": row.service_id,
        "council": row.council_id,
        "release": row.release_id,
        "edition": row.edition.hash,
        "state": str(row.state),
    }
    events.record(f"services.deployment.{verb}", subject=row.ref, by=by, at=at, item=item)


def _put_card(row: Deployment, by: Actor, at: datetime) -> None:
    """Residents find a service of their council while it takes applications."""
    if row.state != State.LIVE:
        signposts.take_down(ref=f"deployment.{row.ref}", by=by, at=at)
        return
    running = plans.live_plan(row.ref)
    signposts.put_card(
        ref=f"deployment.{row.ref}",
        kind="deployment",
        title=f"{running.plan.title()}: {running.short_name}",
        also=running.plan.title("cy") if "cy" in running.plan.languages else "",
        text=running.plan.words("en").plain("definition", "summary"),
        link=running.address,
        authority=row.council_id,
        service_code=row.service.service_code,
        state=row.state,
        by=by,
        at=at,
    )


def _locked(deployment: str, by: Actor, deed: Deed) -> Deployment:
    """Another council's deployment is as good as none for whoever may not see it."""
    rows = Deployment.objects.select_for_update(of=("self",)).select_related("edition", "service")
    row = rows.filter(ref=deployment).first()
    if row is None:
        raise Missing(_("There is no such service of this council."))
    permissions.check(by, deed, row.council_id)
    return row
