"""Who may see how the house itself is running."""

from django.utils.translation import gettext as _

from commonworks.kernel.errors import NotAllowed
from commonworks.network.ports import Actor


def check_runs_the_house(by: Actor) -> None:
    if not by.is_steward:
        raise NotAllowed(_("Only a steward of the network can see how the site is running."))
