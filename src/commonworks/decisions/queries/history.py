"""What has happened to a motion, step by step, from the events that its commands recorded."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonworks.kernel import events
from commonworks.network import queries as network

TITLES = {
    "decisions.motion.proposed": gettext_noop("Motion put"),
    "decisions.motion.opened": gettext_noop("Voting opened"),
    "decisions.ballot.cast": gettext_noop("Vote received"),
    "decisions.ballot.taken-back": gettext_noop("Vote taken back"),
    "decisions.seat.struck": gettext_noop("Vote struck"),
    "decisions.seat.inherited": gettext_noop("Seat passed to a successor"),
    "decisions.motion.withdrawn": gettext_noop("Motion withdrawn"),
    "decisions.motion.ended": gettext_noop("Ended without a result"),
    "decisions.motion.decided": gettext_noop("Votes counted"),
}
CHANGED = gettext_noop("Vote changed")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened. `by` names the organisation it is about, never a person."""

    title: str
    when: datetime
    by: str
    text: str = ""


def history(motion: str) -> list[Step]:
    """In order. Two SQL queries."""
    happened = [each for each in events.about([motion]) if each.name in TITLES]
    names = network.names(each.ids.get("authority", "") for each in happened)
    voted: set[str] = set()
    steps = []
    for each in happened:
        who = each.ids.get("authority", "")
        again = each.name == "decisions.ballot.cast" and who in voted
        title = CHANGED if again else TITLES[each.name]
        steps.append(Step(_(title), each.at, names.get(who, "")))
        if each.name.startswith("decisions.ballot"):
            (voted.add if each.name.endswith("cast") else voted.discard)(who)
    return steps
