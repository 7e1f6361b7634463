"""What two things have in common beside their texts, in points and in words."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from likeness.wording import reason

SAME_SERVICE, SAME_GROUP, SAME_SYSTEM, SAME_SEASON = 0.15, 0.05, 0.05, 0.05
SAME_REGION, SAME_NATION, SAME_TYPE = 0.02, 0.01, 0.01
SEASON = timedelta(days=92)  # contracts that end so near to each other can be bought together


@dataclass(frozen=True, slots=True)
class Contract:
    """A system that a council runs, and when its contract ends."""

    system: str
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known of a thing and of the council it belongs to. Empty is unknown.

    `service` is a code of a list of services, `service_name` what to call it, `groups` the names
    of what it is a part of. `place` is who it belongs to.
    """

    service: str = ""
    service_name: str = ""
    groups: Collection[str] = ()
    contracts: Collection[Contract] = ()
    place: str = ""
    type: str = ""
    type_name: str = ""
    nation: str = ""
    region: str = ""
    region_name: str = ""


@dataclass(frozen=True, slots=True)
class Common:
    """One thing that two have in common: its points, and a reason to show. `code` is a key of
    `likeness.wording.REASONS`, "" for what is not worth a word; `what` it is that both have."""

    points: float
    code: str = ""
    what: str | date = ""

    def reason(self, lang: str) -> str:
        return reason(self.code, self.what, lang)


def compare(one: Circumstances, other: Circumstances) -> list[Common]:
    """What both have in common, what says most first. `compare(a, b)` has the points of
    `compare(b, a)`."""
    return [*_services(one, other), *_contracts(one, other), *_councils(one, other)]


def _services(one: Circumstances, other: Circumstances) -> list[Common]:
    if one.service and one.service == other.service:
        name = one.service_name or other.service_name or one.service
        return [Common(SAME_SERVICE, "same-service", name)]
    if shared := set(one.groups) & set(other.groups):
        return [Common(SAME_GROUP, "same-group", min(shared))]
    return []


def _contracts(one: Circumstances, other: Circumstances) -> list[Common]:
    """Systems and seasons; nothing where both belong to the same council."""
    if one.place and one.place == other.place:
        return []
    systems = {each.system.casefold(): each.system for each in one.contracts if each.system}
    both = sorted({each.system.casefold() for each in other.contracts} & systems.keys())
    found = [Common(SAME_SYSTEM, "same-system", systems[both[0]])] if both else []
    ends = [
        max(a.ends, b.ends)
        for a in one.contracts
        for b in other.contracts
        if a.ends and b.ends and abs(a.ends - b.ends) <= SEASON
    ]
    if ends:
        found.append(Common(SAME_SEASON, "same-season", min(ends)))
    return found


def _councils(one: Circumstances, other: Circumstances) -> list[Common]:
    """Region or nation, and type of council; nothing where both belong to the same council."""
    if not one.place or one.place == other.place:
        return []
    found = []
    if one.region and one.region == other.region:
        found.append(Common(SAME_REGION, "same-region", one.region_name or one.region))
    elif one.nation and one.nation == other.nation:
        found.append(Common(SAME_NATION))
    if one.type and one.type == other.type:
        found.append(Common(SAME_TYPE, "same-type", one.type_name or one.type))
    return found
