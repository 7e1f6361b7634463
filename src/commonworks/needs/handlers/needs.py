"""What an answer about freshness, or the silence, does to a need."""

from datetime import date

from commonworks.kernel.events import Happened
from commonworks.needs.commands import stages
from commonworks.network.ports import SYSTEM

KIND = "need."


def need_answered(event: Happened) -> None:
    """Its owner said that a need is still true, has changed, or is over."""
    if not event.subject.startswith(KIND):
        return
    need = event.subject.removeprefix(KIND)
    if event.said["answer"] == "over":
        stages.archive(need=need, over=True, by=SYSTEM, at=event.at)
    else:  # "changed" leads to the form; until it is sent, what stands there is what is known
        until = date.fromisoformat(event.said["until"])
        stages.confirm(need=need, until=until, by=SYSTEM, at=event.at)


def need_archived(event: Happened) -> None:
    if event.subject.startswith(KIND):
        stages.archive(need=event.subject.removeprefix(KIND), by=SYSTEM, at=event.at)
