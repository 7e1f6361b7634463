"""Who may do what with a council's estate: one table, read by commands and queries alike."""

from enum import StrEnum

from commonworks.kernel.errors import NotAllowed
from commonworks.network.ports import SYSTEM, Actor


class Deed(StrEnum):
    KEEP_ESTATE = "change what this council says of the systems it runs"
    SEE_COSTS = "see what this council's systems cost"
    ANSWER = "answer for this supplier"
    MODERATE_ANSWERS = "take down what a supplier answered"
    MATCH_SUPPLIERS = "say which supplier a name stands for"


KEEPERS = frozenset(
    {"lead", "deputy", "administrator", "procurement-officer", "service-owner", "data-officer"}
)
# For each deed: the roles that may do it for their own organisation, whether a steward of the
# network may do it for any, and whether the house itself may. Costs are the council's alone.
MAY: dict[Deed, tuple[frozenset[str], bool, bool]] = {
    Deed.KEEP_ESTATE: (KEEPERS, False, True),
    Deed.SEE_COSTS: (KEEPERS | {"finance"}, False, False),
    Deed.ANSWER: (frozenset({"supplier"}), False, False),
    Deed.MODERATE_ANSWERS: (frozenset(), True, True),
    Deed.MATCH_SUPPLIERS: (frozenset(), True, True),
}


def may(actor: Actor, deed: Deed, organisation: str = "") -> bool:
    roles, steward, house = MAY[deed]
    if actor == SYSTEM:
        return house
    return (steward and actor.is_steward) or actor.has(*roles, organisation=organisation)


def check(actor: Actor, deed: Deed, organisation: str = "") -> None:
    if not may(actor, deed, organisation):
        raise NotAllowed(f"You cannot {deed.value}. Ask {_who_may(deed)}.")


def organisations(actor: Actor, deed: Deed) -> list[str]:
    """Those for which the actor may do this, in order."""
    return sorted(each for each in actor.organisations if may(actor, deed, each))


def _who_may(deed: Deed) -> str:
    roles, steward, _ = MAY[deed]
    people = [f"its {role.replace('-', ' ')}" for role in sorted(roles)]
    *rest, last = people + ["a steward of the network"] * steward
    return f"{', '.join(rest)} or {last}" if rest else last
