"""A council's needs from a file: checked whole, then written whole or not at all."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commonworks.kernel import locks
from commonworks.kernel.errors import Missing
from commonworks.kernel.sheets import Problem, Row
from commonworks.needs import permissions
from commonworks.needs.commands import wordings
from commonworks.needs.commands.needs import AGAIN, ENDED, PERSONAL
from commonworks.needs.commands.wordings import Changed, New
from commonworks.needs.models import Need
from commonworks.needs.permissions import Deed
from commonworks.needs.policies.files import Named, Report, not_whole, problems_of
from commonworks.needs.policies.need_rows import difference, own_ref, said_in
from commonworks.needs.policies.said import Said
from commonworks.network.ports import Actor
from commonworks.network.queries import lgsl, profiles


@dataclass(frozen=True, slots=True)
class _Planned:
    own_ref: str
    said: Said
    known: Need | None
    before: Said | None

    @property
    def title(self) -> str:
        """Equal for titles that count as the same."""
        return self.said.title.casefold()

    @property
    def changes(self) -> bool:
        return self.before not in (None, self.said)


@dataclass(frozen=True, slots=True)
class _There:
    """What the council's needs are, as far as some rows concern them."""

    known: Mapping[str, Need]  # by the council's reference
    titles: Mapping[str, str]  # those that must not come again -> the council's reference
    leads: Collection[str]  # refs of those that others were merged into


@transaction.atomic
def import_needs(
    *,
    authority: str,
    rows: Sequence[Row],
    dry_run: bool = False,
    by: Actor,
    at: datetime,
    despite: Collection[str] = (),
    named: Named | None = None,
) -> Report:
    """Declare a council's needs, or change those that have the same reference. What the file does
    not name stays, and so does what a column says that it lacks; the same file again changes
    nothing. `despite` is as in `declare`; `named` is what earlier parts of the same file named, and
    takes up what these rows do.

    Each is found in lists and in searches, but not announced: nobody's digest is flooded. The
    number of SQL queries grows with hundreds of rows, not with each.
    """
    permissions.check(by, Deed.DECLARE, authority)
    if not profiles.are_councils([authority]):
        raise Missing(_("There is no such council today."))
    if not dry_run:  # before the look at what is there: the same file may come in another tab
        locks.take_turns(wordings.ADDRESSES)
    planned, problems = _planned(authority, rows, despite, named or Named())
    if problems:
        return Report.refusing(problems)
    new = [each for each in planned if each.known is None]
    other = [each for each in planned if each.changes]
    if not dry_run:
        _write(authority, new, other, by, at)
    return Report(
        not dry_run,
        tuple(each.said.title for each in new),
        tuple(each.said.title for each in other),
        len(planned) - len(new) - len(other),
        tuple(difference(each.before, each.said) for each in other if each.before),
    )


def _planned(
    authority: str, rows: Sequence[Row], despite: Collection[str], named: Named
) -> tuple[list[_Planned], list[Problem]]:
    services = {each.code for each in lgsl.services()}
    there = _there(authority, rows, again=AGAIN in despite)
    planned: list[_Planned] = []
    problems: list[Problem] = []
    for row in rows:
        if not row.whole:
            problems += not_whole(row)
            continue
        ref = own_ref(row.cells)
        known = there.known.get(ref)
        before = Said.of(known) if known else None
        said, wrong = said_in(row.cells, before, services, personal=PERSONAL in despite)
        wrong |= _repeated(row, ref, named)
        if said:
            plan = _Planned(ref, said, known, before)
            planned.append(plan)
            wrong |= _cannot(plan, there, {} if AGAIN in despite else named.titles)
            named.titles.setdefault(plan.title, ref)
        problems += problems_of(row, wrong)
    return planned, problems


def _there(authority: str, rows: Iterable[Row], *, again: bool) -> _There:
    """SQL queries: two; a third where a row is new, and titles must not come `again`."""
    refs = {own_ref(row.cells) for row in rows if row.whole} - {""}
    mine = Need.objects.filter(authority=authority)
    known = {need.own_ref: need for need in mine.select_for_update().filter(own_ref__in=refs)}
    merged = Need.objects.filter(survivor__in=[need.ref for need in known.values()])
    titles: dict[str, str] = {}
    if not again and refs - known.keys():
        open_ones = mine.exclude(stage__in=ENDED).values_list("title", "own_ref")
        titles = {title.casefold(): ref for title, ref in open_ones.iterator()}
    return _There(known, titles, set(merged.values_list("survivor_id", flat=True)))


def _repeated(row: Row, ref: str, named: Named) -> dict[str, str]:
    first = named.line_of(ref, row) if ref else row.line
    if first == row.line:
        return {}
    return {"reference": _("%(ref)s is on line %(line)s already.") % {"ref": ref, "line": first}}


def _cannot(plan: _Planned, there: _There, titles: Mapping[str, str]) -> dict[str, str]:
    """What stands in the way of what a row wants, by column. `titles` are those of the file."""
    if plan.known is not None:
        return _cannot_change(plan.known, plan.said, there) if plan.changes else {}
    if any(said.get(plan.title, plan.own_ref) != plan.own_ref for said in (there.titles, titles)):
        return {"title": _("Your council has declared a need of this title already.")}
    return {}


def _cannot_change(known: Need, said: Said, there: _There) -> dict[str, str]:
    if known.stage in ENDED:
        return {"reference": _("This need has ended. Open it again first.")}
    if known.visibility != said.visibility and known.ref in there.leads:
        return {"visibility": _("Others were merged into this need: the same people must see all.")}
    return {}


def _write(
    authority: str, new: Sequence[_Planned], other: Sequence[_Planned], by: Actor, at: datetime
) -> None:
    said = [New(each.said, each.own_ref) for each in new]
    wordings.write_new(authority=authority, new=said, by=by, at=at)
    changed = [Changed(each.known, each.said) for each in other if each.known is not None]
    wordings.write_over(changed=changed, by=by, at=at)
