"""What answers about freshness, and silence, do to a factory: they are shown, and bind nobody.

`signposts` asked, looked at the answer and recorded it. Phases, votes and money stay as they are:
to end a factory is for its lead, who says what was learned.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from commonworks.factories.models import Factory
from commonworks.network.ports import Actor

Freshness = Factory.Freshness


@transaction.atomic
def confirm(*, factory: str, until: date, by: Actor, at: datetime) -> None:
    """Its owner says that it is still at work."""
    _still_going(factory).update(freshness=Freshness.FRESH, good_until=until)


@transaction.atomic
def note_over(*, factory: str, by: Actor, at: datetime) -> None:
    """Its owner says that it is over. Its page says so, and leads the lead to end it."""
    _still_going(factory).update(freshness=Freshness.OVER)


@transaction.atomic
def mark_stale(*, factory: str, by: Actor, at: datetime) -> None:
    """Its day has passed, and nobody has answered."""
    _still_going(factory).filter(freshness=Freshness.FRESH).update(freshness=Freshness.STALE)


@transaction.atomic
def archive(*, factory: str, by: Actor, at: datetime) -> None:
    """Nobody has answered for long. Any word from its lead brings it back."""
    _still_going(factory).exclude(freshness=Freshness.OVER).update(freshness=Freshness.ARCHIVED)


def _still_going(factory: str) -> QuerySet[Factory]:
    """What has ended is true for good."""
    return Factory.objects.filter(ref=factory).exclude(phase__in=Factory.ENDED)
