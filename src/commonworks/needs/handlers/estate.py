"""What an answer about freshness does to an entry of the estate. Safe to hear twice."""

from datetime import date

from commonworks.kernel.events import Happened
from commonworks.needs.commands import systems
from commonworks.network.ports import SYSTEM

KIND = "system."


def system_answered(event: Happened) -> None:
    """Somebody who was asked said that an entry is still true, has changed, or is over."""
    if (ref := _system(event)) is None:
        return
    if event.said["answer"] == "over":
        systems.retire_system(ref=ref, keep_card=True, by=SYSTEM, at=event.at)
    else:  # "changed" leads to the form; until it is sent, what stands there is what is known
        until = date.fromisoformat(event.said["until"])
        systems.confirm_system(ref=ref, until=until, by=SYSTEM, at=event.at)


def system_went_stale(event: Happened) -> None:
    if (ref := _system(event)) is not None:
        systems.mark_stale(ref=ref, by=SYSTEM, at=event.at)


def system_archived(event: Happened) -> None:
    if (ref := _system(event)) is not None:
        systems.archive_system(ref=ref, by=SYSTEM, at=event.at)


def _system(event: Happened) -> str | None:
    """Its ref, if the event is about a system."""
    return event.subject.removeprefix(KIND) if event.subject.startswith(KIND) else None
