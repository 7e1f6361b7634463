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

    def kept(self) -> set[str]:
        """The refs of messages of which there is a file, also one that a crash left half written
        (`_write`)."""
        files = self.folder.iterdir() if self.folder.is_dir() else []
        return {file.name.removeprefix(".").partition(".")[0] for file in files}

    def discard(self, ref: str) -> None:
        """Leave no file of a message. One that has none already is as well."""
        if REF.fullmatch(ref):
            for file in (self.folder / f"{ref}.json", *self.folder.glob(f".{ref}.*")):
                file.unlink(missing_ok=True)

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
