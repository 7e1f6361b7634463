"""What was sent, and what could not be."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from commonworks.kernel import encryption
from commonworks.kernel.errors import Gone
from commonworks.post.models import ERASED, Message


@dataclass(frozen=True, slots=True)
class Sending:
    """How a message fared; not what it says."""

    ref: str
    channel: str
    state: str
    queued_at: datetime
    sent_at: datetime | None
    error_code: str


def sendings_about(about: str) -> list[Sending]:
    """Messages about one thing, in order. One SQL query."""
    fields = ("ref", "channel", "state", "queued_at", "sent_at", "error_code")
    rows = Message.objects.filter(about=about).order_by("queued_at", "ref").values_list(*fields)
    return [Sending(*row) for row in rows]


def last_recipient(*, about: str) -> str:
    """Where the last message about a thing was sent to, for the house to write there once more: ""
    where there is none, or it was erased. Two SQL queries."""
    row = Message.objects.filter(about=about).order_by("-queued_at", "-ref").first()
    try:
        return encryption.seal_of(row.ref).open("recipient", row.recipient) if row else ""
    except Gone:
        return ""


def erased_among(refs: Collection[str]) -> set[str]:
    """Those of these messages that may be read no more. Two SQL queries."""
    known = set(Message.objects.filter(ref__in=refs).values_list("ref", flat=True))
    return known - encryption.readable(known)


def undelivered() -> int:
    """Messages that failed, or wait past all patience. One SQL query."""
    stuck = Message.objects.filter(state=Message.State.WAITING) & Message.objects.filter(
        Message.given_up()
    )
    failed = Message.objects.filter(state=Message.State.FAILED).exclude(error_code=ERASED)
    return (stuck | failed).count()
