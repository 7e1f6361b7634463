"""What the worker does for signposts. Each round finds by itself what is left to do."""

from datetime import datetime, timedelta

from commonworks.kernel.jobs import Job, register, until_done
from commonworks.network.ports import SYSTEM
from commonworks.signposts import exchanges
from commonworks.signposts.commands import ageing, alerts, freshness, indexing
from commonworks.signposts.queries import matching


def ask_owners(at: datetime) -> bool:
    return until_done(lambda: freshness.ask_next(by=SYSTEM, at=at))


def age_entries(at: datetime) -> bool:
    stale = until_done(lambda: ageing.mark_stale(by=SYSTEM, at=at))
    return until_done(lambda: ageing.archive(by=SYSTEM, at=at)) or stale


def match_news(at: datetime) -> bool:
    return alerts.match_next(by=SYSTEM, at=at)


def send_immediate(at: datetime) -> bool:
    return _send("immediate", at)


def send_daily(at: datetime) -> bool:
    return _send("daily", at)


def send_weekly(at: datetime) -> bool:
    return _send("weekly", at)


def _send(frequency: str, at: datetime) -> bool:
    return until_done(lambda: alerts.send_digests(frequency=frequency, by=SYSTEM, at=at))


def keep_index(at: datetime) -> bool:
    """The file is written outside any transaction: reading every card takes seconds."""
    if matching.behind() < indexing.FAR_BEHIND:
        return False
    indexing.forget_changes(before=matching.rebuild(), by=SYSTEM, at=at)
    return True


def register_all() -> None:
    """Called once, as the house starts."""
    register(Job("signposts.asking", ask_owners, every=timedelta(hours=1)))
    register(Job("signposts.ageing", age_entries, every=timedelta(hours=1)))
    register(Job("signposts.matching", match_news))
    register(Job("signposts.hooks", exchanges.send_next))
    register(Job("signposts.immediate", send_immediate, every=timedelta(minutes=1)))
    register(Job("signposts.daily", send_daily, every=timedelta(minutes=10)))
    register(Job("signposts.weekly", send_weekly, every=timedelta(minutes=10)))
    register(Job("signposts.likeness", keep_index, every=timedelta(minutes=5)))
