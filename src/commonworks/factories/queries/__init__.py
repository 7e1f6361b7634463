"""Factories, and who is in them: what other rooms ask. The rest is in the files beside this one."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from commonworks.factories.models import Factory, Member
from commonworks.kernel.errors import Missing
from commonworks.network import queries as network


@dataclass(frozen=True, slots=True)
class MemberLine:
    organisation: str
    name: str
    part: str
    joined_on: date
    left_on: date | None


@dataclass(frozen=True, slots=True)
class FactoryPage:
    ref: str
    name: str
    purpose: str
    founded_on: date
    members: list[MemberLine]


@dataclass(frozen=True, slots=True)
class FactoryLine:
    ref: str
    name: str
    purpose: str
    members: int


def factories() -> list[FactoryLine]:
    """All of them by name, with how many are members now. One SQL query."""
    now = Count("members", filter=Q(members__left_on=None))
    rows = Factory.objects.annotate(now=now).order_by("name")
    return [FactoryLine(*row) for row in rows.values_list("ref", "name", "purpose", "now")]


def factory(ref: str) -> FactoryPage:
    """One factory with everyone who ever took part. Three SQL queries."""
    row = Factory.objects.filter(ref=ref).values("ref", "name", "purpose", "founded_on").first()
    if row is None:
        raise Missing("There is no such factory.")
    fields = ("organisation", "part", "joined_on", "left_on")
    rows = list(Member.objects.filter(factory=ref).order_by("joined_on", "pk").values_list(*fields))
    names = network.names(row[0] for row in rows)
    members = [
        MemberLine(organisation, names[organisation], Member.Part(part).label, joined, left)
        for organisation, part, joined, left in rows
    ]
    return FactoryPage(**row, members=members)


def names(refs: frozenset[str]) -> dict[str, str]:
    """What each factory is called. One SQL query."""
    return dict(Factory.objects.filter(ref__in=refs).values_list("ref", "name"))
