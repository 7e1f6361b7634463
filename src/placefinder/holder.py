"""The index that a worker answers from, exchanged when its file is replaced."""

import logging
import time
from pathlib import Path
from threading import Lock

from placefinder.index import Index
from placefinder.layout import Damaged

LOG = logging.getLogger(__name__)
LOOK_EVERY = 1.0  # seconds between looks at the file; a look is one stat


class Holder:
    """Keeps one index open. A new file is taken within a second; a damaged one never is.

    While there is no sound file yet, `current` is None and is looked for again every second.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problem: str | None = None
        self._index: Index | None = None
        self._seen: tuple[int, int, int] | None = None
        self._look_at = 0.0
        self._lock = Lock()

    def current(self) -> Index | None:
        if time.monotonic() >= self._look_at and self._lock.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._lock.release()
        return self._index

    def _look(self) -> None:
        self._look_at = time.monotonic() + LOOK_EVERY
        seen = self._stamp()
        if seen == self._seen:
            return
        self._seen = seen
        try:
            self._index, self.problem = Index(self.path), None
        except Damaged as damage:  # go on with the index that is open: its file is still mapped
            self.problem = str(damage)
            LOG.error("Place index not taken: %s", damage)

    def _stamp(self) -> tuple[int, int, int] | None:
        try:
            stat = self.path.stat()
        except OSError:
            return None
        return stat.st_ino, stat.st_mtime_ns, stat.st_size
