"""Keep what somebody is about to declare, until they have seen who has it too and whom it names."""

import json
import secrets
from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction

from commonworks.kernel import encryption
from commonworks.needs import permissions
from commonworks.needs.commands.needs import AGAIN, declare
from commonworks.needs.models import Draft
from commonworks.needs.permissions import Deed
from commonworks.needs.policies.said import Said, checked
from commonworks.needs.queries import drafts as queries
from commonworks.network.ports import Actor

KEPT_FOR = timedelta(days=1)  # long enough to come back after a meeting
BATCH = 100


@transaction.atomic
def keep(*, authority: str, said: Said, by: Actor, at: datetime) -> str:
    """Keep a need that is not declared yet, sealed, for whoever wrote it; answers the draft's ref.
    Nobody hears of it. Raises Invalid beside fields."""
    permissions.check(by, Deed.DECLARE, authority)
    row = Draft(ref=secrets.token_hex(16), authority_id=authority, person=by.ref, kept_at=at)
    seal = encryption.new_seal(subject=row.subject, authority=authority, at=at)
    row.said = seal.seal(queries.FIELD, json.dumps(asdict(checked(said))))
    row.save(force_insert=True)
    return row.ref


@transaction.atomic
def go_on(*, draft: str, by: Actor, at: datetime) -> None:
    """They have seen that their council declared this already, and mean another need."""
    Draft.objects.filter(ref=draft, person=by.ref).update(again=True)


@transaction.atomic
def publish(*, draft: str, by: Actor, at: datetime, despite: Collection[str] = ()) -> str:
    """Declare what a draft says, once however often it is asked; answers the need's ref, and
    deletes what was kept. Raises Missing where it is not theirs or its time is over, and what
    `declare` raises."""
    row = Draft.objects.of(by.ref, draft, lock=True)
    kept = queries.opened(row)
    if kept.need:
        return kept.need
    known = {*despite, *([AGAIN] if kept.again else [])}
    need = declare(authority=kept.authority, said=kept.said, despite=known, by=by, at=at)
    row.need_id, row.said = need, b""
    row.save(update_fields=["need", "said"])
    encryption.erase(row.subject)
    return need


@transaction.atomic
def forget(*, by: Actor, at: datetime) -> int:
    """Delete what was kept for its time, with the keys that can read it; says how many."""
    rows = Draft.objects.select_for_update().filter(kept_at__lte=at - KEPT_FOR)
    over = list(rows.order_by("kept_at")[:BATCH])
    for row in over:
        encryption.erase(row.subject)
        row.delete()
    return len(over)
