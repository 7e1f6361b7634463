"""Tell those who vote that voting is open."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from commonworks.decisions.models import Motion
from commonworks.decisions.policies import letters as wording
from commonworks.decisions.policies.times import shown
from commonworks.decisions.queries.voting import still_to_vote
from commonworks.network import queries as network
from commonworks.network.commands import letters
from commonworks.network.ports import Actor


@transaction.atomic
def call_to_vote(*, motion: str, by: Actor, at: datetime) -> None:
    """One email to each person who votes for a member that has not voted. Nothing where voting is
    over by now."""
    row = Motion.locked(motion)
    if row.state != Motion.State.OPEN:
        return
    people = still_to_vote(motion)
    names = network.names(who for own in people.values() for who in own)
    for person, own in people.items():
        subject, body = wording.voting(
            own=" and ".join(names[who] for who in own),
            body=row.body_name,
            title=row.title,
            closes=shown(row.closes),
            vote_at=settings.COMMONWORKS_ADDRESS + reverse("decisions:motion", args=[motion]),
        )
        about = f"motion.{motion}"
        letters.write_to(person=person, subject=subject, body=body, about=about, by=by, at=at)
