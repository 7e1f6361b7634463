"""Queue messages, and write down what became of them."""

import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from commonworks.kernel import encryption, events
from commonworks.kernel.events import Doer
from commonworks.post.models import ERASED, Message
from commonworks.post.ports import Letter

WAITING = Q(state=Message.State.WAITING)
NETWORK = "network"  # the authority of messages that belong to no council


@transaction.atomic
def queue_email(
    *,
    to: str,
    subject: str,
    body: str,
    about: str,
    authority: str = NETWORK,
    unsubscribe: str = "",
    by: Doer,
    at: datetime,
) -> str:
    """Have an email sent as soon as this transaction is done; answers its ref.

    `about` is an opaque ref of what it concerns. `authority` is whose key seals it. `unsubscribe`
    is the address, if any, at which one POST ends such mail.
    """
    return _queue("email", to, subject, body, about, authority, by, at, unsubscribe)


@transaction.atomic
def queue_text(
    *, to: str, body: str, about: str, authority: str = NETWORK, by: Doer, at: datetime
) -> str:
    """Have a text message sent as soon as this transaction is done; answers its ref."""
    return _queue("text", to, "", body, about, authority, by, at)


def _queue(
    channel: str,
    to: str,
    subject: str,
    body: str,
    about: str,
    authority: str,
    by: Doer,
    at: datetime,
    unsubscribe: str = "",
) -> str:
    ref = f"M-{secrets.token_hex(8)}"
    seal = encryption.new_seal(subject=ref, authority=authority, at=at)
    Message.objects.create(
        ref=ref,
        authority=authority,
        about=about,
        channel=channel,
        recipient=seal.seal("recipient", to),
        subject=seal.seal("subject", subject),
        body=seal.seal("body", body),
        unsubscribe=seal.seal("unsubscribe", unsubscribe) if unsubscribe else b"",
        queued_at=at,
        due=at,
    )
    events.record("post.message.queued", subject=ref, by=by, at=at, about=about)
    return ref


@transaction.atomic
def take_letter(*, by: Doer, at: datetime) -> Letter | None:
    """Lease the next message that is due, and open it for the moment of sending."""
    if (message := Message.take(at=at, where=WAITING)) is None:
        return None
    seal = encryption.seal_of(message.ref)
    return Letter(
        message.ref,
        message.attempts,
        message.channel,
        seal.open("recipient", message.recipient),
        seal.open("subject", message.subject),
        seal.open("body", message.body),
        seal.open("unsubscribe", message.unsubscribe) if message.unsubscribe else "",
    )


@transaction.atomic
def record_sent(*, letter: Letter, provider_ref: str, by: Doer, at: datetime) -> None:
    """The carrier took it. A worker whose lease another has taken over settles nothing."""
    sent = {"state": "sent", "sent_at": at, "provider_ref": provider_ref[:80]}
    if _held(letter).update(**sent, lease_until=None, error_code=""):
        events.record("post.message.sent", subject=letter.ref, by=by, at=at)


@transaction.atomic
def record_refused(*, letter: Letter, code: str, by: Doer, at: datetime) -> None:
    """The carrier will never take it: it is shown to the people who sent it."""
    if _held(letter).update(state="failed", error_code=code[:40], lease_until=None):
        events.record("post.message.failed", subject=letter.ref, by=by, at=at, code=code[:40])


@transaction.atomic
def erase_about(*, about: str, by: Doer, at: datetime) -> None:
    """Destroy what messages about a thing said, and to whom; whether and when they were sent
    stays. What was still waiting is never sent: it could not be read any more."""
    rows = Message.objects.filter(about=about)
    refs = list(rows.select_for_update().values_list("ref", flat=True))
    for ref in refs:
        encryption.erase(ref)
    rows.filter(WAITING).update(state="failed", error_code=ERASED, lease_until=None)
    if refs:
        events.record("post.messages.erased", subject=about, by=by, at=at)


@transaction.atomic
def postpone(*, letter: Letter, error: Exception, by: Doer, at: datetime) -> None:
    """The carrier did not answer: try again later."""
    if message := _held(letter).first():
        message.postpone(error, at=at)


def _held(letter: Letter) -> QuerySet[Message]:
    return Message.objects.filter(WAITING, ref=letter.ref, attempts=letter.attempt)
