"""The bodies that decide, as their rooms describe them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from commonworks.decisions import permissions, ports
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


def to_propose(ref: str, *, by: Actor) -> Proposing:
    """The body; one SQL query beside what its room asks. Raises Missing, and NotAllowed for who
    may not put a motion to it."""
    body = ports.body(ref)
    if body is None:
        raise Missing(_("There is no such body. Begin from the page of the factory that decides."))
    permissions.proposing_for(by, body.proposers or body.voters, "")
    names = network.names(body.voters)
    return Proposing(ref, body.name, body.link, tuple(sorted(names.values())))
