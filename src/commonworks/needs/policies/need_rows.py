"""A row of a file of needs, as what a council says. A cell that is not there is empty."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from commonworks.kernel.errors import Invalid
from commonworks.kernel.money import pence
from commonworks.kernel.sheets import Columns, Sheet, read
from commonworks.needs.models import Pain, Visibility
from commonworks.needs.policies.personal import found_in
from commonworks.needs.policies.said import Said, checked

REQUIRED = ("reference", "title", "problem")
COLUMNS = {  # of the file -> what it says
    "reference": "own_ref",
    "title": "title",
    "problem": "problem",
    "who": "who",
    "service": "service_code",
    "volume": "volume",
    "cost": "cost_pence",
    "pain": "pain",
    "tried": "tried",
    "constraints": "constraints",
    "visibility": "visibility",
}
NAMES = {field: column for column, field in COLUMNS.items()}
FILE = Columns(REQUIRED, tuple(COLUMNS.keys() - set(REQUIRED)))
MOST_ROWS = 1_000
MOST_BYTES = 5_000_000
MOST_REFERENCE = 60


def sheet_of(data: bytes, name: str) -> Sheet:
    """The rows of a file of needs that came by the web. Raises Invalid."""
    return read(data, name=name, columns=FILE.must, more=FILE.may, most_rows=MOST_ROWS)


def own_ref(cells: Mapping[str, str]) -> str:
    """What the council calls it: by this it is known again when the file comes a second time."""
    return " ".join(cells["reference"].split())


def said_in(
    cells: Mapping[str, str], services: Collection[str], *, personal: bool
) -> tuple[Said | None, dict[str, str]]:
    """What the row says, or what is wrong by column. `personal`: it may name people."""
    wrong: dict[str, str] = {}
    told = {field: _read(column, cells, wrong) for column, field in COLUMNS.items()}
    ref = told.pop("own_ref")
    if not ref:
        wrong["reference"] = _("Give each need a reference of your own, so that it is known again.")
    elif len(ref) > MOST_REFERENCE:
        wrong["reference"] = _("The reference must be %(most)s characters or fewer.") % {
            "most": MOST_REFERENCE
        }
    if told["service_code"] and told["service_code"] not in services:
        wrong["service"] = _("There is no service %(code)s in the official list.") % {
            "code": told["service_code"][:12]
        }
    try:
        said = checked(Said(**told))
    except Invalid as refused:
        return None, {NAMES[name]: why for name, why in refused.fields.items()} | wrong
    if not personal:
        found = found_in(said.texts)
        wrong |= {
            NAMES[each.field]: _("“%(text)s” seems to be %(kind)s.")
            % {"text": each.text, "kind": _(each.kind)}
            for each in found
        }
    return (None if wrong else said), wrong


def _read(column: str, cells: Mapping[str, str], wrong: dict[str, str]) -> Any:
    cell = cells.get(column, "").strip()
    try:
        return READ.get(column, str)(cell)
    except Invalid as refused:
        wrong[column] = str(refused)
        return EMPTY.get(column)


def _number(cell: str) -> int | None:
    if not cell:
        return None
    plain = cell.replace(",", "")
    if not (plain.isascii() and plain.isdecimal() and len(plain) < 12):
        raise Invalid(_("“%(cell)s” is not a whole number.") % {"cell": cell[:40]})
    return int(plain)


def _money(cell: str) -> int | None:
    return pence(cell) if cell else None


def _pain(cell: str) -> str:
    words = {label.casefold(): value for value, label in Pain.choices}
    found = words.get(cell.casefold(), cell.casefold())
    if found and found not in Pain:
        raise _not_one_of(cell, Pain.values)
    return found


def _visibility(cell: str) -> str:
    found = cell.casefold() or Visibility.PUBLIC.value
    if found not in Visibility:
        raise _not_one_of(cell, Visibility.values)
    return found


def _not_one_of(cell: str, known: Collection[str]) -> Invalid:
    told = {"cell": cell[:40], "known": ", ".join(known)}
    return Invalid(_("“%(cell)s” is not one of: %(known)s.") % told)


READ: Mapping[str, Callable[[str], Any]] = {
    "reference": lambda cell: " ".join(cell.split()),
    "volume": _number,
    "cost": _money,
    "pain": _pain,
    "visibility": _visibility,
}
EMPTY = {"pain": "", "visibility": Visibility.PUBLIC.value}  # where a cell could not be read
