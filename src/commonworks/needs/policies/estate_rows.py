"""A row of a file of systems, as an entry. A column that the file has is the truth: an empty cell
empties, but for the reference and for who sees the band. A column that it lacks changes nothing."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonworks.kernel.errors import Invalid
from commonworks.kernel.money import pence
from commonworks.kernel.sheets import Columns, Sheet, read
from commonworks.needs.models.estate import System
from commonworks.needs.policies.files import Difference
from commonworks.needs.policies.systems import Entry, Notice, key_of, read_notice

COLUMNS = {
    "reference": "own_ref",
    "system": "name",
    "supplier": "supplier",
    "used for": "purpose",
    "services": "services",
    "contract ends": "contract_end",
    "notice period": "notice",
    "integrations": "integrations",
    "cost band": "cost_band",
    "band seen by": "band_seen_by",
    "cost a year": "cost",
}
NAMES = {field: column for column, field in COLUMNS.items()}
REQUIRED = ("system",)
KEPT = {"own_ref", "band_seen_by"}  # where a cell is empty
SEEN = {
    System.Seen.COUNCIL.value: gettext_noop("Only our council will see the band of its cost"),
    System.Seen.NETWORK.value: gettext_noop(
        "Councils and partners in the network, not suppliers, will see the band of its cost"
    ),
    System.Seen.PUBLIC.value: gettext_noop("Everybody will see the band of its cost"),
}
# What our own downloads hold besides, and nobody types. Whose row it is is looked at all the same.
LEFT_ALONE = ("council", "give notice by", "good until", "standing")
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y")
FILE = Columns(REQUIRED, [*(each for each in COLUMNS if each not in REQUIRED), *LEFT_ALONE])
CODE = re.compile(r"0*(\d{1,6})|0*(\d{1,6})\s.+|.+\((\d{1,6})\)", re.DOTALL)
MOST_ROWS = 2_000  # the largest councils list some hundreds of systems


class Unreadable(ValueError):
    """A cell that is none of what it may be; its text says what to do."""


def sheet_of(data: bytes, name: str) -> Sheet:
    """The rows of a file of systems that came by the web. Raises Invalid."""
    return read(data, name=name, columns=FILE.must, more=FILE.may, most_rows=MOST_ROWS)


def entry_from(
    cells: Mapping[str, str], before: Entry | None, codes: Mapping[str, str]
) -> tuple[Entry, dict[str, str]]:
    """The entry that a row makes of what was there, and what is wrong with it by column. `codes`
    are those of the official list of services, by the keys of their names."""
    told: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for column, cell in cells.items():
        field = COLUMNS.get(column)
        if field is None or (field in KEPT and not cell.strip()):
            continue
        try:
            told[field] = READ.get(field, _text)(cell.strip(), codes)
        except (Unreadable, Invalid) as error:
            wrong[column] = str(error)
    if told.get("cost") is not None and "cost_band" not in told:
        told["cost_band"] = ""  # the cost says which
    return replace(before or Entry(""), **told), wrong


def difference(before: Entry, entry: Entry, *, is_back: bool) -> Difference:
    """How an entry that was there will differ; `is_back` where it was retired or archived."""
    columns = [name for name, field in COLUMNS.items() if _differ(before, entry, field)]
    notes = [_(SEEN[entry.band_seen_by])] if _differ(before, entry, "band_seen_by") else []
    if is_back:
        notes.append(_("It will be on the list again"))
    return Difference(entry.name, tuple(columns), tuple(notes))


def _differ(before: Entry, entry: Entry, field: str) -> bool:
    return bool(getattr(before, field) != getattr(entry, field))


def services(text: str, codes: Mapping[str, str]) -> tuple[str, ...]:
    """LGSL codes from "564; 565", "564, 565" or names, one a line or parted by semicolons, with
    or without their codes: "Parking permits (474)". Raises Unreadable."""
    parted = r"[;\n]" if re.search(r"[^\d\s,;]", text) else r"[;,\s]+"
    parts = [part.strip() for part in re.split(parted, text) if part.strip()]
    return tuple(_service(part, codes) for part in parts)


def _service(part: str, codes: Mapping[str, str]) -> str:
    if match := CODE.fullmatch(part):
        return str(next(filter(None, match.groups())))
    if code := codes.get(key_of(part)):
        return code
    raise Unreadable(
        _(
            "“%(cell)s” is no service of the official list (LGSL). Write its number, or its name "
            "as the list has it."
        )
        % {"cell": part[:40]}
    )


def _text(cell: str, _codes: Mapping[str, str]) -> str:
    return cell


def _day(cell: str, _codes: Mapping[str, str]) -> date | None:
    for form in DAYS:
        try:
            return datetime.strptime(cell, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    if cell:
        raise Unreadable(
            _("“%(cell)s” is not a day. Write it like 2027-03-31 or 31/03/2027.")
            % {"cell": cell[:40]}
        )
    return None


def _notice(cell: str, _codes: Mapping[str, str]) -> Notice | None:
    found = read_notice(cell)
    if cell and found is None:
        raise Unreadable(
            _("“%(cell)s” is no period. Write it like 3 months, 12 weeks, 90 days.")
            % {"cell": cell[:40]}
        )
    return found


def _cost(cell: str, _codes: Mapping[str, str]) -> int | None:
    # A spreadsheet writes £42,000.50 as 42000.5.
    return pence(re.sub(r"\.(\d)$", r".\g<1>0", cell)) if cell else None


def _band(cell: str, _codes: Mapping[str, str]) -> str:
    return _choice(cell, System.Band.choices) if cell else ""


def _seen_by(cell: str, _codes: Mapping[str, str]) -> str:
    return _choice(cell, System.Seen.choices)


def _choice(cell: str, choices: list[tuple[str, str]]) -> str:
    """By its value or its words, without case and punctuation."""
    for value, label in choices:
        if key_of(cell) in (key_of(value), key_of(str(label))):
            return str(value)
    told = {"cell": cell[:40], "known": "; ".join(str(label) for _value, label in choices)}
    raise Unreadable(_("“%(cell)s” is not one of: %(known)s.") % told)


READ: Mapping[str, Callable[[str, Mapping[str, str]], Any]] = {
    "services": services,
    "contract_end": _day,
    "notice": _notice,
    "cost_band": _band,
    "band_seen_by": _seen_by,
    "cost": _cost,
}
