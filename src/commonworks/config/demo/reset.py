"""Begin the demonstration afresh: the database goes back to how it was when the story was told."""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection

from commonworks.kernel.errors import Conflict


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


def reset() -> None:
    """Put the copy back while everything runs (SQLite's online backup), and the clock with it."""
    if not kept():
        raise Conflict("There is no copy to go back to: delete the data folder and start again.")
    (Path(settings.COMMONWORKS_DATA) / "clock").unlink(missing_ok=True)
    connection.close()
    _pour(_copy(), Path(settings.DATABASES["default"]["NAME"]))


def _copy() -> Path:
    return Path(settings.COMMONWORKS_DATA) / "story.sqlite3"


def _pour(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as full, closing(sqlite3.connect(target)) as empty:
        empty.execute("PRAGMA busy_timeout = 10000")
        full.backup(empty)
