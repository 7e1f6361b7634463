"""What waits for an answer of members: an agreement to sign, and a share of costs to commit to."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Subquery

from commonworks.factories.models import Agreement, Factory, Member, Plan, Share, Signature
from commonworks.network.queries import standing


@dataclass(frozen=True, slots=True)
class ToSign:
    """The newest version of an agreement, which a member with a vote has not signed."""

    factory: str
    name: str
    number: int
    organisation: str


@dataclass(frozen=True, slots=True)
class ToCommit:
    """A member's share of the newest plan of costs, to which it has not committed itself."""

    factory: str
    name: str
    number: int
    title: str
    total_pence: int
    organisation: str
    pence: int


def to_sign(organisations: Collection[str], *, factory: str = "") -> list[ToSign]:
    """What these have not signed, in factories that have not ended, or in one. One SQL query."""
    newest = Agreement.objects.filter(factory=OuterRef("factory")).order_by("-number")
    signed = Signature.objects.filter(
        agreement=OuterRef("offered"), organisation=OuterRef("organisation")
    )
    rows = Member.objects.filter(
        organisation__in=organisations, part__in=Member.VOTING, left_on=None
    ).exclude(factory__phase__in=Factory.ENDED)
    rows = (rows.filter(factory=factory) if factory else rows).annotate(
        offered=Subquery(newest.values("pk")[:1]), number=Subquery(newest.values("number")[:1])
    )
    rows = rows.filter(~Exists(signed), offered__isnull=False)
    fields = ("factory", "factory__name", "number", "organisation")
    return [ToSign(*row) for row in rows.order_by("factory__name", "pk").values_list(*fields)]


def to_commit(organisations: Collection[str], *, factory: str = "") -> list[ToCommit]:
    """What these have not committed to, in factories that have not ended, or in one. A plan that
    was made for other members than those of today is left out: nobody can commit to it. Three
    SQL queries at most."""
    newest = Plan.objects.filter(factory=OuterRef("plan__factory")).order_by("-number")
    rows = Share.objects.filter(
        organisation__in=organisations, committed_at=None, plan=Subquery(newest.values("pk")[:1])
    ).exclude(plan__factory__phase__in=Factory.ENDED)
    rows = rows.filter(plan__factory=factory) if factory else rows
    fields = ("factory", "factory__name", "number", "title", "total_pence")
    told = [*(f"plan__{field}" for field in fields), "organisation", "pence"]
    ordered = rows.order_by("plan__factory__name", "pk")
    found = [ToCommit(*row) for row in ordered.values_list(*told)]
    fit = _fitting({(each.factory, each.number) for each in found})
    return [each for each in found if each.factory in fit]


def _fitting(plans: Collection[tuple[str, int]]) -> set[str]:
    """The factories whose members with a vote today are those of this plan."""
    if not plans:
        return set()
    refs = {factory for factory, _number in plans}
    shares = Share.objects.filter(plan__factory__in=refs)
    fields = ("plan__factory", "plan__number", "organisation")
    shared = {(ref, who) for ref, no, who in shares.values_list(*fields) if (ref, no) in plans}
    members = Member.objects.filter(factory__in=refs, part__in=Member.VOTING, left_on=None)
    voting = set(members.values_list("factory", "organisation"))
    return refs - {ref for ref, _who in shared ^ voting}


def written_to(organisations: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Who hears that something waits for these, by their opaque refs, each with those that they
    answer for: their leads, or who stands in. One SQL query."""
    return standing.to_write_to(organisations, "lead")
