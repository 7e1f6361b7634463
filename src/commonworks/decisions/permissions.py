"""Who speaks for an authority when a body decides."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from commonworks.kernel.errors import NotAllowed
from commonworks.network.ports import SYSTEM, Actor

VOTERS = ("lead", "deputy")
KEEPERS = (*VOTERS, "administrator")  # who may say that the council's votes need a mandate


def voting_role(actor: Actor, authority: str) -> str:
    """In which role the actor votes for the authority: the lead's comes first."""
    held = actor.roles_in(authority)
    for role in VOTERS:
        if role in held:
            return role
    raise NotAllowed(
        _("Only the council's digital lead, or the deputy the council has named, votes for it.")
    )


def votes_for(actor: Actor) -> frozenset[str]:
    """The organisations that the actor may vote for."""
    return frozenset(place for place, role in actor.roles if role in VOTERS)


def proposing_for(actor: Actor, proposers: Iterable[str], authority: str) -> str:
    """For which of the authorities the actor puts a motion; `authority` says it where it could be
    several. The house itself speaks for the one that is named."""
    able = [each for each in proposers if each in votes_for(actor) or actor == SYSTEM]
    if authority in able:
        return authority
    if able and not authority:
        return able[0]
    raise NotAllowed(
        _("Only the digital lead of a member that has a vote, or the deputy, can propose a motion.")
    )


def check_keeps_mandate_rule(actor: Actor, authority: str) -> None:
    if not actor.has(*KEEPERS, organisation=authority):
        raise NotAllowed(
            _(
                "Only the council's digital lead, deputy or administrator can say whether its "
                "votes need a mandate."
            )
        )


def keeps_mandate_rules(actor: Actor) -> frozenset[str]:
    """The organisations for which the actor may say that."""
    return frozenset(place for place, role in actor.roles if role in KEEPERS)


def may_keep_mandate_rule(actor: Actor, authority: str) -> bool:
    return actor.has(*KEEPERS, organisation=authority)


def check_reorganises(actor: Actor) -> None:
    if not actor.is_steward:
        raise NotAllowed(
            _("Only a steward of the network hands a council’s votes to its successor.")
        )
