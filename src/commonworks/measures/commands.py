"""Count what happened in live services."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from commonworks.kernel import deliveries
from commonworks.kernel.errors import Conflict, NotAllowed
from commonworks.kernel.events import Doer, Happened
from commonworks.measures.models import Tally
from commonworks.measures.policies.counting import Place, places
from commonworks.network.ports import Actor

BATCH = 1000


class CountedMeanwhile(Conflict):
    """Events were counted while all were being counted again: nothing was changed."""

    code = "counted-meanwhile"


@transaction.atomic
def count(*, happened: Happened, by: Doer, at: datetime) -> None:
    """Count an event. Once: its delivery is settled in this very transaction."""
    for place in places(happened.name, happened.ids, happened.at):
        row = _row(place)
        if not Tally.objects.filter(**row).update(count=F("count") + 1):
            # Another worker may be making the row too; then both add to the one that is there.
            Tally.objects.get_or_create(**row)
            Tally.objects.filter(**row).update(count=F("count") + 1)


@transaction.atomic
def count_again(*, handlers: Iterable[str], by: Actor, at: datetime) -> int:
    """Throw the figures away and count every event that these handlers have heard of; says how
    many. Events that are still to be delivered are counted when they are.

    Raises CountedMeanwhile where the worker counted at the same moment; nothing has changed then.
    """
    if not by.is_steward:
        raise NotAllowed(_("Only a steward can have the figures counted again."))
    Tally.objects.all().delete()
    counts: Counter[Place] = Counter()
    heard = 0
    for handler in handlers:
        for happened in deliveries.heard(handler):
            counts.update(places(happened.name, happened.ids, happened.at))
            heard += 1
    _write(counts)
    return heard


def _write(counts: Mapping[Place, int]) -> None:
    rows = [Tally(**_row(place), count=count) for place, count in counts.items()]
    try:
        with transaction.atomic():
            Tally.objects.bulk_create(rows, batch_size=BATCH)
    except IntegrityError:
        raise CountedMeanwhile(_("Figures changed in the meantime. Run it again.")) from None


def _row(place: Place) -> dict[str, Any]:
    return {name: getattr(place, name) for name in Place.__slots__}
