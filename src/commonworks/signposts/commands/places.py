"""Where the cards of an organisation are, and whose they become."""

from datetime import datetime

from django.db import transaction

from commonworks.network.ports import Actor
from commonworks.network.queries import standing
from commonworks.signposts.models import Card


@transaction.atomic
def place_cards(*, authority: str, by: Actor, at: datetime) -> int:
    """Have the cards of an organisation lie in its region of today; how many."""
    area = standing.area(authority)
    return Card.objects.filter(authority=authority).update(region=area.region, nation=area.nation)
