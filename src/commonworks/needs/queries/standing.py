"""Which councils have a problem, and what they note on it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from commonworks.kernel.errors import Missing
from commonworks.needs.models import Need, Support, Visibility
from commonworks.needs.permissions import Deed, may_for, seen_by
from commonworks.network.ports import ANYONE, Actor


def councils_behind(ref: str) -> frozenset[str]:
    """Who declared or supports this need, or one that was merged into it. Two SQL queries."""
    declared = Need.objects.filter(Q(ref=ref) | Q(survivor=ref))
    supports = Support.objects.behind(ref)
    both = (rows.values_list("authority", flat=True) for rows in (declared, supports))
    return frozenset().union(*both)


def notes_on(refs: Iterable[str]) -> dict[str, list[str]]:
    """What councils that stand behind each of these needs, or one that was merged into it, note on
    it, the latest first, where all who see the need may read it; a need without notes has no entry.
    One SQL query."""
    wanted = set(refs)
    merged = Need.objects.filter(survivor__in=wanted).values("ref")
    behind = Support.objects.filter(Q(need__in=wanted) | Q(need__in=merged), until=None)
    read = behind.filter(seen_by(ANYONE) | Q(need__visibility=Visibility.NETWORK))
    rows = read.exclude(note="").order_by("-since", "-id")
    found: dict[str, list[str]] = defaultdict(list)
    for need, survivor, note in rows.values_list("need", "need__survivor", "note"):
        found[survivor or need].append(note)
    return found


@dataclass(frozen=True, slots=True)
class Given:
    """What a council that supports a need says of it now. `evidence` is as its form asks for it,
    and `visibility` who may read it."""

    authority: str
    visibility: str
    evidence: Mapping[str, Any]


def given(ref: str, *, by: Actor, authority: str = "") -> Given:
    """By a council for which the actor may say it: this one, or the first. One SQL query. Raises
    Missing."""
    mine = may_for(by, Deed.SUPPORT)
    chosen = mine & {authority} if authority else mine
    row = Support.objects.behind(ref).filter(authority__in=chosen).first()
    if row is None:
        raise Missing(_("Your council does not support this need."))
    told = {name: getattr(row, name) for name in ("volume", "cost_pence", "pain", "note")}
    return Given(row.authority_id, row.visibility, told)


def inside(ref: str) -> int:
    """How many councils behind a need gave evidence for the network alone. One SQL query."""
    rows = Support.objects.filter(need=ref, until=None, visibility=Visibility.NETWORK)
    return rows.exclude(volume=None, cost_pence=None, pain="", note="").count()
