"""Reads table.txt: who may do what at which address.

A line is `METHODS route who=status …`, with `demo` before the cells where it is about the
demonstration. `who` is a side, a side and roles ("own:lead,deputy"), or "else"; the first cell that
fits an actor counts. The sides:

own, other   people of Leeds, whose things every address of the test names, and of Camden
former       people who held that role in Leeds until today
body         people of the network's own body
supplier     of a company
nowhere      somebody with an account and no membership
suspended    people of Leeds whose account was suspended while they were signed in: they have no
             cells of their own, for they are to get what anonymous gets
anonymous    nobody signed in; as "applicant" the browser holds the application of Leeds that the
             address is about, as "neighbour" one of Camden
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

TABLE = Path(__file__).with_name("table.txt")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
COUNCIL_ROLES = (
    *("administrator", "lead", "deputy", "member", "service-owner", "caseworker", "finance"),
    *("data-officer", "asset-manager", "procurement-officer", "moderator", "assessor"),
    *("councillor", "partner"),
)
BODY_ROLES = ("convener", "steward")


@dataclass(frozen=True, slots=True)
class Who:
    """An actor: "anonymous", or a role somewhere."""

    side: str
    role: str = ""

    def __str__(self) -> str:
        return f"{self.side}:{self.role}" if self.role else self.side


EVERYBODY = (
    *(Who("anonymous", role) for role in ("", "applicant", "neighbour")),
    *(Who(side, role) for side in ("own", "other") for role in COUNCIL_ROLES),
    *(Who("former", role) for role in ("administrator", "caseworker", "service-owner")),
    *(Who("body", role) for role in BODY_ROLES),
    Who("supplier", "supplier"),
    Who("nowhere"),
    *(Who("suspended", role) for role in ("administrator", "caseworker", "service-owner")),
    Who("suspended", "lead"),
)
# For the methods that no page of ours answers: somebody of each kind is enough.
A_FEW = (
    *(Who("anonymous", role) for role in ("", "applicant")),
    *(Who("own", role) for role in ("administrator", "service-owner", "caseworker")),
    Who("other", "caseworker"),
    Who("body", "steward"),
    Who("nowhere"),
    Who("suspended", "service-owner"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table."""

    methods: tuple[str, ...]
    route: str
    demo: bool
    cells: tuple[tuple[str, int], ...]

    def expected(self, who: Who) -> int:
        if who.side == "suspended":
            return self.expected(Who("anonymous"))
        for text, status in self.cells:
            side, _, roles = text.partition(":")
            if text == "else" or (side == who.side and (not roles or who.role in roles.split(","))):
                return status
        raise AssertionError(f"{self.route}: the table does not say what happens to {who}")


def lines() -> list[Line]:
    rows = (row.split("#")[0].split() for row in TABLE.read_text().splitlines())
    return [_line(row) for row in rows if row]


def _line(row: list[str]) -> Line:
    methods, route, *cells = row
    demo = cells[0] == "demo"
    pairs = (cell.rpartition("=") for cell in cells[demo:])
    told = tuple((who, int(status)) for who, _, status in pairs)
    return Line(tuple(methods.split(",")), route, demo, told)


def routes() -> Iterator[str]:
    """Every route of the house, as it is written in the urls, without its leading slash."""
    yield from sorted(set(_walk(get_resolver().url_patterns, "")))


def _walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for each in patterns:
        here = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns, here)
        else:
            yield "/" + here.replace(" ", "")
