"""Where organisations are, and who answers for them: what other rooms need of the network when
they keep something that belongs to an organisation or to one of its people."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from commonworks.frontend.words import labelled
from commonworks.network.models import PRINCIPAL, Membership, Organisation, Role

Type = Organisation.Type
LOCAL_GOVERNMENT = frozenset({*PRINCIPAL, Type.COMBINED, Type.COMBINED_COUNTY, Type.LONDON})
SUPPLIER = Type.SUPPLIER
STAND_INS = (Role.LEAD, Role.DEPUTY, Role.ADMINISTRATOR)  # who answers when somebody has left


@dataclass(frozen=True, slots=True)
class Area:
    """The nation of an organisation, and its region; a nation without regions is its own."""

    nation: str
    region: str


def area(organisation: str) -> Area:
    """Where an organisation is; nowhere, if there is no such one. One SQL query."""
    return areas_of([organisation])[organisation]


def areas_of(organisations: Iterable[str]) -> dict[str, Area]:
    """The same of many. One SQL query."""
    wanted = set(organisations)
    rows = Organisation.objects.filter(ref__in=wanted).values_list("ref", "nation", "region")
    found = {ref: Area(nation, region or nation) for ref, nation, region in rows}
    return dict.fromkeys(wanted, Area("", "")) | found


def areas() -> list[tuple[str, str]]:
    """Every region, and every nation that has none, by name: (value, words). No SQL."""
    nations = (Organisation.Nation.NORTHERN_IRELAND, Organisation.Nation.SCOTLAND)
    whole = (*nations, Organisation.Nation.WALES, Organisation.Nation.UK)
    both = [*Organisation.Region.choices, *((each.value, each.label) for each in whole)]
    return sorted(labelled(both), key=lambda each: each[1])


@dataclass(frozen=True, slots=True)
class Kind:
    """What an organisation is called, and its type: as it is kept, not in words."""

    name: str
    type: str

    @property
    def is_local_government(self) -> bool:
        return self.type in LOCAL_GOVERNMENT

    @property
    def supplies(self) -> bool:
        return self.type == SUPPLIER


def kinds_of(organisations: Iterable[str]) -> dict[str, Kind]:
    """The kind of each; a ref that is no organisation has no entry. At most one SQL query."""
    if not (wanted := set(organisations)):
        return {}
    rows = Organisation.objects.filter(ref__in=wanted).values_list("ref", "name", "type")
    return {ref: Kind(name, type_) for ref, name, type_ in rows}


def belongs(person: str, organisation: str) -> bool:
    """Whether somebody holds any role there today. At most one SQL query."""
    try:
        ref = UUID(person)
    except ValueError:
        return False
    rows = Membership.objects.filter(person__ref=ref, organisation=organisation, until=None)
    return rows.exists()


def stand_in(organisation: str) -> str:
    """Who answers for an organisation: its lead, else the deputy, else an administrator, the one
    who has been there longest; "" if there is nobody. One SQL query."""
    rows = Membership.objects.filter(organisation=organisation, role__in=STAND_INS, until=None)
    found = rows.values_list("role", "since", "person__ref")
    order = {role.value: at for at, role in enumerate(STAND_INS)}
    first = min(found, key=lambda row: (order[row[0]], row[1], str(row[2])), default=None)
    return str(first[2]) if first else ""


def to_write_to(organisations: Iterable[str], *roles: str) -> dict[str, tuple[str, ...]]:
    """Who hears that something waits for these organisations, by their opaque refs, each with the
    ones they hear of it for: all who hold one of the roles there today or, where nobody does, who
    answers for it. Nobody whose account is suspended. One SQL query."""
    wanted = list(dict.fromkeys(organisations))
    rows = Membership.objects.filter(
        organisation__in=wanted,
        role__in={*STAND_INS, *roles},
        until=None,
        person__suspended_at=None,
    )
    held: dict[str, list[tuple[str, str]]] = {}
    found = rows.values_list("organisation", "role", "person__ref")
    for organisation, role, person in found.order_by("since", "person__ref"):
        held.setdefault(organisation, []).append((role, str(person)))
    told: dict[str, tuple[str, ...]] = {}
    for organisation in wanted:
        for person in _first_of(held.get(organisation, []), roles):
            told[person] = (*told.get(person, ()), organisation)
    return told


def _first_of(held: list[tuple[str, str]], roles: Iterable[str]) -> list[str]:
    """Each person of these roles once; else the first of those who stand in."""
    named = list(dict.fromkeys(person for role, person in held if role in roles))
    others = sorted(held, key=lambda each: STAND_INS.index(Role(each[0])))
    return named or [person for _role, person in others[:1]]


def members(organisations: Iterable[str]) -> frozenset[tuple[str, str]]:
    """(organisation, person) of everybody who belongs to one of these today. One SQL query."""
    rows = Membership.objects.filter(organisation__in=set(organisations), until=None)
    return frozenset(
        (organisation, str(person))
        for organisation, person in rows.values_list("organisation", "person__ref")
    )
