"""What a council knows of the size of a problem, for those whom it was given to."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from commonworks.needs.models import Earlier, Need, Pain, Support
from commonworks.needs.permissions import sees
from commonworks.network.ports import Actor


@dataclass(frozen=True, slots=True)
class Evidence:
    """A council that has the problem, and what it knows of its size there: for who may read it,
    which `visibility` says; anybody else learns of the council alone. `by_way_of` is the duplicate
    through which it came; `until` is when it stepped back, or said otherwise."""

    authority: str
    name: str
    declared: bool
    visibility: str
    since: datetime
    until: datetime | None = None
    by_way_of: str = ""
    volume: int | None = None
    cost_pence: int | None = None
    pain: str = ""
    note: str = ""

    @property
    def pain_name(self) -> str:
        return _(Pain(self.pain).label) if self.pain else ""


def evidence(
    row: Need | Support | Earlier, names: Mapping[str, str], *, by: Actor, by_way_of: str = ""
) -> Evidence:
    """What a row says to this actor. No SQL."""
    council = Evidence(
        authority=row.authority_id,
        name=names[row.authority_id],
        declared=isinstance(row, Need),
        visibility=row.visibility,
        since=row.declared_at if isinstance(row, Need) else row.since,
        until=getattr(row, "until", None),
        by_way_of=by_way_of,
    )
    if not sees(by, row.visibility):
        return council
    return replace(
        council,
        volume=row.volume,
        cost_pence=row.cost_pence,
        pain=row.pain,
        note=getattr(row, "note", ""),
    )
