"""A council says that its votes need its councillors' mandate, or need it no more."""

from datetime import datetime

from django.db import transaction

from commonworks.decisions import permissions
from commonworks.decisions.models import MandateRule
from commonworks.kernel import events
from commonworks.network.ports import Actor


@transaction.atomic
def require_mandate(*, authority: str, required: bool, by: Actor, at: datetime) -> None:
    """From now on: ballots that are in already stay as they are. Said twice is said once."""
    permissions.check_keeps_mandate_rule(by, authority)
    if required:
        _row, changed = MandateRule.objects.get_or_create(
            authority_id=authority, defaults={"since": at}
        )
    else:
        changed = bool(MandateRule.objects.filter(authority=authority).delete()[0])
    if changed:
        item = {"authority": authority, "required": required}
        events.record("decisions.mandate.ruled", subject=authority, by=by, at=at, item=item)
