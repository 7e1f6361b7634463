"""SQLite as several processes write to it: each waits for its turn outside the database.

A writer that finds SQLite's own lock taken sleeps for ever longer, up to a tenth of a second, while
others that came later go first. A lock on a file beside the database is had within half a
millisecond of being free, and sooner while those before are as short as most are; the kernel gives
it up when a process is killed.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain, repeat
from typing import Any

from django.db.backends.sqlite3 import base

SOON, LOOKS = 0.00003, 20  # seconds between two looks, and how many: most turns are over by then
PAUSE = 0.0003  # and from then on, so that whoever waits for long does little else
CHANGES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
STATEMENTS = 2048  # kept in the way SQLite wants them written


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes the turn before BEGIN, and gives it back after COMMIT, ROLLBACK or close.

    What is written outside a transaction takes its turn for that one statement. Who does not get
    it within the database's own timeout goes on without: SQLite then says that the database is
    locked, as ever.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turn: int | None = None
        self._has_turn = False

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        if not self.is_in_memory_db():
            beside = f"{self.settings_dict['NAME']}.turn"
            self._turn = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        cursor = self.connection.cursor(factory=Cursor)
        cursor.database = self
        return cursor

    @contextmanager
    def turn(self) -> Iterator[None]:
        """For one change that is a transaction by itself; within another it is that one's turn."""
        if self._has_turn:
            yield
            return
        self._take_turn()
        try:
            yield
        finally:
            self._end_turn()

    def set_autocommit(
        self, autocommit: bool, force_begin_transaction_with_broken_autocommit: bool = False
    ) -> None:
        """Off is where a transaction begins, on is where it has ended, however it did."""
        if not autocommit:
            self._take_turn()
        try:
            super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)
        except BaseException:
            self._end_turn()
            raise
        if autocommit:
            self._end_turn()

    def close(self) -> None:
        super().close()
        self._end_turn()
        if self._turn is not None:
            os.close(self._turn)
            self._turn = None

    def _take_turn(self) -> None:
        if self._turn is None:
            return
        until = time.monotonic() + self.settings_dict["OPTIONS"].get("timeout", 5)
        pauses = chain(repeat(SOON, LOOKS), repeat(PAUSE))
        while time.monotonic() < until:
            try:
                fcntl.flock(self._turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(next(pauses))
            else:
                self._has_turn = True
                return

    def _end_turn(self) -> None:
        if self._has_turn and self._turn is not None:
            fcntl.flock(self._turn, fcntl.LOCK_UN)
            self._has_turn = False


class Cursor(base.SQLiteCursorWrapper):
    """Waits for its turn to change something, and writes the marks of a statement in SQLite's way
    once, however often it is asked."""

    database: DatabaseWrapper

    def execute(self, query: str, params: Any = None) -> Any:
        if not query.startswith(CHANGES) or self.database.in_atomic_block:
            return super().execute(query, params)
        with self.database.turn():
            return super().execute(query, params)

    def convert_query(self, query: str, *, param_names: Any = None) -> str:
        if param_names is None:
            return _with_marks(query)
        return super().convert_query(query, param_names=param_names)


@lru_cache(maxsize=STATEMENTS)
def _with_marks(query: str) -> str:
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")
