"""What the worker does for needs beside delivering their events."""

from datetime import datetime, timedelta

from commonworks.kernel.jobs import Job, register, until_done
from commonworks.needs.commands import drafts
from commonworks.network.ports import SYSTEM


def forget_drafts(at: datetime) -> bool:
    return until_done(lambda: drafts.forget(by=SYSTEM, at=at))


def register_all() -> None:
    """Called once, as the house starts."""
    register(Job("needs.drafts", forget_drafts, every=timedelta(hours=1)))
