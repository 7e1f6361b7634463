"""What somebody may do with the services that a factory makes."""

from dataclasses import dataclass

from commonworks.factories.queries import factory as factory_page
from commonworks.network.ports import Actor
from commonworks.services import permissions
from commonworks.services.permissions import Deed
from commonworks.services.queries.phases import publishers


@dataclass(frozen=True, slots=True)
class Rights:
    """Whether they may withdraw releases, and move services on to their next phase."""

    withdraw: bool = False
    move_on: bool = False


def rights(factory: str, *, by: Actor) -> Rights:
    """Three SQL queries; none for those who are not signed in."""
    if not by.is_signed_in:
        return Rights()
    found = factory_page(factory)
    return Rights(
        withdraw=permissions.may(by, Deed.WITHDRAW, found.lead),
        move_on=any(permissions.may(by, Deed.PUBLISH, each) for each in publishers(found)),
    )
