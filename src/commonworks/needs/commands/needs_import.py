"""A council's needs from a file: checked whole, then written whole or not at all."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from commonworks.kernel.errors import Missing
from commonworks.kernel.sheets import Problem, Row
from commonworks.needs import permissions
from commonworks.needs.commands import needs
from commonworks.needs.commands.needs import AGAIN, ENDED, PERSONAL
from commonworks.needs.models import Need
from commonworks.needs.permissions import Deed
from commonworks.needs.policies.need_rows import own_ref, said_in
from commonworks.needs.policies.said import Said
from commonworks.network.ports import Actor
from commonworks.network.queries import lgsl, profiles

MOST_PROBLEMS = 200  # more say nothing new


@dataclass(frozen=True, slots=True)
class Report:
    """`written` is false after a dry run, and where there is any problem at all. `declared` and
    `changed` are titles."""

    written: bool
    declared: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()
    not_shown: int = 0  # problems beside these

    def lines(self) -> list[str]:
        """For people to read, the sum last."""
        if self.problems:
            again = "Nothing was written. Put these right, then import the file again."
            more = [f"And {self.not_shown:,} more."] if self.not_shown else []
            return [*map(str, self.problems), *more, again]
        told = (len(self.declared), len(self.changed), self.unchanged)
        count = "{} declared, {} changed, {} as before.".format(*told)
        return [count if self.written else f"Dry run, nothing written: {count}"]


@dataclass(frozen=True, slots=True)
class _Planned:
    row: Row
    own_ref: str
    said: Said
    known: Need | None


@transaction.atomic
def import_needs(
    *,
    authority: str,
    rows: Sequence[Row],
    dry_run: bool = False,
    by: Actor,
    at: datetime,
    despite: Collection[str] = (),
) -> Report:
    """Declare a council's needs, or change those that have the same reference. What the file does
    not name stays; the same file again changes nothing. `despite` is as in `declare`.

    Each is found in lists and in searches, but not announced: nobody's digest is flooded.
    """
    permissions.check(by, Deed.DECLARE, authority)
    if not profiles.are_councils([authority]):
        raise Missing("There is no such council today.")
    planned, problems = _planned(authority, rows, despite)
    if problems:
        shown = tuple(problems[:MOST_PROBLEMS])
        return Report(False, problems=shown, not_shown=len(problems) - len(shown))
    new = [each for each in planned if each.known is None]
    other = [each for each in planned if each.known and Said.of(each.known) != each.said]
    if not dry_run:
        _write(authority, [*new, *other], by, at)
    return Report(
        not dry_run,
        tuple(each.said.title for each in new),
        tuple(each.said.title for each in other),
        len(planned) - len(new) - len(other),
    )


def _planned(
    authority: str, rows: Sequence[Row], despite: Collection[str]
) -> tuple[list[_Planned], list[Problem]]:
    services = {each.code for each in lgsl.services()}
    mine = list(Need.objects.filter(authority=authority))
    known = {need.own_ref: need for need in mine if need.own_ref}
    titles = {need.title.casefold(): need.own_ref for need in mine if need.stage not in ENDED}
    seen: dict[str, int] = {}
    planned: list[_Planned] = []
    problems: list[Problem] = []
    for row in rows:
        if not row.whole:
            why = "The row has not as many cells as there are columns."
            problems.append(Problem(row.line, "(all)", why))
            continue
        ref = own_ref(row.cells)
        said, wrong = said_in(row.cells, services, personal=PERSONAL in despite)
        plan = _Planned(row, ref, said, known.get(ref)) if said else None
        wrong |= _repeated(row, ref, seen)
        if plan:
            wrong |= _cannot(plan, titles if AGAIN not in despite else {})
            planned.append(plan)
            titles.setdefault(plan.said.title.casefold(), ref)
        problems += [Problem(row.line, column, why) for column, why in wrong.items()]
    return planned, problems


def _repeated(row: Row, ref: str, seen: dict[str, int]) -> dict[str, str]:
    first = seen.setdefault(ref, row.line) if ref else row.line
    return {} if first == row.line else {"reference": f"{ref} is on line {first} already."}


def _cannot(plan: _Planned, titles: dict[str, str]) -> dict[str, str]:
    """What stands in the way of what a row wants, by column."""
    if plan.known:
        ended = plan.known.stage in ENDED and Said.of(plan.known) != plan.said
        return {"reference": "This need has ended. Open it again first."} if ended else {}
    if titles.get(plan.said.title.casefold(), plan.own_ref) != plan.own_ref:
        return {"title": "Your council has declared a need of this title already."}
    return {}


def _write(authority: str, planned: Iterable[_Planned], by: Actor, at: datetime) -> None:
    despite = {PERSONAL, AGAIN}  # asked and answered for the whole file
    for each in planned:
        if each.known is None:
            needs.declare(
                authority=authority,
                said=each.said,
                own_ref=each.own_ref,
                despite=despite,
                quietly=True,
                by=by,
                at=at,
            )
        else:
            needs.change(
                need=each.known.ref,
                said=each.said,
                edition=each.known.edition,
                despite=despite,
                quietly=True,
                by=by,
                at=at,
            )
