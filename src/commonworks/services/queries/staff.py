"""For rooms downstream: of which councils somebody may see more than the public. No SQL."""

from commonworks.network.ports import Actor
from commonworks.services import permissions
from commonworks.services.permissions import Deed


def councils_whose_figures(by: Actor) -> frozenset[str]:
    """The councils whose services' exact figures the actor may see."""
    return frozenset(permissions.organisations(by, Deed.SEE_FIGURES))
