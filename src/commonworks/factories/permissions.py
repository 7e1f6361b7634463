"""Who may do what in a factory: one table, read by commands and queries alike."""

from collections.abc import Iterable
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonworks.frontend.words import either
from commonworks.kernel.errors import NotAllowed
from commonworks.network.ports import BODY, SYSTEM, Actor


class Deed(StrEnum):
    SPEAK = gettext_noop("speak for this organisation")
    BIND = gettext_noop("sign or commit for this organisation")
    RUN = gettext_noop("run this factory")
    ASSESS = gettext_noop("score options for this organisation")
    TAKE_PART = gettext_noop("take part in this factory’s work")
    MODERATE = gettext_noop("hide what others wrote")


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


def check_proposes(actor: Actor, proposers: Iterable[str]) -> None:
    """Whoever may sign for one of the members that put motions in this factory."""
    named = [*proposers]
    if not any(may(actor, Deed.BIND, each) for each in named):
        told = {"who": _who_may(Deed.BIND)}
        raise NotAllowed(
            _("You cannot put a motion in this factory. Ask %(who)s of its lead authority.") % told
            if len(named) == 1
            else _("You cannot put a motion in this factory. Ask %(who)s of one of its members.")
            % told
        )


def check_speaks(actor: Actor, what: str) -> None:
    """For `what` somebody does, told in the reader's words, in the name of any of their own."""
    if not organisations(actor, Deed.SPEAK):
        raise NotAllowed(
            _(
                "You cannot %(deed)s: that is done in the name of an organisation. "
                "Ask %(who)s of yours."
            )
            % {"deed": what, "who": _who_may(Deed.SPEAK)}
        )


def organisations(actor: Actor, deed: Deed) -> list[str]:
    """Those for which the actor may do this, in order."""
    return sorted(each for each in actor.organisations if may(actor, deed, each))


def _who_may(deed: Deed) -> str:
    named = [_(words) for role, words in KEYS if role in MAY[deed][0]]
    return either(named) if len(named) == len(MAY[deed][0]) else _("somebody who works")


# Who is asked for by name; where others may do it too, anybody there is.
KEYS = (
    ("administrator", gettext_noop("an administrator")),
    ("deputy", gettext_noop("a deputy")),
    ("lead", gettext_noop("a lead")),
    ("moderator", gettext_noop("a moderator")),
    ("service-owner", gettext_noop("a service owner")),
)


def convenes(actor: Actor) -> bool:
    """Whether the actor is a convener of the network. A convener binds no council."""
    return actor == SYSTEM or actor.has("convener", organisation=BODY)


def check_convenes(actor: Actor) -> None:
    if not convenes(actor):
        raise NotAllowed(_("Only a convener of the network can do this."))


def check_reorganises(actor: Actor) -> None:
    """Councils are merged by law; a steward of the network carries it out here."""
    if not (actor == SYSTEM or actor.is_steward):
        raise NotAllowed(_("Only a steward of the network hands things over to a successor."))
