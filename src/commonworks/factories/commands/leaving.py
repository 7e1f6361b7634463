"""What a member leaves behind, put in order in the transaction in which it leaves."""

from datetime import datetime

from django.db import transaction

from commonworks.decisions import commands as decisions
from commonworks.factories.models import Asking, Contribution
from commonworks.factories.queries.motions import body_of
from commonworks.network.ports import Actor


@transaction.atomic
def settle(*, factory: str, organisation: str, by: Actor, at: datetime) -> None:
    """End what the member brings and what it was asked to be; strike its open ballots."""
    brought = Contribution.objects.filter(factory=factory, organisation=organisation)
    brought.filter(ended_at=None).update(ended_at=at)
    asked = Asking.objects.filter(factory=factory, organisation=organisation)
    asked.filter(state=Asking.State.OPEN).update(state=Asking.State.WITHDRAWN, answered_at=at)
    decisions.strike(body=body_of(factory), authority=organisation, by=by, at=at)
