"""When a version of the agreement comes into force: once all who have a vote have signed it."""

from datetime import datetime

from django.db import transaction

from commonworks.factories.commands import signs
from commonworks.factories.models import Agreement, Factory
from commonworks.kernel import events
from commonworks.network.ports import Actor


@transaction.atomic
def take_effect(*, factory: Factory, by: Actor, at: datetime) -> None:
    """Called after whatever may complete the signatures: one of them, or a member that leaves.
    What is in force stays so, whoever joins afterwards."""
    newest = factory.agreements.order_by("-number").first()
    if newest is None or newest.in_force_from or not _is_signed_by_all(factory, newest):
        return
    newest.in_force_from = at
    newest.save(update_fields=["in_force_from"])
    item = {"factory": factory.ref, "number": newest.number, "sha256": newest.sha256}
    events.record(
        "factories.agreement.came-into-force", subject=factory.ref, by=by, at=at, item=item
    )
    headline = f"Version {newest.number} of the agreement is in force"
    signs.tell(factory=factory.ref, headline=headline, by=by, at=at)


def _is_signed_by_all(factory: Factory, agreement: Agreement) -> bool:
    voting = set(factory.voting())
    signed = set(agreement.signatures.values_list("organisation", flat=True))
    return bool(voting) and voting <= signed
