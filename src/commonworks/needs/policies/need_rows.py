"""A row of a file of needs, as what a council says. A column that the file has is the truth: an
empty cell empties, but for who can see a need. A column that it lacks changes nothing."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonworks.kernel.errors import Invalid
from commonworks.kernel.money import pence
from commonworks.kernel.sheets import Columns, Sheet, read
from commonworks.needs.models import Pain, Visibility
from commonworks.needs.policies.files import Difference
from commonworks.needs.policies.personal import found_in
from commonworks.needs.policies.said import Said, changes, checked

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
KEPT = {"visibility"}  # where a cell is empty: nothing may become public by what a file leaves out
SEEN = {
    Visibility.PUBLIC.value: gettext_noop("Anyone will see it"),
    Visibility.NETWORK.value: gettext_noop("Only people of the network will see it"),
}
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
    cells: Mapping[str, str], before: Said | None, services: Collection[str], *, personal: bool
) -> tuple[Said | None, dict[str, str]]:
    """What a need says after the row, or what is wrong by column. `before` is what it says where
    it is there; `personal`: the row may name people."""
    wrong: dict[str, str] = {}
    told = _told(cells, wrong)
    ref = told.pop("own_ref")
    if not ref:
        wrong["reference"] = _("Give each need a reference of your own, so that it is known again.")
    elif len(ref) > MOST_REFERENCE:
        wrong["reference"] = _("The reference must be %(most)s characters or fewer.") % {
            "most": MOST_REFERENCE
        }
    if (code := told.get("service_code")) and code not in services:
        wrong["service"] = _("There is no service %(code)s in the official list.") % {
            "code": code[:12]
        }
    try:
        said = checked(Said(**{**(asdict(before) if before else {}), **told}))
    except Invalid as refused:
        return None, {NAMES[name]: why for name, why in refused.fields.items()} | wrong
    if not personal:
        found = found_in({name: text for name, text in said.texts.items() if name in told})
        wrong |= {
            NAMES[each.field]: _("“%(text)s” seems to be %(kind)s.")
            % {"text": each.text, "kind": _(each.kind)}
            for each in found
        }
    return (None if wrong else said), wrong


def difference(before: Said, said: Said) -> Difference:
    """How a need that was there will differ."""
    other = changes(asdict(before), asdict(said))
    notes = [_(SEEN[each.after]) for each in other if each.name == "visibility"]
    return Difference(said.title, tuple(NAMES[each.name] for each in other), tuple(notes))


def _told(cells: Mapping[str, str], wrong: dict[str, str]) -> dict[str, Any]:
    """What the columns say that the file has, by field."""
    told: dict[str, Any] = {}
    for column in (column for column in COLUMNS if column in cells):
        cell = cells[column].strip()
        if not cell and column in KEPT:
            continue
        try:
            told[COLUMNS[column]] = READ.get(column, str)(cell)
        except Invalid as refused:
            wrong[column] = str(refused)
    return told


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
    found = cell.casefold()
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
