"""What factories show on pages of needs, organisations and accounts."""

from dataclasses import dataclass

from commonworks.factories import permissions
from commonworks.factories.permissions import Deed
from commonworks.factories.queries import lists, members, waiting
from commonworks.factories.queries.lists import OnNeed, Part
from commonworks.factories.queries.members import Asked
from commonworks.factories.queries.waiting import ToCommit, ToSign
from commonworks.frontend.panels import Panel
from commonworks.needs import queries as needs
from commonworks.network.ports import Actor


@dataclass(frozen=True, slots=True)
class TakenOn:
    """The factories that work on a need, and whether to offer to found one."""

    factories: list[OnNeed]
    may_found: bool


def taken_on_by(ref: str, *, by: Actor) -> list[TakenOn]:
    factories = lists.on_needs([ref]).get(ref, [])
    offer = not factories and members.could_lead(by)
    return [TakenOn(factories, bool(offer) and needs.can_be_taken_on(ref, by=by))]


def came_of(ref: str, *, by: Actor) -> list[OnNeed]:
    return lists.on_needs([ref]).get(ref, [])


def takes_part_in(ref: str, *, by: Actor) -> list[Part]:
    return lists.of(ref)


def asked(ref: str, *, by: Actor) -> list[Asked]:
    return members.asked_of(by)


def to_sign(ref: str, *, by: Actor) -> list[ToSign]:
    return waiting.to_sign(permissions.organisations(by, Deed.BIND))


def to_commit(ref: str, *, by: Actor) -> list[ToCommit]:
    return waiting.to_commit(permissions.organisations(by, Deed.BIND))


PANELS = (
    Panel("needs.need", taken_on_by, "factories/panel_need.html", sql=3),
    Panel("needs.ended", came_of, "factories/panel_ended.html", sql=1),
    Panel("network.organisation", takes_part_in, "factories/panel_organisation.html", sql=1),
    Panel("network.account", asked, "factories/panel_account.html", sql=1),
    Panel("network.account", to_sign, "factories/panel_to_sign.html", sql=1),
    Panel("network.account", to_commit, "factories/panel_to_commit.html", sql=3),
)
