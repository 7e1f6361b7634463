"""Who takes part in the demonstration: an account for each role, named by it, and nobody real."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from commonworks.network.commands import people
from commonworks.network.ports import BODY, SYSTEM, Actor

RUNNING = {"leeds": "Leeds", "camden": "Camden", "cornwall": "Cornwall"}
ROLES = {
    "lead": "Digital lead",
    "administrator": "Administrator",
    "service-owner": "Service owner",
    "caseworker": "Caseworker",
    "finance": "Finance officer",
}
CONVENER = "Convener of the network"
# Others whose digital lead has declared something, or takes part in something.
NEIGHBOURS = {
    "bradford": "Bradford",
    "bristol": "Bristol",
    "calderdale": "Calderdale",
    "dorset": "Dorset",
    "gateshead": "Gateshead",
    "hackney": "Hackney",
    "islington": "Islington",
    "kirklees": "Kirklees",
    "plymouth": "Plymouth",
    "somerset": "Somerset",
    "southwark": "Southwark",
    "sunderland": "Sunderland",
    "wakefield": "Wakefield",
    "wiltshire": "Wiltshire",
    "york": "York",
}


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody, by organisation and role."""

    actors: Mapping[tuple[str, str], Actor]
    workers: Mapping[str, list[Actor]]  # by council

    def lead(self, organisation: str) -> Actor:
        return self.actors[organisation, "lead"]

    def one(self, organisation: str, role: str) -> Actor:
        return self.actors[organisation, role]


def welcome(at: datetime) -> Cast:
    """Make the accounts."""
    actors: dict[tuple[str, str], Actor] = {}
    workers: dict[str, list[Actor]] = {}
    for council, name in RUNNING.items():
        for role, title in ROLES.items():
            actors[council, role] = _admit(f"{title}, {name}", council, role, at)
        second = _admit(f"Second caseworker, {name}", council, "caseworker", at)
        workers[council] = [actors[council, "caseworker"], second]
    for council, name in NEIGHBOURS.items():
        actors[council, "lead"] = _admit(f"Digital lead, {name}", council, "lead", at)
    for role in ("steward", "administrator"):
        actors[BODY, role] = _admit(f"{role.title()} of the network", BODY, role, at)
    actors[BODY, "convener"] = _admit(CONVENER, BODY, "convener", at, elected=True)
    return Cast(actors, workers)


def address(name: str, organisation: str) -> str:
    mailbox = name.partition(",")[0].lower().replace(" ", "-")
    return f"{mailbox}@{organisation}.example"


def _admit(
    name: str, organisation: str, role: str, at: datetime, *, elected: bool = False
) -> Actor:
    """`elected`: the members give the role, later in the story."""
    ref = people.admit(
        email=address(name, organisation),
        name=name,
        organisation=organisation,
        roles=[] if elected else [role],
        by=SYSTEM,
        at=at,
    )
    return Actor(ref, frozenset({(organisation, role)}), name)
