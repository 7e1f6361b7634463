"""Two needs that are one: merge them, and split them again.

No support moves: a need's councils are those of all that was merged into it, each counted once.
So whoever stood behind a duplicate stands there still when it is split off, and whoever followed it
follows it again (see `signposts.commands.part_card`).
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commonworks.kernel.errors import Invalid
from commonworks.needs import permissions
from commonworks.needs.commands.needs import PERSONAL
from commonworks.needs.commands.telling import ask_in_time, tell
from commonworks.needs.models import Merge, Need, NotPossible, Stage
from commonworks.needs.permissions import Deed
from commonworks.needs.policies.personal import check_line
from commonworks.needs.policies.said import cleaned, too_long
from commonworks.needs.queries.standing import councils_behind
from commonworks.network.ports import Actor
from commonworks.signposts import commands as signposts

MOST_WHY = 500


@transaction.atomic
def merge(
    *,
    duplicate: str,
    survivor: str,
    why: str = "",
    despite: Collection[str] = (),
    by: Actor,
    at: datetime,
) -> None:
    """Fold a duplicate need into the one that survives it. Its page stays and leads on. `why` is
    published with both; see `needs.declare` for `despite`."""
    row, into = _both(duplicate, survivor)
    permissions.check(by, Deed.MERGE, row.authority_id)
    why = _checked(why, despite)
    _check_can_merge(row, into, by)
    row.move_to(Stage.MERGED)
    row.merged_into, row.survivor = into, into
    row.save(update_fields=["stage", "merged_into", "survivor"])
    row.merged.update(survivor=into)
    Merge.objects.create(duplicate=row, into=into, why=why, by=by.ref, at=at)
    _count_councils(into)
    ids = {"duplicate": row.ref, "survivor": into.ref}
    tell(need=into, what="merged", news=f"Merged with “{row.title}”", **ids, by=by, at=at)
    # Before the duplicate's own card comes down: its followers and links move to the survivor's.
    signposts.move_card(old=row.card, new=into.card, by=by, at=at)
    tell(need=row, what="merged", **ids, by=by, at=at)


@transaction.atomic
def split(*, duplicate: str, by: Actor, at: datetime) -> None:
    """Undo a merge: the duplicate stands by itself again, with what had been merged into it."""
    row = Need.objects.locked(duplicate)
    if row.merged_into is None or row.survivor is None:
        raise NotPossible(_("This need is not merged with another."))
    survivor = Need.objects.locked(row.survivor.ref)
    permissions.check(
        by, Deed.MERGE, row.authority_id, row.merged_into.authority_id, survivor.authority_id
    )
    row.merges.filter(undone_at=None).update(undone_by=by.ref, undone_at=at)
    row.move_to(Stage.OPEN)
    row.merged_into = row.survivor = None
    row.save(update_fields=["stage", "merged_into", "survivor"])
    along = _merged_by_way_of(row.ref, survivor)
    Need.objects.filter(ref__in=along).update(survivor=row)
    _count_councils(row)
    _count_councils(survivor)
    ids = {"duplicate": row.ref, "survivor": survivor.ref}
    tell(need=row, what="split", news=f"Stands by itself again: {row.title}", **ids, by=by, at=at)
    cards = [Need(ref=each).card for each in sorted(along)]
    signposts.part_card(ref=row.card, of=survivor.card, along=cards, by=by, at=at)
    ask_in_time(need=row, by=by, at=at)
    tell(need=survivor, what="split", **ids, by=by, at=at)


def _checked(why: str, despite: Collection[str]) -> str:
    why = cleaned(why)
    if wrong := too_long("why", why, MOST_WHY):
        raise Invalid(wrong, {"why": wrong})
    if PERSONAL not in despite:
        said = _("The reason seems to say something about a person, and it is published.")
        check_line("why", why, said)
    return why


def _both(duplicate: str, survivor: str) -> tuple[Need, Need]:
    """Both needs locked, always in the same order: two merges that cross would wait for ever."""
    locked = {ref: Need.objects.locked(ref) for ref in sorted({duplicate, survivor})}
    return locked[duplicate], locked[survivor].leader()


def _check_can_merge(row: Need, into: Need, by: Actor) -> None:
    if row.ref == into.ref:
        raise NotPossible(_("These two are one need already."))
    if into.stage not in (Stage.OPEN, Stage.TAKEN_ON):
        raise NotPossible(_("The other need has ended. Merge into one that is open or taken on."))
    if into.visibility != row.visibility:
        raise NotPossible(
            _(
                "One of these needs is public, and the other for the network alone. Make both "
                "public, or both for the network, and then merge them."
            )
        )


def _merged_by_way_of(ref: str, survivor: Need) -> set[str]:
    """Those of the survivor's duplicates that were merged into this need, or into one of those."""
    into = dict(survivor.merged.values_list("ref", "merged_into"))
    found = {ref}
    while more := {each for each, target in into.items() if target in found} - found:
        found |= more
    return found - {ref}


def _count_councils(need: Need) -> None:
    need.councils = len(councils_behind(need.ref))
    need.save(update_fields=["councils"])
