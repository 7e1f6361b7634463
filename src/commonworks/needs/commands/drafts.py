"""Keep what somebody is about to say of a need, until they have seen who has it too and whom it
names."""

import json
import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from commonworks.kernel import encryption
from commonworks.needs import permissions
from commonworks.needs.commands.needs import AGAIN, change, declare
from commonworks.needs.commands.supports import amend, support
from commonworks.needs.models import Draft, Need
from commonworks.needs.permissions import Deed
from commonworks.needs.policies.said import Said, checked, checked_evidence
from commonworks.needs.queries import drafts as queries
from commonworks.needs.queries.drafts import Kept
from commonworks.network.ports import Actor

KEPT_FOR = timedelta(days=1)  # long enough to come back after a meeting
BATCH = 100


@transaction.atomic
def keep(*, authority: str, said: Said, by: Actor, at: datetime) -> str:
    """Keep a need that is not declared yet, sealed, for whoever wrote it; answers the draft's ref.
    Nobody hears of it. Raises Invalid beside fields."""
    permissions.check(by, Deed.DECLARE, authority)
    return _kept(Draft(authority_id=authority), asdict(checked(said)), by, at)


@transaction.atomic
def keep_change(*, need: str, said: Said, edition: int, by: Actor, at: datetime) -> str:
    """The same of what somebody would say instead of a need's edition."""
    row = Need.objects.locked(need)
    permissions.check(by, Deed.CHANGE, row.authority_id)
    draft = Draft(kind=Draft.Kind.CHANGE, about=row, authority_id=row.authority_id)
    return _kept(draft, {**asdict(checked(said)), "edition": edition}, by, at)


@transaction.atomic
def keep_support(*, need: str, authority: str, by: Actor, at: datetime, **evidence: Any) -> str:
    """The same of what a council would say of a need that it has too."""
    return _kept_evidence(Draft.Kind.SUPPORT, need, authority, evidence, by, at)


@transaction.atomic
def keep_amended(*, need: str, authority: str, by: Actor, at: datetime, **evidence: Any) -> str:
    """The same of what it would say instead."""
    return _kept_evidence(Draft.Kind.AMEND, need, authority, evidence, by, at)


def _kept_evidence(
    kind: str, need: str, authority: str, evidence: Mapping[str, Any], by: Actor, at: datetime
) -> str:
    permissions.check(by, Deed.SUPPORT, authority)
    draft = Draft(kind=kind, about=Need.objects.locked(need), authority_id=authority)
    return _kept(draft, {**evidence, "note": checked_evidence(**evidence)}, by, at)


def _kept(draft: Draft, told: Mapping[str, Any], by: Actor, at: datetime) -> str:
    draft.ref, draft.person, draft.kept_at = secrets.token_hex(16), by.ref, at
    seal = encryption.new_seal(subject=draft.subject, authority=draft.authority_id, at=at)
    draft.said = seal.seal(queries.FIELD, json.dumps(told))
    draft.save(force_insert=True)
    return draft.ref


@transaction.atomic
def go_on(*, draft: str, by: Actor, at: datetime) -> None:
    """They have seen that their council declared this already, and mean another need."""
    Draft.objects.filter(ref=draft, person=by.ref).update(again=True)


@transaction.atomic
def publish(*, draft: str, by: Actor, at: datetime, despite: Collection[str] = ()) -> str:
    """Declare, change or support a need, or amend what was said with that, as a draft says, once
    however often it is asked; answers the need's ref, and deletes what was kept. Raises Missing
    where it is not theirs or its time is over, and what these commands raise."""
    row = Draft.objects.of(by.ref, draft, lock=True)
    kept = queries.opened(row)
    if kept.need:
        return kept.need
    need = VERBS[kept.kind](kept, despite, by, at)
    row.need_id, row.said = need, b""
    row.save(update_fields=["need", "said"])
    encryption.erase(row.subject)
    return need


def _declared(kept: Kept, despite: Collection[str], by: Actor, at: datetime) -> str:
    known = {*despite, *([AGAIN] if kept.again else [])}
    return declare(authority=kept.authority, said=kept.said, despite=known, by=by, at=at)


def _changed(kept: Kept, despite: Collection[str], by: Actor, at: datetime) -> str:
    edition = kept.told["edition"]
    change(need=kept.about, said=kept.said, edition=edition, despite=despite, by=by, at=at)
    return kept.about


def _supported(kept: Kept, despite: Collection[str], by: Actor, at: datetime) -> str:
    verb = amend if kept.kind == Draft.Kind.AMEND else support
    told = {"need": kept.about, "authority": kept.authority, **kept.told}
    return verb(**told, despite=despite, by=by, at=at)


VERBS: Mapping[str, Callable[[Kept, Collection[str], Actor, datetime], str]] = {
    Draft.Kind.DECLARE: _declared,
    Draft.Kind.CHANGE: _changed,
    Draft.Kind.SUPPORT: _supported,
    Draft.Kind.AMEND: _supported,
}


@transaction.atomic
def forget(*, by: Actor, at: datetime) -> int:
    """Delete what was kept for its time, with the keys that can read it; says how many."""
    rows = Draft.objects.select_for_update().filter(kept_at__lte=at - KEPT_FOR)
    over = list(rows.order_by("kept_at")[:BATCH])
    for row in over:
        encryption.erase(row.subject)
        row.delete()
    return len(over)
