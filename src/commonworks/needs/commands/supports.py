"""Stand behind a need that another council declared, say otherwise why, and step back again."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commonworks.kernel.errors import Conflict, Invalid, Missing
from commonworks.needs import permissions
from commonworks.needs.commands.needs import PERSONAL
from commonworks.needs.commands.telling import tell
from commonworks.needs.models import Earlier, Need, Support
from commonworks.needs.permissions import Deed
from commonworks.needs.policies.ended import check_takes_support
from commonworks.needs.policies.personal import check_line
from commonworks.needs.policies.said import audience, checked_evidence
from commonworks.needs.queries.standing import councils_behind
from commonworks.network import queries as network
from commonworks.network.ports import Actor
from commonworks.network.queries import profiles
from commonworks.signposts.commands import follows


class BehindItAlready(Conflict):
    code = "need-supported-already"


class DeclaredItself(BehindItAlready):
    code = "need-declared-itself"


@transaction.atomic
def support(
    *,
    need: str,
    authority: str,
    by: Actor,
    at: datetime,
    volume: int | None = None,
    cost_pence: int | None = None,
    pain: str = "",
    note: str = "",
    visibility: str = "",
    despite: Collection[str] = (),
) -> str:
    """Say that a council has the problem too, with what it knows of its size there; answers the
    ref of the need it now stands behind, which is another where this one was merged.

    Whoever sees the need may read that, and nobody else, ever, unless the council says so: of a
    need that was made public while it was `visibility` "network" to them, the network alone.
    Whoever says so follows the need from then on: their council hears how it goes on.

    Raises BehindItAlready for a council that declared or supports the need or a duplicate of it.
    """
    permissions.check(by, Deed.SUPPORT, authority)
    if not profiles.are_councils([authority]):
        raise Invalid(_("Only a council of today can support a need."))
    note = _checked(volume, cost_pence, pain, note, visibility, despite)
    row = Need.objects.locked(need).leader()
    if not permissions.sees(by, row.visibility):
        raise Missing(_("There is no such need. Look for it in the list of needs."))
    check_takes_support(row.stage, row.archived_at)
    _check_is_not_behind(row, authority)
    Support.objects.create(
        need=row,
        authority_id=authority,
        volume=volume,
        cost_pence=cost_pence,
        pain=pain,
        note=note,
        visibility=audience(row.visibility, visibility),
        by=by.ref,
        since=at,
    )
    _count_councils(row)
    name = network.short_names([authority])[authority]
    news = f"{name} has this too: {row.title}"
    tell(need=row, what="supported", authority=authority, news=news, by=by, at=at)
    follows.follow_from_now(card=row.card, by=by, at=at)
    return row.ref


@transaction.atomic
def amend(
    *,
    need: str,
    authority: str,
    by: Actor,
    at: datetime,
    volume: int | None = None,
    cost_pence: int | None = None,
    pain: str = "",
    note: str = "",
    visibility: str = "",
    despite: Collection[str] = (),
) -> str:
    """Say otherwise what a council said of a need that it supports; answers the ref of the need it
    stands behind. What it said before stays on record, for those who could read it.

    `visibility` "public" shows it to all who see the need; left out, it stays for whom it was.
    Raises Missing for a council that does not support the need, and what `support` raises.
    """
    permissions.check(by, Deed.SUPPORT, authority)
    note = _checked(volume, cost_pence, pain, note, visibility, despite)
    row = Need.objects.locked(need).leader()
    support = Support.objects.behind(row.ref).filter(authority=authority).first()
    if support is None:
        raise Missing(_("Your council does not support this need."))
    now = {
        "volume": volume,
        "cost_pence": cost_pence,
        "pain": pain,
        "note": note,
        "visibility": audience(row.visibility, visibility or support.visibility),
    }
    if any(getattr(support, name) != value for name, value in now.items()):
        _say_otherwise(support, now, by, at)
        tell(need=row, what="amended", authority=authority, by=by, at=at)
    return row.ref


@transaction.atomic
def withdraw_support(*, need: str, authority: str, by: Actor, at: datetime) -> None:
    """Step back from a need. That the council once stood behind it stays on record."""
    permissions.check(by, Deed.SUPPORT, authority)
    row = Need.objects.locked(need).leader()
    rows = Support.objects.behind(row.ref).filter(authority=authority)
    if not rows.update(until=at):
        raise Missing(_("Your council does not support this need."))
    _count_councils(row)
    tell(need=row, what="unsupported", authority=authority, by=by, at=at)


def _check_is_not_behind(need: Need, authority: str) -> None:
    if Support.objects.behind(need.ref).filter(authority=authority).exists():
        raise BehindItAlready(
            _(
                "Your council stands behind this need already. Choose “Change what you said” on its"
                " page to say it otherwise."
            )
        )
    if authority in councils_behind(need.ref):
        raise DeclaredItself(
            _(
                "Your council stands behind this need already: it declared it, or one that was"
                " merged into it."
            )
        )


def _say_otherwise(support: Support, now: Mapping[str, Any], by: Actor, at: datetime) -> None:
    last = support.earlier.order_by("id").last()
    before = {name: getattr(support, name) for name in (*now, "by")}
    since = last.until if last else support.since
    Earlier.objects.create(support=support, **before, since=since, until=at)
    for name, value in (*now.items(), ("by", by.ref)):
        setattr(support, name, value)
    support.save(update_fields=[*now, "by"])


def _count_councils(need: Need) -> None:
    need.councils = len(councils_behind(need.ref))
    need.save(update_fields=["councils"])


def _checked(
    volume: int | None,
    cost_pence: int | None,
    pain: str,
    note: str,
    visibility: str,
    despite: Collection[str],
) -> str:
    note = checked_evidence(
        volume=volume, cost_pence=cost_pence, pain=pain, note=note, visibility=visibility
    )
    if PERSONAL not in despite:
        said = _(
            "The note seems to say something about a person. Take it out, or confirm that it may "
            "be published."
        )
        check_line("note", note, said)
    return note
