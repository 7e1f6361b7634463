"""Who may do what with services: one table, read by commands and queries alike."""

from collections.abc import Iterable
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonworks.frontend.words import either
from commonworks.kernel.errors import NotAllowed
from commonworks.network.ports import SYSTEM, Actor

RESIDENT = Actor("resident")  # whoever applies; known by a cookie, never by a ref


class Deed(StrEnum):
    PUBLISH = gettext_noop("publish a service for this factory")
    WITHDRAW = gettext_noop("withdraw a release of this factory")
    ADOPT = gettext_noop("take on a service for this council")
    CONFIGURE = gettext_noop("change how this council runs its services")
    GO_LIVE = gettext_noop("put a service live, pause it or end it")
    KEEP_ACCOUNT = gettext_noop("change where payments to this council go")
    PREPARE = gettext_noop("see how this council’s services are being prepared")
    SEE_FIGURES = gettext_noop("see the exact figures of this council’s services")
    SEE_CASES = gettext_noop("see this council’s cases")
    WORK_CASES = gettext_noop("work on this council’s cases")
    SEE_PAYMENTS = gettext_noop("see payments to this council")


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
        raise NotAllowed(
            _("You cannot %(deed)s. Ask %(who)s there.")
            % {"deed": _(deed.value), "who": _who_may(deed)}
        )


def check_any(actor: Actor, deed: Deed, organisations: Iterable[str]) -> None:
    """For what an actor may do on behalf of any one of several organisations."""
    if not any(may(actor, deed, each) for each in organisations):
        raise NotAllowed(
            _("You cannot %(deed)s. Ask %(who)s of one of its members.")
            % {"deed": _(deed.value), "who": _who_may(deed)}
        )


def organisations(actor: Actor, deed: Deed) -> list[str]:
    """Those for which the actor may do this, in order."""
    return sorted(each for each in actor.organisations if may(actor, deed, each))


def _who_may(deed: Deed) -> str:
    return either([_(words) for role, words in KEYS if role in MAY[deed][0]])


KEYS = (
    ("administrator", gettext_noop("an administrator")),
    ("caseworker", gettext_noop("a caseworker")),
    ("data-officer", gettext_noop("a data officer")),
    ("deputy", gettext_noop("a deputy")),
    ("finance", gettext_noop("somebody in finance")),
    ("lead", gettext_noop("a lead")),
    ("service-owner", gettext_noop("a service owner")),
)
