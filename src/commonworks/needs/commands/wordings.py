"""Write what councils say of needs, checked already: rows, editions, events, cards. No news.

For the commands that declare and change one need, and for files of many. SQL queries: some twenty
for some dozens of needs, none for each.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction

from commonworks.kernel import locks
from commonworks.needs.commands.telling import ask_all_in_time, tell_all
from commonworks.needs.models import Edition, Need
from commonworks.needs.policies.said import FIELDS, Said
from commonworks.needs.queries.addresses import free_refs
from commonworks.network.ports import Actor

ADDRESSES = "needs.addresses"  # held from looking for free ones until they are taken
GOOD_FOR = timedelta(days=183)  # half a year, then its owner is asked
RENEWED = ("edition", "changed_at", "good_until", "archived_at", "over")


@dataclass(frozen=True, slots=True)
class New:
    """What is to be declared; `own_ref` is what the council's own file calls it."""

    said: Said
    own_ref: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """A locked need that has not ended, and what its council says now."""

    need: Need
    said: Said


@transaction.atomic
def write_new(*, authority: str, new: Sequence[New], by: Actor, at: datetime) -> list[str]:
    """Declare needs; their refs, in the same order."""
    locks.take_turns(ADDRESSES)
    refs = free_refs([each.said.title for each in new])
    rows = [
        Need(
            ref=ref,
            authority_id=authority,
            own_ref=each.own_ref,
            owner=by.ref,
            declared_at=at,
            changed_at=at,
            good_until=at.date() + GOOD_FOR,
            **asdict(each.said),
        )
        for ref, each in zip(refs, new, strict=True)
    ]
    Need.objects.bulk_create(rows)
    _keep_editions(rows, by, at)
    told = [(row, {"authority": authority}) for row in rows]
    tell_all(told=told, what="declared", by=by, at=at)
    ask_all_in_time(needs=rows, by=by, at=at)
    return refs


@transaction.atomic
def write_over(*, changed: Sequence[Changed], by: Actor, at: datetime) -> None:
    """Have needs say something else."""
    rows = [each.need for each in changed]
    for each in changed:
        for name in FIELDS:
            setattr(each.need, name, getattr(each.said, name))
        each.need.edition += 1
        each.need.changed_at = at
        each.need.stand(until=at.date() + GOOD_FOR)
    Need.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["ref"], update_fields=[*FIELDS, *RENEWED]
    )
    _keep_editions(rows, by, at)
    told = [(row, {"edition": str(row.edition)}) for row in rows]
    tell_all(told=told, what="changed", by=by, at=at)
    ask_all_in_time(needs=rows, by=by, at=at)


def _keep_editions(needs: Iterable[Need], by: Actor, at: datetime) -> None:
    Edition.objects.bulk_create(
        Edition(need=need, number=need.edition, said=asdict(Said.of(need)), by=by.ref, at=at)
        for need in needs
    )
