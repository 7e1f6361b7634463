"""A file of what a council runs: checked whole, then written whole or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from commonworks.kernel import encryption, locks
from commonworks.kernel.errors import Missing
from commonworks.kernel.sheets import Problem, Row
from commonworks.needs.commands import entries as writing
from commonworks.needs.models.estate import System, SystemUse
from commonworks.needs.policies import estate_known, estate_rows, keepers
from commonworks.needs.policies import systems as policy
from commonworks.needs.policies.files import Named, Report, not_whole, problems_of
from commonworks.needs.policies.keepers import Deed
from commonworks.needs.policies.systems import Entry
from commonworks.needs.queries import entries, suppliers
from commonworks.network import queries as network
from commonworks.network.ports import Actor
from commonworks.network.queries import finding, lgsl

LISTED = (System.State.RUNNING, System.State.ARCHIVED)


@dataclass(frozen=True, slots=True)
class _Planned:
    row: Row
    entry: Entry
    known: System | None
    before: Entry | None
    wrong: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def import_systems(
    *,
    council: str,
    rows: Sequence[Row],
    dry_run: bool = False,
    by: Actor,
    at: datetime,
    named: Named | None = None,
) -> Report:
    """Bring in a council's systems, each known by the council's own reference, or by its name
    where the row or the entry has none. What the file does not name stays. The same file again
    changes nothing. `named` is what earlier parts of the same file named, and takes up what these
    rows do.

    Raises Missing, NotAllowed. Nobody's digest is flooded: new entries are on the lists and in
    searches, but not announced one by one. The number of SQL queries grows with hundreds of rows,
    not with each.
    """
    keepers.check(by, Deed.KEEP_ESTATE, council)
    if not network.exists(council):
        raise Missing(_("There is no such council today."))
    if not dry_run:  # before the look at what is there: the same file may come in another tab
        locks.take_turns(writing.ESTATE % council)
    listed = lgsl.services()
    planned = _planned(council, rows, {policy.key_of(each.name): each.code for each in listed})
    if problems := _problems(planned, {each.code for each in listed}, named or Named()):
        return Report.refusing(problems)
    new = [plan for plan in planned if plan.known is None]
    other = [plan for plan in planned if plan.known is not None and _is_other(plan)]
    if not dry_run:
        _write(council, planned, by, at)
    return Report(
        not dry_run,
        added=tuple(plan.entry.name for plan in new),
        changed=tuple(plan.entry.name for plan in other),
        unchanged=len(planned) - len(new) - len(other),
        differences=tuple(
            estate_rows.difference(plan.before, plan.entry, is_back=_is_back(plan))
            for plan in other
            if plan.before is not None
        ),
    )


def _is_other(plan: _Planned) -> bool:
    return _is_back(plan) or plan.before != plan.entry


def _is_back(plan: _Planned) -> bool:
    return plan.known is not None and plan.known.state != System.State.RUNNING


def _planned(council: str, rows: Sequence[Row], codes: Mapping[str, str]) -> list[_Planned]:
    """What each row would make. Nine SQL queries at most."""
    keys = [(estate_known.own_ref(row), policy.key_of(row.cells.get("system", ""))) for row in rows]
    there = _there(council, keys)
    said = _said(council, there)
    listed = estate_known.Known.of(there.values())
    others = _others(council, rows)
    planned = []
    for row, (own_ref, key) in zip(rows, keys, strict=True):
        known, unclear = listed.meant(own_ref, key)
        before = said[known.ref] if known else None
        entry, wrong = estate_rows.entry_from(row.cells, before, codes)
        wrong = unclear | wrong | others.get(_council(row), {})
        planned.append(_Planned(row, policy.tidied(entry), known, before, wrong))
    return planned


def _council(row: Row) -> str:
    return row.cells.get("council", "").strip()


def _others(council: str, rows: Sequence[Row]) -> dict[str, dict[str, str]]:
    """What is wrong with rows that name whom they are of, by the name of any other than this
    council. No SQL where none names any, else four queries at most."""
    named = finding.each_named(said) if (said := {_council(row) for row in rows} - {""}) else {}
    others = [text for text, refs in named.items() if council not in refs]
    name = network.names([council])[council] if others else ""
    return {
        text: {
            "council": _(
                "“%(cell)s” is not %(council)s. Take the row out, or leave this cell empty if the "
                "system is your own council's."
            )
            % {"cell": text[:40], "council": name}
        }
        for text in others
    }


def _there(council: str, keys: Sequence[tuple[str, str]]) -> dict[str, System]:
    """The council's rows, locked, that have these references, or these names where one of the two
    has no reference. Up to three SQL queries, each answered by an index: one for all would go
    through all that the council lists."""
    rows = System.objects.select_for_update(of=("self",)).filter(council=council).order_by("ref")
    listed, numbered = rows.filter(state__in=LISTED), ~Q(own_ref="")
    found = (
        rows.filter(numbered, own_ref__in={own_ref for own_ref, _key in keys if own_ref}),
        listed.filter(numbered, name_key__in={key for own_ref, key in keys if not own_ref}),
        listed.filter(own_ref="", name_key__in={key for _own_ref, key in keys}),
    )
    return {row.ref: row for row in chain.from_iterable(found)}


def _said(council: str, there: Mapping[str, System]) -> dict[str, Entry]:
    services: dict[str, list[str]] = {ref: [] for ref in there}
    rows = SystemUse.objects.filter(system__in=there).order_by("pk")
    for ref, code in rows.values_list("system", "code"):
        services[ref].append(code)
    sealed = any(row.cost is not None for row in there.values())
    seal = encryption.seal_of(entries.costs_subject(council)) if sealed else None
    return {ref: entries.entry_from(row, tuple(services[ref]), seal) for ref, row in there.items()}


def _problems(planned: Sequence[_Planned], listed: set[str], named: Named) -> list[Problem]:
    """Line by line, then column by column."""
    found: list[Problem] = []
    for plan in planned:
        if not plan.row.whole:
            found += not_whole(plan.row)
            continue
        repeated = estate_known.repeated(plan.row, plan.entry, plan.known, named)
        found += problems_of(plan.row, _wrong(plan, listed) or repeated)
    return found


def _wrong(plan: _Planned, listed: set[str]) -> dict[str, str]:
    """What is wrong with one row, by column: what its cells are, before what they mean."""
    meant = policy.problems(plan.entry)
    wrong = {estate_rows.NAMES[name]: why for name, why in meant.items()} | dict(plan.wrong)
    unlisted = [code for code in plan.entry.services if listed and code not in listed]
    if unlisted and "services" not in wrong:
        wrong["services"] = _("There is no service %(code)s in the list of services (LGSL).") % {
            "code": unlisted[0]
        }
    return wrong


def _write(council: str, planned: Sequence[_Planned], by: Actor, at: datetime) -> None:
    matched = suppliers.known_suppliers()
    new, over = [], []
    for plan in planned:
        supplier = matched.get(policy.supplier_key(plan.entry.supplier))
        if plan.known is None or plan.before is None:
            new.append(writing.New(plan.entry, supplier))
        else:
            over.append(writing.Over(plan.known, plan.before, plan.entry, supplier))
    writing.write_new(council=council, new=new, by=by, at=at)
    writing.write_over(council=council, over=over, by=by, at=at)
