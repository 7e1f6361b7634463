"""Who may see who keeps what fresh, and who may hand it to somebody else."""

from django.utils.translation import gettext as _

from commonworks.kernel.errors import NotAllowed
from commonworks.network.ports import BODY, Actor

LOOKS_AFTER_THE_NETWORK = ("steward", "convener")
ANSWERS_FOR_A_COUNCIL = ("lead", "deputy", "administrator")


def sees_everything(by: Actor) -> bool:
    return by.has(*LOOKS_AFTER_THE_NETWORK, organisation=BODY)


def check_sees_freshness(by: Actor) -> None:
    """People of a council see its own entries, those who look after the network all of them."""
    if not by.organisations:
        raise NotAllowed(_("Only people who belong to an organisation of the network see this."))


def may_reassign(by: Actor, authority: str) -> bool:
    return sees_everything(by) or by.has(*ANSWERS_FOR_A_COUNCIL, organisation=authority)


def check_may_reassign(by: Actor, authority: str) -> None:
    if not may_reassign(by, authority):
        raise NotAllowed(
            _("Ask the council's digital lead, the deputy or an administrator to choose an owner.")
        )


def check_signed_in(by: Actor) -> None:
    if not by.is_signed_in:
        raise NotAllowed(_("Sign in to choose what you hear about."))


def may_keep_hooks_of(by: Actor, authority: str) -> bool:
    """One's own, and those of a council that one answers for."""
    return not authority or by.has(*ANSWERS_FOR_A_COUNCIL, "data-officer", organisation=authority)


def check_may_keep_hooks_of(by: Actor, authority: str) -> None:
    check_signed_in(by)
    if not may_keep_hooks_of(by, authority):
        raise NotAllowed(
            _("Ask the council's digital lead, its data officer or an administrator to do this.")
        )


def check_may_refuse(by: Actor, authority: str) -> str:
    """The organisation that says it: `authority`, or the only one that the actor belongs to."""
    if authority and authority not in by.organisations:
        raise NotAllowed(_("Only people of that council can say for it what is not the same."))
    if not authority and len(by.organisations) != 1:
        raise NotAllowed(_("Say for which of your organisations this is not the same."))
    return authority or next(iter(by.organisations))
