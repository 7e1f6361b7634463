"""Whom a council could buy with: those near it whose contracts for the same end soon."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from commonworks.needs.models.estate import System, SystemUse
from commonworks.needs.queries.narrowing import around
from commonworks.needs.queries.overlaps import SOON
from commonworks.network import queries as network
from commonworks.network.queries import lgsl

FEW = 3  # other councils, from which founding something together is worth a word
FOUND = "/factories/found"  # the room above this one answers there


@dataclass(frozen=True, slots=True)
class Buyer:
    """A council near by, and which of its contracts ends soon; `stale`, if nobody has
    confirmed that entry."""

    council: str
    name: str
    km: int
    system: str
    system_name: str
    contract_end: date
    stale: bool


@dataclass(frozen=True, slots=True)
class Chance:
    """Councils near one that buy the same again soon, those whose contracts end first first.

    `kind` is "system" or "service", `key` its name key or LGSL code, `what` what it is called;
    `own` is the council's own entry that they are like. `found` is where to found a factory with
    them.
    """

    kind: str
    key: str
    what: str
    own: str
    own_name: str
    own_end: date | None
    buyers: tuple[Buyer, ...]
    found: str


@dataclass(frozen=True, slots=True)
class _Row:
    ref: str
    name: str
    name_key: str
    council: str
    contract_end: date | None
    stale: bool


Buyers = Mapping[tuple[str, str], list[Buyer]]


def chances(council: str, *, today: date, system: str = "", limit: int = 5) -> tuple[Chance, ...]:
    """What councils near this one buy again within nine months, where it runs the same system or
    one for the same service: for all of its entries, or for one. The most councils first.

    Six SQL queries at most, however many systems there are.
    """
    near = around(council)
    chosen = {"ref": system} if system else {}
    own = _rows(council=council, **chosen) if near else []
    if not own:
        return ()
    buyers = _buyers(near, today)
    services = _services(council=council)
    best: dict[tuple[str, str], Chance] = {}
    for row in own:
        chance = _best(row, services.get(row.ref, ()), buyers, council)
        if chance is not None:
            best.setdefault((chance.kind, chance.key), chance)
    ranked = sorted(best.values(), key=lambda each: (-len(each.buyers), each.what))
    return _named(ranked[:limit])


def _rows(**which: object) -> list[_Row]:
    found = System.objects.filter(state=System.State.RUNNING, **which).order_by("name", "ref")
    return [_Row(*row) for row in found.values_list(*_Row.__slots__)]


def _services(**which: object) -> dict[str, list[str]]:
    """Codes by system."""
    wanted = {f"system__{name}": value for name, value in which.items()}
    codes: dict[str, list[str]] = defaultdict(list)
    rows = SystemUse.objects.filter(system__state=System.State.RUNNING, **wanted)
    for ref, code in rows.order_by("pk").values_list("system", "code"):
        codes[ref].append(code)
    return codes


def _buyers(near: Mapping[str, int], today: date) -> Buyers:
    """("system", name key) and ("service", code) -> councils that buy it soon, each once, by its
    first contract that ends."""
    which = {"council__in": list(near), "contract_end__range": (today, today + SOON)}
    rows = sorted(_rows(**which), key=lambda row: (str(row.contract_end), row.ref))
    services = _services(**which)
    names = network.short_names(row.council for row in rows)
    found: dict[tuple[str, str], dict[str, Buyer]] = defaultdict(dict)
    for row in rows:
        buyer = _buyer(row, names, near)
        for key in _keys(row, services.get(row.ref, ())):
            found[key].setdefault(row.council, buyer)
    return {key: list(councils.values()) for key, councils in found.items()}


def _buyer(row: _Row, names: Mapping[str, str], near: Mapping[str, int]) -> Buyer:
    end = row.contract_end
    assert end is not None  # it was asked for by its day
    place = names[row.council], near[row.council]
    return Buyer(row.council, *place, row.ref, row.name, end, row.stale)


def _keys(row: _Row, codes: Iterable[str]) -> list[tuple[str, str]]:
    return [("system", row.name_key), *(("service", code) for code in codes)]


def _best(row: _Row, codes: Iterable[str], buyers: Buyers, council: str) -> Chance | None:
    """The one of an entry's system and services that most councils near by buy again."""
    kind, key = max(_keys(row, codes), key=lambda each: len(buyers.get(each, ())))
    found = tuple(buyers.get((kind, key), ()))
    if len(found) < FEW:
        return None
    councils = ",".join([council, *(buyer.council for buyer in found)])
    service = {"service": key} if kind == "service" else {}
    address = urlencode({"from": "estate", "system": row.ref, **service, "councils": councils})
    return Chance(
        kind, key, row.name, row.ref, row.name, row.contract_end, found, f"{FOUND}?{address}"
    )


def _named(found: Iterable[Chance]) -> tuple[Chance, ...]:
    """With what their services are called."""
    chances = tuple(found)
    codes = {chance.key for chance in chances if chance.kind == "service"}
    names = lgsl.service_names(codes) if codes else {}
    return tuple(
        replace(chance, what=names.get(chance.key, chance.key))
        if chance.kind == "service"
        else chance
        for chance in chances
    )
