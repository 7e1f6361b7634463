"""What was said of a need before, for those who could read it then."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from commonworks.needs.models import Earlier, Edition
from commonworks.needs.permissions import sees
from commonworks.needs.policies import said as policy
from commonworks.needs.policies.said import Change
from commonworks.needs.queries import need
from commonworks.needs.queries.evidence import Evidence, evidence
from commonworks.network import queries as network
from commonworks.network.ports import Actor
from commonworks.network.queries import lgsl


@dataclass(frozen=True, slots=True)
class EditionLine:
    """What an edition changed of the one that its reader may see before it; `first`: there is none,
    and this is all that it says. `unseen`: editions before it were for the network alone."""

    number: int
    at: datetime
    first: bool
    unseen: bool
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class History:
    """The editions of a need that their reader may see, the latest first, with what each changed.
    `services` are the names of those that it was ever about, by code; `earlier` is what councils
    that support it said before, the latest first."""

    ref: str
    title: str
    is_public: bool
    editions: tuple[EditionLine, ...]
    services: Mapping[str, str]
    earlier: tuple[Evidence, ...]


def history(ref: str, *, by: Actor) -> History:
    """Five SQL queries at most. Raises Missing."""
    row = need(ref, by=by)
    kept = Edition.objects.filter(need=ref).order_by("number")
    seen = [each for each in kept if sees(by, each.said["visibility"])]
    found = [_line(was, each) for was, each in zip([None, *seen], seen, strict=False)]
    services = lgsl.service_names(each.said.get("service_code", "") for each in seen)
    return History(
        ref, row.title, row.is_public, tuple(reversed(found)), services, _earlier(ref, by)
    )


def _earlier(ref: str, by: Actor) -> tuple[Evidence, ...]:
    about = Q(support__need=ref) | Q(support__need__survivor=ref)
    rows = list(Earlier.objects.filter(about).select_related("support").order_by("-until", "-id"))
    names = network.short_names(row.authority_id for row in rows) if rows else {}
    return tuple(evidence(row, names, by=by) for row in rows)


def _line(was: Edition | None, each: Edition) -> EditionLine:
    number, before = (was.number, was.said) if was else (0, {})
    return EditionLine(
        number=each.number,
        at=each.at,
        first=was is None,
        unseen=each.number > number + 1,
        changes=policy.changes(before, each.said),
    )
