"""For rooms downstream: for which councils somebody does what. No SQL."""

from commonworks.network.ports import Actor
from commonworks.services import permissions
from commonworks.services.permissions import Deed


def councils_whose_figures(by: Actor) -> frozenset[str]:
    """The councils whose services' exact figures the actor may see."""
    return frozenset(permissions.organisations(by, Deed.SEE_FIGURES))


def councils_whose_cases(by: Actor) -> frozenset[str]:
    return frozenset(permissions.organisations(by, Deed.SEE_CASES))


def councils_whose_services(by: Actor) -> frozenset[str]:
    """Those whose services the actor may see being prepared."""
    return frozenset(permissions.organisations(by, Deed.PREPARE))
