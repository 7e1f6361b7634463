"""Long files at the terminal: checked whole, then written in batches.

A file is gone through three times: to count its rows, to check them, to write them. So it is never
in memory whole, and nothing of it is written where anything in it is wrong. Each batch is one
transaction, so that others can write between two. Whatever stops the work, whole batches are
written; the file imported again goes on where it was, because rows that are there already change
nothing.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Protocol

from commonworks.kernel import sheets
from commonworks.kernel.errors import Conflict, Invalid
from commonworks.kernel.sheets import Columns, LongSheet, Row
from commonworks.needs.policies.files import Named, Report

MOST_ROWS, MOST_BYTES = 100_000, 200_000_000
BATCH = 1_000  # rows: about a second, for which others who write wait
WIDE = 30


class Importing(Protocol):
    """Some rows of a file, checked alone or written; `named` is what those before them named."""

    def __call__(self, rows: Sequence[Row], *, named: Named, dry_run: bool) -> Report: ...


def opened(file: Path, columns: Columns) -> LongSheet:
    """Raises Invalid, also where the file cannot be read."""
    try:
        return sheets.long(file, columns=columns, most_rows=MOST_ROWS, most_bytes=MOST_BYTES)
    except OSError as error:
        raise Invalid(f"{file} cannot be read: {error.strerror}.") from None


def imported(rows: Iterable[Row], take: Importing, *, dry_run: bool) -> Report:
    """What a file came to. `rows` can be gone through again and again. Raises Conflict where
    somebody changed meanwhile what the file was checked against."""
    total = sum(1 for _ in rows)
    checked = _checked(rows, take, total)
    return checked if checked.problems or dry_run else _written(rows, take, total)


def _checked(rows: Iterable[Row], take: Importing, total: int) -> Report:
    named, found = Named(), []
    for done, batch in _batches(rows):
        found.append(take(batch, named=named, dry_run=True))
        _show("checked", done, total)
    return Report.of(found)


def _written(rows: Iterable[Row], take: Importing, total: int) -> Report:
    named, found = Named(), []
    for done, batch in _batches(rows):
        report = take(batch, named=named, dry_run=False)
        if report.problems:
            raise Conflict(
                f"{done - len(batch):,} rows were written. Then something had changed meanwhile: "
                f"{report.problems[0]} Put it right, then import the file again: what is written "
                "stays as it is."
            )
        found.append(report)
        _show("written", done, total)
    return Report.of(found)


def _batches(rows: Iterable[Row]) -> Iterator[tuple[int, list[Row]]]:
    """Each with how many rows there are up to its end. A file without rows is one batch: who may
    not import learns of it even so."""
    left, done = iter(rows), 0
    while (batch := list(islice(left, BATCH))) or not done:
        done += len(batch)
        yield done, batch
        if not batch:
            return


def _show(what: str, done: int, total: int) -> None:
    """A bar on stderr, where somebody watches."""
    if not (total and sys.stderr.isatty()):
        return
    full = WIDE * done // total
    end = "\n" if done == total else ""
    bar = f"\r[{'#' * full}{'.' * (WIDE - full)}] {done:,} of {total:,} rows {what}"
    print(bar, end=end, file=sys.stderr, flush=True)
