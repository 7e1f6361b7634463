"""What the worker does for motions: open and close each at its time."""

from datetime import datetime

from commonworks.decisions.commands import closing
from commonworks.decisions.queries import due
from commonworks.kernel.jobs import Job, register
from commonworks.network.ports import SYSTEM


def open_next(at: datetime) -> bool:
    if ref := due.to_open(at):
        closing.open_voting(motion=ref, by=SYSTEM, at=at)
    return bool(ref)


def close_next(at: datetime) -> bool:
    """Safe to repeat and to kill: what is not committed is found again in the next round."""
    if ref := due.to_close(at - closing.GRACE):
        closing.close(motion=ref, by=SYSTEM, at=at)
    return bool(ref)


def register_all() -> None:
    """Called once, as the house starts."""
    register(Job("decisions.opening", open_next))
    register(Job("decisions.closing", close_next))
