"""The list of local government services: from what we ship, or from the official file.

A service that a later file leaves out stays: needs and services name it by its number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from commonworks.kernel import events
from commonworks.kernel.sheets import Problem, Row
from commonworks.network import permissions
from commonworks.network.models import ListedService
from commonworks.network.permissions import Deed
from commonworks.network.ports import Actor
from commonworks.network.queries.lgsl import Listed, services, shipped_services

# Of the official "functions, services and themes" list: one row for each service of a function.
COLUMNS = ("label", "parent labels", "mapped identifier", "mapped label", "theme")
MORE = (
    *("identifier", "description", "created", "modified", "history notes", "type"),
    *("parent identifiers", "mapping type", "mapped type"),
)
MOST_ROWS = 10_000
MOST = {"mapped identifier": 12}  # characters; 200 in the others
LIST = "lgsl"  # the subject of events about the list


@dataclass(frozen=True, slots=True)
class Report:
    """`written` is false after a dry run, and where there is any problem at all."""

    written: bool
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()

    def lines(self) -> list[str]:
        """For people to read, the sum last."""
        if self.problems:
            again = "Nothing was written. Put these right, then import the file again."
            return [*map(str, self.problems), again]
        count = f"{self.added} added, {self.changed} changed, {self.unchanged} as before"
        return [f"{count}." if self.written else f"Dry run, nothing written: {count}."]


@transaction.atomic
def load_services(*, by: Actor, at: datetime) -> Report:
    """Put in the list that we ship."""
    permissions.check(by, Deed.KEEP_SERVICES)
    return _save(shipped_services(), dry_run=False, by=by, at=at)


@transaction.atomic
def import_services(
    *, rows: Sequence[Row], dry_run: bool = False, by: Actor, at: datetime
) -> Report:
    """Take in the official file, or say line by line why nothing was."""
    permissions.check(by, Deed.KEEP_SERVICES)
    if problems := tuple(_problems(rows)):
        return Report(False, problems=problems)
    return _save([_listed(row) for row in rows if _code(row)], dry_run=dry_run, by=by, at=at)


def _problems(rows: Sequence[Row]) -> Iterable[Problem]:
    seen: dict[str, int] = {}
    for row in rows:
        if not row.whole:
            yield Problem(row.line, "(all)", "The row has not as many cells as there are columns.")
            continue
        yield from _cell_problems(row)
        code = _code(row)
        if code and (first := seen.setdefault(code, row.line)) != row.line:
            yield Problem(
                row.line, "mapped identifier", f"Service {code} is on line {first} already."
            )


def _cell_problems(row: Row) -> Iterable[Problem]:
    code, name = _code(row), row.cells["mapped label"].strip()
    if code and not (code.isascii() and code.isdecimal()):
        yield Problem(row.line, "mapped identifier", f"“{code[:40]}” is not a whole number.")
    if bool(code) != bool(name):
        lacking = "mapped label" if code else "mapped identifier"
        yield Problem(row.line, lacking, "Give a service both its number and its name, or neither.")
    for column in COLUMNS:
        if len(row.cells[column]) > (most := MOST.get(column, 200)):
            yield Problem(row.line, column, f"The cell is longer than {most} characters.")


def _code(row: Row) -> str:
    return row.cells["mapped identifier"].strip()


def _listed(row: Row) -> Listed:
    names = ("mapped label", "label", "parent labels", "theme")
    return Listed(_code(row), *(" ".join(row.cells[name].split()) for name in names))


def _save(wanted: Sequence[Listed], *, dry_run: bool, by: Actor, at: datetime) -> Report:
    held = {each.code: each for each in services()}
    new = [each for each in wanted if each.code not in held]
    changed = [each for each in wanted if each.code in held and each != held[each.code]]
    if not dry_run and (new or changed):
        ListedService.objects.bulk_create(
            [ListedService(**asdict(each)) for each in new + changed],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name", "function", "area", "theme"],
            batch_size=500,
        )
        item = {"added": len(new), "changed": len(changed)}
        events.record("network.services.imported", subject=LIST, by=by, at=at, item=item)
    return Report(not dry_run, len(new), len(changed), len(wanted) - len(new) - len(changed))
