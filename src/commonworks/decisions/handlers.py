"""What decisions make of what they hear. Only who has not voted is written to, in the transaction
that notes that it was heard."""

from datetime import datetime

from commonworks.decisions.commands import calls
from commonworks.kernel.events import Happened
from commonworks.network.ports import SYSTEM


def proposed(event: Happened) -> None:
    """Many motions are open as they are put; the others are heard of again as they open."""
    if datetime.fromisoformat(event.item["opens"]) <= event.at:
        opened(event)


def opened(event: Happened) -> None:
    calls.call_to_vote(motion=event.subject, by=SYSTEM, at=event.at)


HEARD = {"decisions.motion.proposed": proposed, "decisions.motion.opened": opened}
