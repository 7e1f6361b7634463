"""How lists of the estate are narrowed down, and who sees the bands of costs in them."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from commonworks.needs.models.estate import System, SystemUse
from commonworks.needs.policies.systems import key_of, supplier_key
from commonworks.network.ports import Actor
from commonworks.network.queries import organisations, profiles
from commonworks.network.queries.organisations import Filters
from commonworks.places import queries as places

State = System.State
MOST_WORDS = 8
NEAR_KM = 80  # between centres: people can still meet for a day
AHEAD = {"3": 91, "6": 183, "9": 274, "12": 366, "24": 731}  # months in words of people -> days


@dataclass(frozen=True, slots=True)
class Narrowed:
    """How a list is narrowed down; empty means all. `ends` is a number of months ahead, or
    "past"; `fresh` is "stale" or "fresh"; `system` and `supplier` mean one, in any spelling; `near`
    is a council, and means it and those around it."""

    search: str = ""
    service: str = ""
    council: str = ""
    type: str = ""
    nation: str = ""
    region: str = ""
    ends: str = ""
    fresh: str = ""
    system: str = ""
    supplier: str = ""
    near: str = ""

    def passing(self, today: date) -> Q:
        """Which systems in use pass. One SQL query if it asks what a council is, else none."""
        exact = {
            "council": self.council,
            "name_key": key_of(self.system),
            "supplier_key": supplier_key(self.supplier),
        }
        passing = Q(state=State.RUNNING, **{name: value for name, value in exact.items() if value})
        for word in self.search.split()[:MOST_WORDS]:
            passing &= _named(word)
        if self.service:
            passing &= Q(ref__in=SystemUse.objects.filter(code=self.service).values("system"))
        if self.fresh:
            passing &= Q(stale=self.fresh == "stale")
        if self.near:
            passing &= Q(council__in=[self.near, *around(self.near)])
        return passing & _ending(self.ends, today) & _of_councils(self)


def around(council: str) -> dict[str, int]:
    """The councils near one, and how many kilometres away. No SQL."""
    return {each.ref: each.km for each in places.neighbours(council, within_km=NEAR_KM)}


def _named(word: str) -> Q:
    name, supplier = Q(name__icontains=word), Q(supplier_name__icontains=word)
    return name | supplier | Q(purpose__icontains=word)


def _ending(ends: str, today: date) -> Q:
    if ends == "past":
        return Q(contract_end__lt=today)
    if ends in AHEAD:
        return Q(contract_end__range=(today, today + timedelta(days=AHEAD[ends])))
    return Q()


def _of_councils(narrowed: Narrowed) -> Q:
    what = {name: getattr(narrowed, name) for name in ("type", "nation", "region")}
    if not any(what.values()):
        return Q()
    lines = organisations.organisations(Filters(**what, past=True))
    return Q(council__in=[line.ref for line in lines])


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who reads a list, as far as bands of costs go."""

    own: frozenset[str]
    in_network: bool

    @classmethod
    def of(cls, by: Actor) -> "Viewer":
        """One SQL query for whoever belongs to an organisation. A supplier is not told what its
        competitors cost: its people see what everybody sees."""
        if not by.organisations:
            return cls(frozenset(), False)
        known = profiles.profiles(by.organisations)
        buyers = frozenset(ref for ref, known_ in known.items() if known_.type != "supplier")
        return cls(buyers, bool(buyers))

    def band(self, council: str, band: str, seen_by: str) -> str:
        """The band, if this viewer may see it; else ""."""
        sees = (
            seen_by == System.Seen.PUBLIC
            or (seen_by == System.Seen.NETWORK and self.in_network)
            or council in self.own
        )
        return band if sees else ""
