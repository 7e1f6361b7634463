"""Whether a start can leave out the checks of `prepare`: nothing that they look at has changed
since they last found all in order.

Loading Django to ask costs more than two seconds, before the first worker begins to do the same.
"""

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from commonworks.config.environment import ROOT

STAMP = "prepared"  # a file in the data folder
CODE = (".py", ".csv", ".json", ".yaml")
# What the steps ask the database about: tables and triggers, migrations, facts, the story.
ASKED = (
    "SELECT name, sql FROM sqlite_master ORDER BY type, name",
    "SELECT app, name FROM django_migrations ORDER BY app, name",
    "SELECT * FROM network_organisation ORDER BY ref",
    "SELECT * FROM network_code ORDER BY 1",
    "SELECT * FROM network_succession ORDER BY 1",
    "SELECT * FROM network_listedservice ORDER BY code",
    "SELECT ref FROM services_service ORDER BY ref",
)


def is_clean(data: Path, *, demo: bool) -> bool:
    """Whether the folder and the code are as they were when `keep` was last called."""
    kept = data / STAMP
    return kept.exists() and kept.read_text(errors="replace") == _state(data, demo)


def forget(data: Path) -> None:
    """Before anything is changed: whoever is interrupted is checked again."""
    (data / STAMP).unlink(missing_ok=True)


def keep(data: Path, *, demo: bool) -> None:
    """After all is in order."""
    if state := _state(data, demo):
        (data / STAMP).write_text(state)


def _state(data: Path, demo: bool) -> str:
    """A SHA-256 of all that the steps look at; "" where that cannot be told without Django."""
    if os.environ.get("DATABASE_URL"):
        return ""
    digest = hashlib.sha256(f"{demo}\0".encode())
    try:
        for part in (*_code(), *_rows(data / "commonworks.sqlite3"), _index(data)):
            digest.update(part.encode() + b"\0")
        if demo:
            (data / "story.sqlite3").stat()
    except (OSError, sqlite3.Error):
        return ""
    return digest.hexdigest()


def _code() -> Iterator[str]:
    """The code by size and time of each file, as Python itself tells whether one has changed."""
    for folder, folders, names in os.walk(ROOT / "src"):
        folders.sort()
        for name in sorted(names):
            if name.endswith(CODE):
                file = Path(folder, name)
                told = file.stat()
                yield f"{file.relative_to(ROOT)} {told.st_size} {told.st_mtime_ns}"
    yield (ROOT / "requirements.lock").read_text()


def _rows(database: Path) -> Iterator[str]:
    database.stat()  # to connect would make an empty one
    with closing(sqlite3.connect(database, timeout=1)) as connection:
        for question in ASKED:
            for row in connection.execute(question):
                yield repr(row)


def _index(data: Path) -> str:
    told = (data / "places.idx").stat()
    return f"{told.st_size} {told.st_mtime_ns}"
