"""What the demonstration needs from outside: the messages that were sent, and a fresh start."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SentMessage:
    """An email or a text as its reader sees it. `via` says what carried it."""

    ref: str
    channel: str  # "email" or "text"
    recipient: str
    subject: str
    body: str
    at: datetime
    via: str


Outbox = Callable[[int], Sequence[SentMessage]]  # so many at most, the newest first
Reset = Callable[[], None]

_outbox: list[Outbox] = []
_reset: list[Reset] = []


def provide_outbox(outbox: Outbox) -> None:
    """Say where sent messages can be read: called once, as the house starts."""
    _outbox[:] = [outbox]


def provide_reset(reset: Reset) -> None:
    """Say how the demonstration begins afresh: called once, as the house starts."""
    _reset[:] = [reset]


def outbox(most: int) -> Sequence[SentMessage]:
    return _outbox[0](most) if _outbox else ()


def can_reset() -> bool:
    return bool(_reset)


def reset() -> None:
    """Begin the demonstration afresh. Whoever was signed in no longer is."""
    _reset[0]()
