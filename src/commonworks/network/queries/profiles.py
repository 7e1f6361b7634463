"""What a list of other rooms' things needs of the organisations in it: name, type, region."""

from collections.abc import Iterable
from dataclasses import dataclass

from commonworks.network.models import PRINCIPAL, Organisation


@dataclass(frozen=True, slots=True)
class Profile:
    """Type, nation and region are values, not words: see `queries.organisations.choices`."""

    ref: str
    name: str
    short_name: str
    type: str
    nation: str
    region: str


def profiles(refs: Iterable[str]) -> dict[str, Profile]:
    """By ref; one that is not an organisation has no entry. One SQL query."""
    rows = Organisation.objects.filter(ref__in=set(refs)).values_list(*Profile.__slots__)
    return {row[0]: Profile(*row) for row in rows}


def refs_like(*, type: str = "", region: str = "") -> frozenset[str]:
    """The organisations of a type and a region, those that have ended too. One SQL query."""
    wanted = {name: value for name, value in (("type", type), ("region", region)) if value}
    return frozenset(Organisation.objects.filter(**wanted).values_list("ref", flat=True))


def are_councils(refs: Iterable[str]) -> frozenset[str]:
    """Those of them that are principal councils of today. One SQL query."""
    rows = Organisation.objects.filter(ref__in=set(refs), type__in=PRINCIPAL, end=None)
    return frozenset(rows.values_list("ref", flat=True))


def councils() -> tuple[str, ...]:
    """The principal councils of today, by ref. One SQL query."""
    rows = Organisation.objects.filter(type__in=PRINCIPAL, end=None).order_by("ref")
    return tuple(rows.values_list("ref", flat=True))
