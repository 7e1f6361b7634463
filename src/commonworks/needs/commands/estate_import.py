"""A file of what a council runs: checked whole, then written whole or not at all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from commonworks.kernel import encryption
from commonworks.kernel.errors import Missing
from commonworks.kernel.sheets import Problem, Row
from commonworks.needs.commands import entries as writing
from commonworks.needs.models.estate import System, SystemUse
from commonworks.needs.policies import estate_rows, keepers
from commonworks.needs.policies import systems as policy
from commonworks.needs.policies.keepers import Deed
from commonworks.needs.policies.systems import Entry
from commonworks.needs.queries import entries, suppliers
from commonworks.network import queries as network
from commonworks.network.ports import Actor
from commonworks.network.queries import lgsl

MOST_PROBLEMS = 100  # a screenful or two; more of them say nothing new


@dataclass(frozen=True, slots=True)
class Report:
    """What a file changed, or would change. `written` is false after a dry run, and where there
    is any problem at all. `names` are of what is new or changed, without their costs."""

    written: bool
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()
    not_shown: int = 0  # problems beside these

    def lines(self) -> list[str]:
        """For people to read at a terminal."""
        if self.problems:
            wrong = [str(problem) for problem in self.problems]
            more = [f"And {self.not_shown:,} more."] if self.not_shown else []
            return [
                *wrong,
                *more,
                "Nothing was written. Put these right, then import the file again.",
            ]
        count = f"{len(self.added)} added, {len(self.changed)} changed, {self.unchanged} as before."
        return [count if self.written else f"Dry run, nothing written: {count}"]


@dataclass(frozen=True, slots=True)
class _Planned:
    row: Row
    entry: Entry
    known: System | None
    before: Entry | None
    wrong: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def import_systems(
    *, council: str, rows: Sequence[Row], dry_run: bool = False, by: Actor, at: datetime
) -> Report:
    """Bring in a council's systems, each known by the council's own reference, or by its name
    where it has none. What the file does not name stays. The same file again changes nothing.

    Raises Missing, NotAllowed. Nobody's digest is flooded: new entries are on the lists and in
    searches, but not announced one by one.
    """
    keepers.check(by, Deed.KEEP_ESTATE, council)
    if not network.exists(council):
        raise Missing("There is no such council today.")
    listed = lgsl.services()
    planned = _planned(council, rows, {policy.key_of(each.name): each.code for each in listed})
    if problems := [*_problems(planned, {each.code for each in listed})]:
        shown = tuple(problems[:MOST_PROBLEMS])
        return Report(False, problems=shown, not_shown=len(problems) - len(shown))
    new = [plan for plan in planned if plan.known is None]
    other = [plan for plan in planned if plan.known is not None and _is_other(plan)]
    if not dry_run:
        _write(council, planned, by, at)
    return Report(
        not dry_run,
        added=tuple(plan.entry.name for plan in new),
        changed=tuple(plan.entry.name for plan in other),
        unchanged=len(planned) - len(new) - len(other),
    )


def _is_other(plan: _Planned) -> bool:
    back = plan.known is not None and plan.known.state != System.State.RUNNING
    return back or plan.before != plan.entry


def _planned(council: str, rows: Sequence[Row], codes: Mapping[str, str]) -> list[_Planned]:
    """What each row would make. Three SQL queries."""
    found = System.objects.select_for_update(of=("self",)).filter(council=council)
    there = {row.ref: row for row in found.order_by("ref")}
    said = _said(council, there)
    by_ref = {row.own_ref: row for row in there.values() if row.own_ref}
    by_name = {
        row.name_key: row
        for row in there.values()
        if not row.own_ref and row.state != System.State.RETIRED
    }
    planned = []
    for row in rows:
        own_ref = " ".join(row.cells.get("reference", "").split())
        key = policy.key_of(row.cells.get("system", ""))
        known = by_ref.get(own_ref) if own_ref else by_name.get(key)
        before = said[known.ref] if known else None
        entry, wrong = estate_rows.entry_from(row.cells, before, codes)
        planned.append(_Planned(row, policy.tidied(entry), known, before, wrong))
    return planned


def _said(council: str, there: Mapping[str, System]) -> dict[str, Entry]:
    services: dict[str, list[str]] = {ref: [] for ref in there}
    rows = SystemUse.objects.filter(system__council=council).order_by("pk")
    for ref, code in rows.values_list("system", "code"):
        services[ref].append(code)
    sealed = any(row.cost is not None for row in there.values())
    seal = encryption.seal_of(entries.costs_subject(council)) if sealed else None
    return {ref: entries.entry_from(row, tuple(services[ref]), seal) for ref, row in there.items()}


def _problems(planned: Sequence[_Planned], listed: set[str]) -> Iterable[Problem]:
    """Line by line, then column by column."""
    seen: dict[str, int] = {}
    for plan in planned:
        line = plan.row.line
        if not plan.row.whole:
            yield Problem(line, "(all)", "The row has not as many cells as there are columns.")
            continue
        wrong = _wrong(plan, listed)
        first = seen.setdefault(plan.entry.own_ref or policy.key_of(plan.entry.name), line)
        if first != line and not wrong:
            column = "reference" if plan.entry.own_ref else "system"
            wrong[column] = f"This is on line {first} already. Give each a reference of its own."
        yield from (Problem(line, column, why) for column, why in wrong.items())


def _wrong(plan: _Planned, listed: set[str]) -> dict[str, str]:
    """What is wrong with one row, by column: what its cells are, before what they mean."""
    meant = policy.problems(plan.entry)
    wrong = {estate_rows.NAMES[name]: why for name, why in meant.items()} | dict(plan.wrong)
    unlisted = [code for code in plan.entry.services if listed and code not in listed]
    if unlisted and "services" not in wrong:
        wrong["services"] = f"There is no service {unlisted[0]} in the list of services (LGSL)."
    return wrong


def _write(council: str, planned: Sequence[_Planned], by: Actor, at: datetime) -> None:
    matched = suppliers.known_suppliers()
    for plan in planned:
        supplier = matched.get(policy.supplier_key(plan.entry.supplier))
        if plan.known is None or plan.before is None:
            writing.write_new(council=council, entry=plan.entry, supplier=supplier, by=by, at=at)
        else:
            writing.write_over(
                row=plan.known,
                before=plan.before,
                entry=plan.entry,
                supplier=supplier,
                by=by,
                at=at,
            )
