"""A file of organisations in mySociety's columns: checked whole, then written whole or not at all.

An empty cell changes nothing. A council is known again by any of its codes, so that a second
import of the same file changes nothing either.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction

from commonworks.network import permissions
from commonworks.network.commands import organisations
from commonworks.network.models import Code, Organisation
from commonworks.network.permissions import Deed
from commonworks.network.ports import Actor
from commonworks.network.queries.facts import (
    CodeFact,
    Facts,
    OrganisationFact,
    SuccessionFact,
    known_facts,
)

MOST_ROWS = 5_000
COLUMNS = (
    *("local-authority-code", "official-name", "nice-name", "gss-code", "former-gss-codes"),
    *("end-date", "replaced-by", "nation", "region", "local-authority-type", "county-la"),
)
TYPES = {
    "CC": Organisation.Type.CITY,
    "COMB": Organisation.Type.COMBINED,
    "CTY": Organisation.Type.COUNTY,
    "LBO": Organisation.Type.LONDON_BOROUGH,
    "MD": Organisation.Type.METROPOLITAN,
    "NID": Organisation.Type.NORTHERN_IRISH,
    "NMD": Organisation.Type.DISTRICT,
    "SCO": Organisation.Type.SCOTTISH,
    "SRA": Organisation.Type.LONDON,
    "UA": Organisation.Type.UNITARY,
    "WPA": Organisation.Type.WELSH,
}
NATIONS = {nation.label: nation for nation in Organisation.Nation}
REGIONS = {region.label: region for region in Organisation.Region}
GSS = re.compile(r"[ENSWK]\d{8}")
OWN_CODE = re.compile(r"[A-Z][A-Z0-9-]{1,9}")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stands in the file, and the line it ends on."""

    line: int
    cells: Mapping[str, str]
    whole: bool = True  # as many cells as there are column names


@dataclass(frozen=True, slots=True)
class Problem:
    line: int
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class Change:
    """What would become, or became, otherwise. A new organisation changes from nothing."""

    ref: str
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Report:
    """`written` is false after a dry run, and where there is any problem at all."""

    written: bool
    added: int
    changed: int
    unchanged: int
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()

    def lines(self) -> list[str]:
        """For people to read, the sum last."""
        wrong = [f"Line {p.line}, {p.column}: {p.message}" for p in self.problems]
        told = [f"{c.ref}: {c.what} was “{c.before}”, is “{c.after}”" for c in self.changes]
        count = f"{self.added} added, {self.changed} changed, {self.unchanged} as before"
        if wrong:
            return [*wrong, "Nothing was written. Put these right, then import the file again."]
        return [*told, f"{count}." if self.written else f"Dry run, nothing written: {count}."]


@transaction.atomic
def import_organisations(
    *, rows: Sequence[Row], dry_run: bool = False, by: Actor, at: datetime
) -> Report:
    """Bring the file's organisations in, or say line by line why none was."""
    permissions.check(by, Deed.KEEP_ORGANISATIONS)
    if len(rows) > MOST_ROWS:
        too_many = (
            f"The file has {len(rows):,} rows; {MOST_ROWS:,} is the most. Is it the right one?"
        )
        return Report(False, 0, 0, 0, problems=(Problem(rows[MOST_ROWS].line, "(all)", too_many),))
    before = known_facts()
    if problems := [*_cell_problems(rows), *_code_problems(rows, before.codes)]:
        return Report(False, 0, 0, 0, problems=tuple(sorted(problems, key=_where)))
    wanted = _facts(rows, before, source=f"{organisations.IMPORTED}, {at:%Y-%m-%d}")
    changes = _changes(wanted, before)
    held = {fact.ref for fact in before.organisations}
    touched = {change.ref for change in changes}
    if not dry_run:
        organisations.save_facts(facts=wanted, by=by, at=at)
    return Report(
        not dry_run,
        added=len(touched - held),
        changed=len(touched & held),
        unchanged=len(wanted.organisations) - len(touched & {f.ref for f in wanted.organisations}),
        changes=changes,
    )


def _where(problem: Problem) -> tuple[int, str]:
    return problem.line, problem.column


def _cell_problems(rows: Sequence[Row]) -> Iterable[Problem]:
    """What is wrong with a cell, seen by itself."""
    own = {row.cells.get("local-authority-code", "") for row in rows}
    for row in rows:
        if not row.whole:
            yield Problem(row.line, "(all)", "The row has not as many cells as there are columns.")
            continue
        for column in COLUMNS:
            if why := _wrong(column, row.cells[column], own):
                yield Problem(row.line, column, why)


def _wrong(column: str, cell: str, own: set[str]) -> str:
    """Why a cell of this column cannot be taken, or nothing."""
    if cell.startswith(FORMULA):
        return "The cell begins like a formula of a spreadsheet. Put in what it should say."
    if len(cell) > 200 and column not in ("former-gss-codes", "replaced-by"):
        return "The cell is longer than 200 characters."
    codes = [code for code in cell.split(",") if code]
    match column:
        case "official-name" | "nice-name" if not cell.strip():
            return "Give the council's name."
        case "local-authority-code" if not OWN_CODE.fullmatch(cell):
            return f"“{cell}” is not a code like LDS. Each row needs one."
        case "gss-code" | "former-gss-codes" if not all(map(GSS.fullmatch, codes)):
            return f"“{cell}” is not a GSS code like E08000035."
        case "local-authority-type" if cell not in TYPES:
            return f"“{cell}” is not a type. Use one of {', '.join(TYPES)}."
        case "nation" if cell not in NATIONS:
            return f"“{cell}” is not a nation. Use one of {', '.join(NATIONS)}."
        case "region" if cell and cell not in REGIONS and cell not in NATIONS:
            return f"“{cell}” is not a region. Use one of {', '.join(REGIONS)}, or leave it empty."
        case "replaced-by" | "county-la" if unknown := [code for code in codes if code not in own]:
            return f"No row of this file has the code {', '.join(unknown)}."
        case "end-date" if cell and not _is_day(cell):
            return f"“{cell}” is not a day. Write it like 2023-04-01."
    return ""


