"""Who may do what with a council's estate: one table, read by commands and queries alike."""

from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonworks.frontend.words import either
from commonworks.kernel.errors import NotAllowed
from commonworks.network.ports import SYSTEM, Actor


class Deed(StrEnum):
    KEEP_ESTATE = gettext_noop("change what this council says of the systems it runs")
    SEE_COSTS = gettext_noop("see what this council's systems cost")
    ANSWER = gettext_noop("answer for this supplier")
    MODERATE_ANSWERS = gettext_noop("take down what a supplier answered")
    MATCH_SUPPLIERS = gettext_noop("say which supplier a name stands for")


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
        raise NotAllowed(
            _("You cannot %(deed)s. Ask %(who)s.") % {"deed": _(deed.value), "who": _who_may(deed)}
        )


def organisations(actor: Actor, deed: Deed) -> list[str]:
    """Those for which the actor may do this, in order."""
    return sorted(each for each in actor.organisations if may(actor, deed, each))


def _who_may(deed: Deed) -> str:
    roles, steward, _house = MAY[deed]
    people = [_(words) for role, words in KEYS if role in roles]
    return either(people + [_("a steward of the network")] * steward)


KEYS = (
    ("administrator", gettext_noop("its administrator")),
    ("data-officer", gettext_noop("its data officer")),
    ("deputy", gettext_noop("its deputy")),
    ("finance", gettext_noop("its finance officer")),
    ("lead", gettext_noop("its lead")),
    ("procurement-officer", gettext_noop("its procurement officer")),
    ("service-owner", gettext_noop("its service owner")),
    ("supplier", gettext_noop("its supplier")),
)
