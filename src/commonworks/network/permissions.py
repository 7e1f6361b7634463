"""Who may do what with people and organisations: one table, read by commands and queries alike."""

from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonworks.frontend.words import either
from commonworks.kernel.errors import NotAllowed
from commonworks.network.models import Organisation, Role
from commonworks.network.ports import SYSTEM, Actor


class Deed(StrEnum):
    KEEP_ORGANISATIONS = gettext_noop("add and change organisations")
    KEEP_SERVICES = gettext_noop("change the list of services")
    SEE_ADMINISTRATORS = gettext_noop("see who administers each organisation")
    NAME_ADMINISTRATORS = gettext_noop("make somebody an administrator")
    SEE_PEOPLE = gettext_noop("see the people of this organisation")
    GIVE_ROLES = gettext_noop("invite people to this organisation and change what they do")
    SUSPEND = gettext_noop("suspend somebody's account")
    CONFIRM_DOMAINS = gettext_noop("confirm an email domain of this organisation")


# For each deed: the roles that may do it in their own organisation, and whether a steward of the
# network may do it in any. Stewards name administrators and leave the rest to the council.
MAY: dict[Deed, tuple[frozenset[Role], bool]] = {
    Deed.KEEP_ORGANISATIONS: (frozenset(), True),
    Deed.KEEP_SERVICES: (frozenset(), True),
    Deed.SEE_ADMINISTRATORS: (frozenset(), True),
    Deed.NAME_ADMINISTRATORS: (frozenset({Role.ADMINISTRATOR}), True),
    Deed.SEE_PEOPLE: (frozenset({Role.ADMINISTRATOR}), False),
    Deed.GIVE_ROLES: (frozenset({Role.ADMINISTRATOR}), False),
    Deed.CONFIRM_DOMAINS: (frozenset({Role.ADMINISTRATOR}), True),
    Deed.SUSPEND: (frozenset(), True),
}

# Roles that exist in organisations of one type only.
ONLY_IN = {
    Role.CONVENER: Organisation.Type.BODY,
    Role.STEWARD: Organisation.Type.BODY,
    Role.SUPPLIER: Organisation.Type.SUPPLIER,
}


def may(actor: Actor, deed: Deed, organisation: str) -> bool:
    roles, steward = MAY[deed]
    if actor == SYSTEM:
        return True
    return (steward and actor.is_steward) or actor.has(*roles, organisation=organisation)


def check(actor: Actor, deed: Deed, organisation: str = "") -> None:
    if not may(actor, deed, organisation):
        raise NotAllowed(
            _("You cannot %(deed)s. Ask %(who)s.") % {"deed": _(deed.value), "who": _who_may(deed)}
        )


def check_gives(actor: Actor, role: Role, organisation: str) -> None:
    """An administrator gives any role; a steward makes administrators, and staffs the body."""
    named = role in (Role.ADMINISTRATOR, Role.STEWARD, Role.CONVENER)
    check(actor, Deed.NAME_ADMINISTRATORS if named else Deed.GIVE_ROLES, organisation)


def roles_of(type_: str) -> list[Role]:
    """The roles that people may hold in an organisation of this type."""
    return [role for role in Role if ONLY_IN.get(role, type_) == type_]


def _who_may(deed: Deed) -> str:
    roles, steward = MAY[deed]
    people = [_("an administrator of the organisation")] * (Role.ADMINISTRATOR in roles)
    return either(people + [_("a steward of the network")] * steward)
