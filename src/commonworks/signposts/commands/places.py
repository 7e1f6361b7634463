"""Where the cards of an organisation are, and whose they become when it is succeeded."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commonworks.kernel import events
from commonworks.kernel.errors import Missing, NotAllowed
from commonworks.network import queries as network
from commonworks.network.ports import Actor
from commonworks.network.queries import standing
from commonworks.signposts.commands import owners
from commonworks.signposts.models import Card, Follow, Hook


@dataclass(frozen=True, slots=True)
class Handed:
    """How much went over to the successor."""

    cards: int
    follows: int
    hooks: int

    @property
    def total(self) -> int:
        return self.cards + self.follows + self.hooks


@transaction.atomic
def place_cards(*, authority: str, by: Actor, at: datetime) -> int:
    """Have the cards of an organisation lie in its region of today; how many."""
    area = standing.area(authority)
    return Card.every.filter(authority=authority).update(region=area.region, nation=area.nation)


@transaction.atomic
def hand_over(*, organisation: str, successor: str, by: Actor, at: datetime) -> Handed:
    """Give an organisation's cards, what is asked about them, its followers and its addresses to
    its successor. Owners who do not belong to it give way to whoever answers for it."""
    if not by.is_steward:
        raise NotAllowed(_("Only a steward of the network hands over what an organisation had."))
    if not network.exists(successor):
        raise Missing(_("There is no such organisation to hand over to."))
    cards = Card.every.filter(authority=organisation).update(authority=successor)
    place_cards(authority=successor, by=by, at=at)
    owners.settle(organisation=successor, by=by, at=at)
    handed = Handed(
        cards=cards,
        follows=_move_follows(organisation, successor),
        hooks=Hook.objects.filter(authority=organisation).update(authority=successor),
    )
    if handed.total:
        name = "signposts.organisation.handed-over"
        events.record(name, subject=organisation, by=by, at=at, successor=successor)
    return handed


def _move_follows(old: str, new: str) -> int:
    """Somebody who follows both follows the successor once."""
    kept = {_rest(follow) for follow in Follow.objects.filter(authority=new)}
    moving = list(Follow.objects.filter(authority=old))
    double = [follow.ref for follow in moving if _rest(follow) in kept]
    Follow.objects.filter(ref__in=double).delete()
    return Follow.objects.filter(authority=old).update(authority=new)


def _rest(follow: Follow) -> tuple[object, ...]:
    """A follow but for the organisation that it is of."""
    narrowed = (follow.card, follow.kind, follow.region, follow.service_code, follow.words)
    return (follow.hook_id or follow.person, *narrowed)
