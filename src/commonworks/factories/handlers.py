"""What factories make of what they hear. Safe to hear twice."""

from datetime import date

from commonworks.factories.commands import calls, freshness, terms
from commonworks.kernel.events import Happened
from commonworks.network.ports import SYSTEM

KIND = "factory."


def answered(event: Happened) -> None:
    """Its owner said that a factory is still true, has changed, or is over."""
    if (ref := _factory(event)) is None:
        return
    if event.said["answer"] == "over":
        freshness.note_over(factory=ref, by=SYSTEM, at=event.at)
    else:  # "changed" leads to the page; until something is said there, it stands as it is
        until = date.fromisoformat(event.said["until"])
        freshness.confirm(factory=ref, until=until, by=SYSTEM, at=event.at)


def went_stale(event: Happened) -> None:
    if (ref := _factory(event)) is not None:
        freshness.mark_stale(factory=ref, by=SYSTEM, at=event.at)


def archived(event: Happened) -> None:
    if (ref := _factory(event)) is not None:
        freshness.archive(factory=ref, by=SYSTEM, at=event.at)


def decided(event: Happened) -> None:
    """Of a motion that elects the convener, the role follows."""
    terms.note_result(motion=event.subject, by=SYSTEM, at=event.at)


def agreement_offered(event: Happened) -> None:
    calls.call_to_sign(factory=event.subject, number=event.item["number"], by=SYSTEM, at=event.at)


def plan_offered(event: Happened) -> None:
    calls.call_to_commit(factory=event.subject, number=event.item["plan"], by=SYSTEM, at=event.at)


def _factory(event: Happened) -> str | None:
    """Its ref, if the event is about a factory."""
    return event.subject.removeprefix(KIND) if event.subject.startswith(KIND) else None


HEARD = {
    "decisions.motion.decided": decided,
    "factories.agreement.offered": agreement_offered,
    "factories.plan.offered": plan_offered,
    "signposts.entry.confirmed": answered,
    "signposts.entry.stale": went_stale,
    "signposts.entry.archived": archived,
}
