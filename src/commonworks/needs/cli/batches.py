"""Long files at the terminal: checked whole, then written in batches.

Each batch is one transaction, so that others can write between two. Whatever stops the work, whole
batches are written; the file imported again goes on where it was, because rows that are there
already change nothing.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import TypeVar

from commonworks.kernel.errors import Conflict, Invalid
from commonworks.kernel.sheets import Row
from commonworks.needs.commands import estate_import, needs_import

BATCH = 1_000  # rows: a few seconds, for which others who write wait
WIDE = 30
Report = TypeVar("Report", needs_import.Report, estate_import.Report)


def imported(rows: Sequence[Row], write: Callable[..., Report], *, dry_run: bool) -> Report:
    """What a file came to. `write` takes rows, and `dry_run` to check them alone; nothing of the
    file is written where anything in it is wrong."""
    report = write(rows, dry_run=True)
    return report if report.problems or dry_run else in_batches(rows, write)


def in_batches(rows: Sequence[Row], write: Callable[[Sequence[Row]], Report]) -> Report:
    """What all batches came to, with a bar on stderr where somebody watches. Raises Conflict where
    somebody changed meanwhile what the file was checked against."""
    found = []
    for start in range(0, max(1, len(rows)), BATCH):
        report = write(rows[start : start + BATCH])
        if report.problems:
            raise Conflict(
                f"{start:,} rows were written. Then something had changed meanwhile: "
                f"{report.problems[0]} Put it right, then import the file again: what is written "
                "stays as it is."
            )
        found.append(report)
        _show(min(start + BATCH, len(rows)), len(rows))
    return _together(found)


def _together(found: list[Report]) -> Report:
    names = [each.name for each in fields(found[0]) if each.name not in ("written", "problems")]
    sums = {name: getattr(found[0], name) for name in names}
    for report in found[1:]:
        sums = {name: so_far + getattr(report, name) for name, so_far in sums.items()}
    return replace(found[0], **sums)


def read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Invalid(f"{file} cannot be read: {error.strerror}.") from None


def _show(done: int, total: int) -> None:
    if not (total and sys.stderr.isatty()):
        return
    full = WIDE * done // total
    end = "\n" if done == total else ""
    bar = f"\r[{'#' * full}{'.' * (WIDE - full)}] {done:,} of {total:,} rows"
    print(bar, end=end, file=sys.stderr, flush=True)
