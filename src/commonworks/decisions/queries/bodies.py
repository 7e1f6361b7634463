"""The bodies that decide, as their rooms describe them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from commonworks.decisions import permissions, ports
from commonworks.decisions.queries import MotionPage
from commonworks.kernel.errors import Missing
from commonworks.network import queries as network
from commonworks.network.ports import Actor


@dataclass(frozen=True, slots=True)
class Proposing:
    """A body to which the asker may put a motion, and the names of those who would vote."""

    ref: str
    name: str
    link: str
    voters: tuple[str, ...]
    about: str
    settles: ports.Settled | None


def to_propose(ref: str, *, about: str = "", by: Actor) -> Proposing:
    """The body, and what a motion `about` something settles in it, if its room knows that; one SQL
    query beside what its room asks. Raises Missing, and NotAllowed for who
    may not put a motion to it."""
    body = ports.body(ref)
    if body is None:
        raise Missing(_("There is no such body. Begin from the page of the factory that decides."))
    ports.check_decides(body)
    permissions.proposing_for(by, body.proposers or body.voters, "")
    names = network.names(body.voters)
    settles = ports.settled(ref, about)
    if settles and settles.has_own_form:
        settles = None
    voters = tuple(sorted(names.values()))
    return Proposing(ref, body.name, body.link, voters, about if settles else "", settles)


def settled(motion: MotionPage) -> ports.Settled | None:
    """What a motion answers, as its body's room has it. Two SQL queries at most."""
    return ports.settled(motion.body, motion.answers)
