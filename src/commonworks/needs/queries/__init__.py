"""What other rooms ask about needs. The room's own pages ask in the files beside this one."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from commonworks.kernel.errors import Missing
from commonworks.needs import permissions
from commonworks.needs.models import Need, Stage, Visibility
from commonworks.needs.policies.ended import lives
from commonworks.needs.queries.lists import freshness
from commonworks.network.ports import ANYONE, Actor


@dataclass(frozen=True, slots=True)
class NeedLine:
    """A need as others show it. `survivor` is the need it was merged into, or empty."""

    ref: str
    title: str
    problem: str
    authority: str
    service_code: str
    stage: str
    councils: int
    good_until: date
    archived_at: datetime | None
    survivor: str
    visibility: str

    @property
    def card(self) -> str:
        return f"need.{self.ref}"

    @property
    def link(self) -> str:
        return reverse("needs:need", args=[self.ref])

    @property
    def is_public(self) -> bool:
        return self.visibility == Visibility.PUBLIC

    @property
    def lives(self) -> bool:
        """Whether it still looks for others or is worked on, as far as anybody says."""
        return lives(self.stage, archived=self.archived_at is not None)

    def freshness(self, today: date) -> str:
        """ "fresh", "stale" or "archived", as `frontend/parts.html` marks it."""
        return freshness(self.stage, self.good_until, self.archived_at, today)


def needs(refs: Iterable[str], *, by: Actor = ANYONE) -> dict[str, NeedLine]:
    """Those of these needs that the actor may see, by ref. One SQL query."""
    rows = Need.objects.filter(permissions.seen_by(by), ref__in=set(refs)).values(
        *NeedLine.__slots__
    )
    return {row["ref"]: NeedLine(**row | {"survivor": row["survivor"] or ""}) for row in rows}


def need(ref: str, *, by: Actor = ANYONE) -> NeedLine:
    """One need. One SQL query. Raises Missing, for one that the actor may not see too."""
    found = needs([ref], by=by).get(ref)
    if found is None:
        raise Missing(_("There is no such need. Look for it in the list of needs."))
    return found


def can_be_taken_on(ref: str, *, by: Actor = ANYONE) -> bool:
    """Whether a factory can begin with it: not once it was merged into another, was archived, or
    has ended. One SQL query."""
    found = needs([ref], by=by).get(ref)
    return found is not None and found.lives


def looking(*, by: Actor, but: Collection[str] = (), most: int = 500) -> dict[str, NeedLine]:
    """Needs that the actor may see and that still look for others, but for these, by ref; those
    that most councils have come first. One SQL query."""
    rows = Need.objects.filter(permissions.seen_by(by), stage=Stage.OPEN, archived_at=None)
    rows = rows.order_by("-councils", "ref").values(*NeedLine.__slots__)
    found = [row for row in rows[: most + len(but)] if row["ref"] not in but][:most]
    return {row["ref"]: NeedLine(**row | {"survivor": ""}) for row in found}


def councils_of(refs: Iterable[str]) -> dict[str, frozenset[str]]:
    """Which councils have each of these problems, those of their duplicates with them: who could
    be asked into a factory. Two SQL queries."""
    wanted = set(refs)
    leads = Q(ref__in=wanted) | Q(survivor__in=wanted)
    councils: dict[str, set[str]] = {ref: set() for ref in wanted}
    declared = Need.objects.filter(leads).values_list("ref", "survivor", "authority")
    supports = Need.objects.filter(leads, supports__until=None, supports__isnull=False)
    behind = supports.values_list("ref", "survivor", "supports__authority")
    for ref, survivor, authority in (*declared, *behind):
        for each in wanted.intersection((ref, survivor)):
            councils[each].add(authority)
    return {ref: frozenset(found) for ref, found in councils.items()}
