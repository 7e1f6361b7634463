"""Send an application in: once, whatever browsers, tabs and networks repeat."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonworks.kernel import encryption, events
from commonworks.kernel.errors import Conflict, Missing
from commonworks.network.ports import Actor
from commonworks.services.commands import cases, payments
from commonworks.services.commands.drafts import DraftEnded, NotOpen
from commonworks.services.models import Draft
from commonworks.services.models import Submission as Sent
from commonworks.services.queries.drafts import OpenDraft, kept_of, opened
from formwork import NoPrice, NotComplete, Quote, submit


class NotFinished(Conflict):
    code, title = "application-not-finished", gettext_noop("You have not answered every question")


class PriceChanged(Conflict):
    code, title = "price-changed", gettext_noop("The price has changed")


@dataclass(frozen=True, slots=True)
class Submitted:
    """What was sent: its opaque ref, and what there is to pay for it."""

    ref: str
    pence: int


@transaction.atomic
def submit_draft(
    *, draft: str, language: str, agreed_pence: int, by: Actor, at: datetime
) -> Submitted:
    """Freeze a complete application; one that costs nothing becomes a case at once.

    Sending it again answers what was sent the first time. `agreed_pence` is the total that the
    applicant was shown. Raises NotFinished, PriceChanged, NotOpen, DraftEnded.
    """
    row = Draft.objects.select_for_update().filter(ref=draft).first()
    if row is None:
        raise Missing(_("There is no such application."))
    if row.state == Draft.State.SUBMITTED:
        return Submitted(row.submission.ref, row.submission.pence)
    if row.state != Draft.State.OPEN or at >= row.expires_at:
        raise DraftEnded(_("This application has ended."))
    found = opened(kept_of(row), at=at)
    _check(found, agreed_pence)
    sent = _freeze(row, found, language, by, at)
    _close(row, language, at)
    _say(row, sent, by, at)
    if sent.pence == 0:
        cases.open_case(submission=sent.ref, by=by, at=at)
    return Submitted(sent.ref, sent.pence)


def _check(found: OpenDraft, agreed_pence: int) -> None:
    if not found.running.is_live:
        raise NotOpen(_("You cannot apply at the moment. Your answers are kept."))
    if found.elsewhere or not found.path.complete:
        raise NotFinished(_("Go back and answer the questions that are left."))
    if _price(found).total_pence != agreed_pence:
        raise PriceChanged(_("Go back to check your answers and see the price as it is now."))


def _price(found: OpenDraft) -> Quote:
    try:
        return found.price()
    except NoPrice:
        raise NotOpen(
            _("The council has not said what this costs now. Your answers are kept: try later.")
        ) from None


def _freeze(row: Draft, found: OpenDraft, language: str, by: Actor, at: datetime) -> Sent:
    price = _price(found)
    try:
        frozen = submit(
            found.plan.composed,
            found.answers.given,
            found.answers.facts,
            words=found.plan.words(language),
            today=timezone.localdate(at),
            quote=price if found.plan.costs_money else None,
        )
    except NotComplete:
        raise NotFinished(_("Go back and answer the questions that are left.")) from None
    ref = f"S-{secrets.token_hex(10)}"
    seal = encryption.new_seal(subject=ref, authority=row.authority_id, at=at)
    body = seal.seal("body", frozen.data.decode())
    sent = Sent.objects.create(
        ref=ref,
        authority_id=row.authority_id,
        draft=row,
        deployment_id=row.deployment_id,
        body=body,
        # Of the sealed bytes: what was written could be guessed from a hash of itself.
        sha256=hashlib.sha256(body).hexdigest(),
        pence=price.total_pence,
        submitted_at=at,
    )
    if sent.pence:
        payments.open_quote(submission=ref, by=by, at=at)
    return sent


def _close(row: Draft, language: str, at: datetime) -> None:
    """The draft stays, so that its browser finds what was sent; its answers do not."""
    encryption.erase(row.ref)
    row.state, row.answers, row.language, row.touched_at = Draft.State.SUBMITTED, {}, language, at
    row.save(update_fields=["state", "answers", "language", "touched_at"])


def _say(row: Draft, sent: Sent, by: Actor, at: datetime) -> None:
    seconds = int((at - row.started_at).total_seconds())
    events.record(
        "services.draft.submitted",
        subject=sent.ref,
        by=by,
        at=at,
        deployment=row.deployment_id,
        seconds=str(seconds),
    )
