"""Record what happened to an entry."""

from datetime import datetime

from django.db import transaction

from commonworks.kernel import events
from commonworks.network.ports import Actor
from commonworks.signposts.models import Card, Entry


@transaction.atomic
def record(*, what: str, entry: Entry, by: Actor, at: datetime, **said: str) -> None:
    """Record `signposts.entry.<what>`: in public where the card is, else with the same in its
    ids. The room that owns the thing reads it as `Happened.said`."""
    name, ref = f"signposts.entry.{what}", entry.card_id
    if entry.card.seen_by == Card.SeenBy.ANYONE:
        events.record(name, subject=ref, by=by, at=at, item={"ref": ref, **said})
    else:
        events.record(name, subject=ref, by=by, at=at, item=None, **said)
