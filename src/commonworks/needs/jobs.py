"""What the worker does for needs beside delivering their events."""

from datetime import datetime, timedelta

from commonworks.kernel.jobs import Job, register, until_done
from commonworks.needs.commands import drafts, telling
from commonworks.network.ports import SYSTEM


def forget_drafts(at: datetime) -> bool:
    return until_done(lambda: drafts.forget(by=SYSTEM, at=at))


def hang_missing_cards(at: datetime) -> bool:
    """Through all needs once, a batch at a time."""
    last = telling.hang_missing(by=SYSTEM, at=at)
    some = bool(last)
    while last:
        last = telling.hang_missing(after=last, by=SYSTEM, at=at)
    return some


def register_all() -> None:
    """Called once, as the house starts."""
    register(Job("needs.drafts", forget_drafts, every=timedelta(hours=1)))
    register(Job("needs.cards", hang_missing_cards, every=timedelta(days=1)))
