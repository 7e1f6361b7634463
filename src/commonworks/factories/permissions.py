"""Who may do what in a factory: one table, read by commands and queries alike."""

from collections.abc import Iterable
from enum import StrEnum

from commonworks.kernel.errors import NotAllowed
from commonworks.network.ports import BODY, SYSTEM, Actor


class Deed(StrEnum):
    SPEAK = "speak for this organisation"
    BIND = "sign or commit for this organisation"
    RUN = "run this factory"
    ASSESS = "score options for this organisation"
    TAKE_PART = "take part in this factory’s work"
    MODERATE = "hide what others wrote"


SPEAKERS = frozenset({"lead", "deputy", "administrator"})
ASSESSORS = frozenset(
    {
        *("lead", "deputy", "member", "service-owner", "assessor", "finance"),
        *("data-officer", "asset-manager", "procurement-officer"),
    }
)
ANYONE = ASSESSORS | {"administrator", "caseworker", "moderator", "councillor", "partner"}

# For each deed: the roles that may do it for their own organisation, and whether the house itself
# (set-up and the command line) may. A signature is always a person's of that organisation.
MAY: dict[Deed, tuple[frozenset[str], bool]] = {
    Deed.SPEAK: (SPEAKERS, True),
    Deed.BIND: (frozenset({"lead", "deputy"}), False),
    Deed.RUN: (SPEAKERS | {"service-owner"}, True),
    Deed.ASSESS: (ASSESSORS, False),
    Deed.TAKE_PART: (ANYONE | {"supplier"}, True),
    Deed.MODERATE: (frozenset({"moderator", "lead", "deputy"}), True),
}


def may(actor: Actor, deed: Deed, organisation: str) -> bool:
    roles, house = MAY[deed]
    return (house and actor == SYSTEM) or actor.has(*roles, organisation=organisation)


def check(actor: Actor, deed: Deed, organisation: str) -> None:
    if not may(actor, deed, organisation):
        raise NotAllowed(f"You cannot {deed.value}. Ask {_who_may(deed)} there.")


def check_any(actor: Actor, deed: Deed, organisations: Iterable[str]) -> None:
    """For what an actor may do on behalf of any one of several organisations."""
    if not any(may(actor, deed, each) for each in organisations):
        raise NotAllowed(f"You cannot {deed.value}. Ask {_who_may(deed)} of one of its members.")


def check_proposes(actor: Actor, proposers: Iterable[str]) -> None:
    """Whoever may sign for one of the members that put motions in this factory."""
    named = [*proposers]
    if not any(may(actor, Deed.BIND, each) for each in named):
        whose = "its lead authority" if len(named) == 1 else "one of its members"
        raise NotAllowed(
            f"You cannot put a motion in this factory. Ask {_who_may(Deed.BIND)} of {whose}."
        )


def may_found(actor: Actor) -> bool:
    """Whether there is an organisation that the actor could make the lead of a new factory."""
    return bool(organisations(actor, Deed.SPEAK))


def check_speaks(actor: Actor, what: str) -> None:
    """For what somebody does in the name of any organisation of theirs."""
    if not may_found(actor):
        raise NotAllowed(
            f"You cannot {what}: that is done in the name of an organisation. Ask"
            f" {_who_may(Deed.SPEAK)} of yours."
        )


def organisations(actor: Actor, deed: Deed) -> list[str]:
    """Those for which the actor may do this, in order."""
    return sorted(each for each in actor.organisations if may(actor, deed, each))


def _who_may(deed: Deed) -> str:
    names = sorted(role.replace("-", " ") for role in MAY[deed][0])
    if len(names) > 4:
        return "somebody who works"
    said = [f"{'an' if name[0] in 'aeiou' else 'a'} {name}" for name in names]
    return " or ".join(filter(None, (", ".join(said[:-1]), said[-1])))


def convenes(actor: Actor) -> bool:
    """Whether the actor is a convener of the network. A convener binds no council."""
    return actor == SYSTEM or actor.has("convener", organisation=BODY)


def check_convenes(actor: Actor) -> None:
    if not convenes(actor):
        raise NotAllowed("Only a convener of the network can do this.")


def check_reorganises(actor: Actor) -> None:
    """Councils are merged by law; a steward of the network carries it out here."""
    if not (actor == SYSTEM or actor.is_steward):
        raise NotAllowed("Only a steward of the network hands things over to a successor.")
