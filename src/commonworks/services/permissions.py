"""Who may do what with services: one table, read by commands and queries alike."""

from collections.abc import Iterable
from enum import StrEnum

from commonworks.kernel.errors import NotAllowed
from commonworks.network.ports import SYSTEM, Actor

RESIDENT = Actor("resident")  # whoever applies; known by a cookie, never by a ref


class Deed(StrEnum):
    PUBLISH = "publish a service for this factory"
    WITHDRAW = "withdraw a release of this factory"
    ADOPT = "take on a service for this council"
    CONFIGURE = "change how this council runs its services"
    GO_LIVE = "put a service live, pause it or end it"
    KEEP_ACCOUNT = "change where payments to this council go"
    PREPARE = "see how this council's services are being prepared"
    SEE_FIGURES = "see the exact figures of this council's services"
    SEE_CASES = "see this council's cases"
    WORK_CASES = "work on this council's cases"
    SEE_PAYMENTS = "see payments to this council"


OWNERS = frozenset({"service-owner", "lead"})
PREPARERS = OWNERS | {"administrator", "finance"}
STAFF = OWNERS | {"administrator", "caseworker"}

# For each deed: the roles that may do it for their own organisation, and whether the house itself
# (set-up and the command line) may. Nobody may see another council's cases, not even the house.
MAY: dict[Deed, tuple[frozenset[str], bool]] = {
    Deed.PUBLISH: (OWNERS, True),
    Deed.WITHDRAW: (OWNERS, True),
    Deed.ADOPT: (OWNERS | {"administrator"}, True),
    Deed.CONFIGURE: (frozenset({"service-owner"}), True),
    Deed.GO_LIVE: (OWNERS, True),
    Deed.KEEP_ACCOUNT: (frozenset({"service-owner", "finance"}), True),
    Deed.PREPARE: (PREPARERS, True),
    Deed.SEE_FIGURES: (STAFF | {"deputy", "finance", "data-officer"}, False),
    Deed.SEE_CASES: (STAFF, False),
    Deed.WORK_CASES: (STAFF - {"administrator"}, False),
    Deed.SEE_PAYMENTS: (frozenset({"finance", "service-owner"}), False),
}


def may(actor: Actor, deed: Deed, organisation: str) -> bool:
    roles, house = MAY[deed]
    return (house and actor == SYSTEM) or actor.has(*roles, organisation=organisation)


def check(actor: Actor, deed: Deed, organisation: str) -> None:
    if not may(actor, deed, organisation):
        raise NotAllowed(f"You cannot {deed.value}. Ask {_who_may(deed)}.")


def check_any(actor: Actor, deed: Deed, organisations: Iterable[str]) -> None:
    """For what an actor may do on behalf of any one of several organisations."""
    if not any(may(actor, deed, each) for each in organisations):
        raise NotAllowed(f"You cannot {deed.value}. Ask {_who_may(deed)} of one of its members.")


def organisations(actor: Actor, deed: Deed) -> list[str]:
    """Those for which the actor may do this, in order."""
    return sorted(each for each in actor.organisations if may(actor, deed, each))


def _who_may(deed: Deed) -> str:
    names = sorted(role.replace("-", " ") for role in MAY[deed][0])
    said = [f"{'an' if name[0] in 'aeiou' else 'a'} {name}" for name in names]
    return " or ".join(said)
