"""The outbox: one JSON file for each message, readable by the house's own user alone."""

import json
import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from django.utils import timezone

from commonworks.post.ports import Letter, Refused

REF = re.compile(r"[A-Za-z0-9-]{1,60}")


@dataclass(frozen=True, slots=True)
class Outbox:
    """Writes messages to a folder, each under its ref, and never a second time."""

    folder: Path

    def send(self, letter: Letter) -> str:
        if not REF.fullmatch(letter.ref):
            raise Refused("outbox-bad-ref")
        file = self.folder / f"{letter.ref}.json"
        if not file.exists():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._write(file, letter)
        return file.name

    def _write(self, file: Path, letter: Letter) -> None:
        told = {**asdict(letter), "written_at": timezone.now().isoformat()}
        fresh = file.with_name(f".{letter.ref}.{os.getpid()}.{letter.attempt}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            json.dump(told, out, ensure_ascii=False, indent=1)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(file)
        # The name itself is on disk only when its folder is.
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
