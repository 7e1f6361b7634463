"""What the worker does for services beside delivering their events."""

from datetime import datetime, timedelta

from django.utils import timezone

from commonworks.kernel.jobs import Job, register, until_done
from commonworks.network.ports import SYSTEM
from commonworks.services import exchanges
from commonworks.services.commands import retention, withdrawals


def expire_drafts(at: datetime) -> bool:
    return until_done(lambda: retention.expire_drafts(by=SYSTEM, at=at))


def settle_withdrawn(at: datetime) -> bool:
    """Do what follows from a release that was withdrawn: councils first, so that nobody begins
    anew what is about to end."""
    paused = until_done(lambda: withdrawals.pause_next(by=SYSTEM, at=at))
    return until_done(lambda: withdrawals.settle_draft(by=SYSTEM, at=at)) or paused


def erase_unpaid(at: datetime) -> bool:
    return until_done(lambda: retention.erase_unpaid(by=SYSTEM, at=at))


def erase_cases(at: datetime) -> bool:
    today = timezone.localdate(at)
    return until_done(lambda: retention.erase_cases(today=today, by=SYSTEM, at=at))


def register_all() -> None:
    """Called once, as the house starts."""
    register(Job("services.payments", exchanges.check_next_payment))
    register(Job("services.drafts", expire_drafts, every=timedelta(minutes=5)))
    register(Job("services.withdrawn", settle_withdrawn, every=timedelta(minutes=1)))
    register(Job("services.unpaid", erase_unpaid, every=timedelta(hours=1)))
    register(Job("services.retention", erase_cases, every=timedelta(hours=1)))
