"""What the worker does for needs beside delivering their events."""

from datetime import datetime, timedelta

from commonworks.kernel.jobs import Job, register
from commonworks.needs.commands import drafts
from commonworks.network.ports import SYSTEM


def forget_drafts(at: datetime) -> bool:
    """A batch a transaction, so that others can write between two; whether there were any."""
    some = False
    while drafts.forget(by=SYSTEM, at=at):
        some = True
    return some


def register_all() -> None:
    """Called once, as the house starts."""
    register(Job("needs.drafts", forget_drafts, every=timedelta(hours=1)))
