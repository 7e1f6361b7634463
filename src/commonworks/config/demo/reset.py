"""Begin the demonstration afresh: the database goes back to how it was when the story was told."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, connections

from commonworks.config import tables
from commonworks.kernel.errors import Conflict

STORY = "story"  # what the copy is called among the databases while it is looked at


def can_keep() -> bool:
    return connection.vendor == "sqlite"


def kept() -> bool:
    return _copy().exists()


def keep() -> None:
    """Take a copy of the database as it is now."""
    fresh = _copy().with_suffix(".new")
    fresh.unlink(missing_ok=True)
    _pour(Path(settings.DATABASES["default"]["NAME"]), fresh)
    fresh.replace(_copy())


def is_behind() -> bool:
    """Whether there is a copy, and it was taken before this code's latest migrations."""
    if not kept():
        return False
    with _opened(_copy()):
        return tables.pending(STORY) > 0


def bring_up_to_date() -> None:
    """Run the migrations that the copy has missed. The database itself is no source for it: that
    holds what people have done since."""
    fresh = _copy().with_suffix(".new")
    fresh.unlink(missing_ok=True)
    _pour(_copy(), fresh)
    with _opened(fresh):
        tables.make(STORY)
    fresh.replace(_copy())


def reset() -> None:
    """Put the copy back while everything runs (SQLite's online backup), and the clock with it."""
    if not kept():
        raise Conflict("There is no copy to go back to: delete the data folder and start again.")
    if is_behind():
        bring_up_to_date()
    (Path(settings.COMMONWORKS_DATA) / "clock").unlink(missing_ok=True)
    connection.close()
    _pour(_copy(), Path(settings.DATABASES["default"]["NAME"]))


def _copy() -> Path:
    return Path(settings.COMMONWORKS_DATA) / "story.sqlite3"


@contextmanager
def _opened(file: Path) -> Iterator[None]:
    """The file as one more database of this process."""
    connections.databases[STORY] = {**connections.databases["default"], "NAME": str(file)}
    try:
        yield
    finally:
        connections[STORY].close()  # the last to close writes its log back into the file
        del connections[STORY], connections.databases[STORY]
        Path(f"{file}.turn").unlink(missing_ok=True)


def _pour(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as full, closing(sqlite3.connect(target)) as empty:
        empty.execute("PRAGMA busy_timeout = 10000")
        full.backup(empty)
