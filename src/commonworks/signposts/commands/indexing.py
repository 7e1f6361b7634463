"""Keep the file of the likeness index near to what the cards say, so that workers share it."""

from datetime import datetime

from django.db import transaction

from commonworks.network.ports import Actor
from commonworks.signposts.models import Change
from commonworks.signposts.queries import matching

FAR_BEHIND = 200  # changes that each worker has to put on top for itself


@transaction.atomic
def forget_changes(*, before: int, by: Actor, at: datetime) -> int:
    """Drop what every index begun from now on has seen, but for a little; how many rows. A worker
    that is further behind finds its last row gone, and begins again from the file."""
    dropped, _ = Change.objects.filter(id__lt=before - matching.OVERLAP).delete()
    return dropped
