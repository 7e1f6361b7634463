"""What the simulators remember: documents in one SQLite file, on disk before they answer."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

TABLE = """
CREATE TABLE IF NOT EXISTS documents (
  kind TEXT NOT NULL, id TEXT NOT NULL, owner TEXT NOT NULL, reference TEXT NOT NULL COLLATE NOCASE,
  made INTEGER PRIMARY KEY AUTOINCREMENT, body BLOB NOT NULL, UNIQUE (kind, id)
);
CREATE INDEX IF NOT EXISTS documents_by_reference ON documents (kind, owner, reference);
"""
NAME = "simulators.sqlite3"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Key:
    """Where a document is found. `owner` is whose key it was made with; `reference` is the
    maker's own, and need not be unique."""

    kind: str
    id: str
    owner: str = ""
    reference: str = ""


class Store:
    """Documents by key. Every write is one transaction."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = folder / NAME
        with self._open() as database:
            database.execute("PRAGMA journal_mode=WAL")
            database.executescript(TABLE)

    def save(self, key: Key, document: object) -> None:
        """Keep a document, over an earlier one of the same kind and id."""
        row = (key.kind, key.id, key.owner, key.reference, msgspec.json.encode(document))
        with self._open() as database:
            database.execute(
                "INSERT INTO documents (kind, id, owner, reference, body) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body",
                row,
            )

    def find(self, kind: str, id: str, *, of: type[T]) -> T | None:
        with self._open() as database:
            row = database.execute(
                "SELECT body FROM documents WHERE kind = ? AND id = ?", (kind, id)
            ).fetchone()
        return msgspec.json.decode(row[0], type=of) if row else None

    def search(
        self, kind: str, *, of: type[T], owner: str | None = None, reference: str | None = None
    ) -> list[T]:
        """All that fit, newest first. A reference is compared without regard to case."""
        wanted = {"kind": kind, "owner": owner, "reference": reference}
        given = {name: value for name, value in wanted.items() if value is not None}
        # Only the names above reach the statement.
        where = " AND ".join(f"{name} = :{name}" for name in given)
        with self._open() as database:
            rows = database.execute(
                f"SELECT body FROM documents WHERE {where} ORDER BY made DESC",  # noqa: S608
                given,
            ).fetchall()
        return [msgspec.json.decode(body, type=of) for (body,) in rows]

    def forget(self, kind: str, id: str) -> None:
        with self._open() as database:
            database.execute("DELETE FROM documents WHERE kind = ? AND id = ?", (kind, id))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._file, timeout=20)) as database, database:
            database.execute("PRAGMA synchronous=FULL")
            yield database
