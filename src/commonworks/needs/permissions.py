"""Who may say what in a council's name: one table, read by commands and pages alike.

A need is public and stands in the council's name, so being a member is not enough: whoever joined
by an email address alone may read, follow and propose one to a colleague who answers for something.
"""

from enum import StrEnum

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonworks.kernel.errors import NotAllowed
from commonworks.needs.models import Visibility
from commonworks.network.ports import BODY, SYSTEM, Actor

LEADS = frozenset({"administrator", "lead", "deputy"})
OFFICERS = LEADS | {
    *("service-owner", "procurement-officer", "asset-manager", "data-officer", "finance"),
}
CONVENERS = frozenset({"convener", "steward"})  # of the body that convenes the network


class Deed(StrEnum):
    DECLARE = gettext_noop("declare a need for this council")
    CHANGE = gettext_noop("change this need")
    SUPPORT = gettext_noop("say that this council has the problem too")
    WITHDRAW = gettext_noop("withdraw this need")
    MERGE = gettext_noop("merge or split this council's needs")
    TAKE_ON = gettext_noop("take on needs for a factory")


# For each deed: the roles that may do it for their own council, and whether the convening body
# may. A merge by the body is offered, not imposed: either council can split it again.
MAY: dict[Deed, tuple[frozenset[str], bool]] = {
    Deed.DECLARE: (OFFICERS, False),
    Deed.CHANGE: (OFFICERS, False),
    Deed.SUPPORT: (OFFICERS, False),
    Deed.WITHDRAW: (OFFICERS, False),
    Deed.MERGE: (LEADS, True),
    Deed.TAKE_ON: (LEADS, True),
}


def may(actor: Actor, deed: Deed, *organisations: str) -> bool:
    """Whether the actor may do it for at least one of these organisations."""
    roles, body = MAY[deed]
    convenes = body and actor.has(*CONVENERS, organisation=BODY)
    return (
        actor == SYSTEM or convenes or any(actor.has(*roles, organisation=o) for o in organisations)
    )


def check(actor: Actor, deed: Deed, *organisations: str) -> None:
    if not may(actor, deed, *organisations):
        raise NotAllowed(
            _("You cannot %(deed)s. Ask your council's %(who)s.")
            % {"deed": _(deed.value), "who": _who_may(deed)}
        )


def may_for(actor: Actor, deed: Deed) -> frozenset[str]:
    """The actor's own organisations for which they may do it."""
    return frozenset(
        each for each in actor.organisations if actor.has(*MAY[deed][0], organisation=each)
    )


def sees(actor: Actor, visibility: str) -> bool:
    """What councils tell the network alone is for people of its organisations."""
    return visibility == Visibility.PUBLIC or actor.in_network


def seen_by(actor: Actor) -> Q:
    """Which rows they see, of needs and of what councils say of them."""
    return Q() if sees(actor, Visibility.NETWORK) else Q(visibility=Visibility.PUBLIC)


def _who_may(deed: Deed) -> str:
    return _("digital lead") if MAY[deed][0] == LEADS else _("digital lead or service owner")