def _is_day(cell: str) -> bool:
    try:
        return bool(date.fromisoformat(cell))
    except ValueError:
        return False


def _code_problems(rows: Sequence[Row], codes: Sequence[CodeFact]) -> Iterable[Problem]:
    """Codes that two rows claim, or that belong to two organisations."""
    owners = {(code.scheme, code.code): code.organisation for code in codes}
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        for scheme, code in _codes(row):
            if (first := seen.setdefault((scheme, code), row.line)) != row.line:
                yield Problem(row.line, _column(scheme), f"{code} is on line {first} already.")
        if len(refs := {owners[key] for key in _codes(row) if key in owners}) > 1:
            both = " and ".join(sorted(refs))
            yield Problem(row.line, "gss-code", f"The codes of this row belong to {both}.")


def _codes(row: Row) -> list[tuple[str, str]]:
    cells = row.cells
    gss = [cells.get("gss-code", ""), *cells.get("former-gss-codes", "").split(",")]
    own = (Code.Scheme.MYSOCIETY.value, cells.get("local-authority-code", ""))
    return [own, *((Code.Scheme.GSS.value, code) for code in gss if code)]


def _column(scheme: str) -> str:
    return "gss-code" if scheme == Code.Scheme.GSS else "local-authority-code"


def _facts(rows: Sequence[Row], before: Facts, *, source: str) -> Facts:
    """What the rows say, over what is known already."""
    refs = _refs(rows, before)
    held = {fact.ref: fact for fact in before.organisations}
    organisations_ = []
    for row in rows:
        ref = refs[row.cells["local-authority-code"]]
        told = _told(row, ref, refs, held.get(ref))
        same = ref in held and told == replace(held[ref], source=told.source)
        organisations_.append(held[ref] if same else replace(told, source=source))
    return Facts(tuple(organisations_), _code_facts(rows, refs, before), _successions(rows, refs))


def _refs(rows: Sequence[Row], before: Facts) -> dict[str, str]:
    """Which organisation each row is about, by its own code: a known one, or a new ref."""
    owners = {(code.scheme, code.code): code.organisation for code in before.codes}
    taken = {fact.ref for fact in before.organisations}
    refs: dict[str, str] = {}
    for row in rows:
        own = row.cells["local-authority-code"]
        found = [owners[key] for key in _codes(row) if key in owners]
        refs[own] = found[0] if found else _new_ref(row, taken)
        taken.add(refs[own])
    return refs


def _new_ref(row: Row, taken: set[str]) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", row.cells["nice-name"].lower()).strip("-")[:45]
    return plain if plain not in taken else f"{plain}-{row.cells['local-authority-code'].lower()}"


def _told(
    row: Row, ref: str, refs: Mapping[str, str], held: OrganisationFact | None
) -> OrganisationFact:
    cells = row.cells
    base = held or OrganisationFact(ref, "", "", "", "")
    type_ = TYPES[cells["local-authority-type"]]
    if type_ == Organisation.Type.COMBINED and held:
        type_ = Organisation.Type(held.type)  # the file does not tell the two kinds apart
    return replace(
        base,
        name=" ".join(cells["official-name"].split()),
        short_name=" ".join(cells["nice-name"].split()),
        type=type_.value,
        nation=NATIONS[cells["nation"]].value,
        region=REGIONS[cells["region"]].value if cells["region"] in REGIONS else base.region,
        upper_tier=refs.get(cells["county-la"], base.upper_tier),
        end=_end(cells["end-date"]) or base.end,
        source=base.source,
    )


def _end(cell: str) -> date | None:
    """The first day without it. The file mixes that with the last day, always a 31 March."""
    if not cell:
        return None
    day = date.fromisoformat(cell)
    return day + timedelta(days=1) if (day.month, day.day) == (3, 31) else day


def _code_facts(
    rows: Sequence[Row], refs: Mapping[str, str], before: Facts
) -> tuple[CodeFact, ...]:
    """Only codes that are not known yet: what we know of a code's days is more than the file's."""
    held = {(code.scheme, code.code) for code in before.codes}
    return tuple(
        CodeFact(refs[row.cells["local-authority-code"]], scheme, code)
        for row in rows
        for scheme, code in _codes(row)
        if (scheme, code) not in held
    )


def _successions(rows: Sequence[Row], refs: Mapping[str, str]) -> tuple[SuccessionFact, ...]:
    return tuple(
        SuccessionFact(refs[row.cells["local-authority-code"]], refs[successor], on)
        for row in rows
        if (on := _end(row.cells["end-date"]))
        for successor in row.cells["replaced-by"].split(",")
        if successor
    )


def _changes(wanted: Facts, before: Facts) -> tuple[Change, ...]:
    held = {fact.ref: fact for fact in before.organisations}
    codes = set(before.codes)
    new_codes = [
        Change(fact.organisation, f"{fact.scheme} code", "", fact.code)
        for fact in wanted.codes
        if fact not in codes
    ]
    told = [
        Change(fact.ref, name, str(was or ""), str(now or ""))
        for fact in wanted.organisations
        for name in fact.__slots__
        if (now := getattr(fact, name)) != (was := getattr(held.get(fact.ref), name, None))
        and name != "source"
        and (was or now)
    ]
    return tuple(told + new_codes)
