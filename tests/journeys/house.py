"""The house itself, served as anybody serves it: web workers, worker and simulators."""

import fcntl
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PREPARED = ROOT / "var" / "test-journeys"
COMMONWORKS = [sys.executable, "-m", "commonworks.config.cli"]


@dataclass(frozen=True, slots=True)
class House:
    """A house that is being served. `told` is what its processes are told by the environment."""

    data: Path
    port: int
    demo: bool

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self, *words: str) -> str:
        """Answer what `commonworks …` prints about this house."""
        ran = subprocess.run(
            [*COMMONWORKS, *words], env=self.told, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    @property
    def told(self) -> dict[str, str]:
        return environment(
            COMMONWORKS_DATA=str(self.data),
            COMMONWORKS_DEMO="1" if self.demo else "",
            COMMONWORKS_SIMULATORS=f"http://127.0.0.1:{self.port + 1}" if self.demo else "",
            COMMONWORKS_ADDRESS=self.address,
        )


def environment(**more: str) -> dict[str, str]:
    """The environment of this process without what the test settings put there."""
    ours = ("COMMONWORKS_", "DJANGO_", "DATABASE_URL")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
    return {**kept, "PYTHONPATH": str(ROOT / "src"), **more}


@contextmanager
def demonstration() -> Iterator[House]:
    """The demonstration as it is when its story has just been told."""
    prepared = _prepared()
    with tempfile.TemporaryDirectory(dir=PREPARED, prefix="run-") as folder:
        for each in ("data", "data-keys"):
            shutil.copytree(prepared / each, Path(folder) / each)
        with serving(Path(folder) / "data", demo=True) as house:
            yield house


@contextmanager
def serving(data: Path, *, demo: bool, command: tuple[str, ...] = ()) -> Iterator[House]:
    """Serve a data folder on free ports until the block ends."""
    house = House(data, _free_ports(), demo)
    asked = [*(command or (*COMMONWORKS, "serve")), "--port", str(house.port), "--data", str(data)]
    data.parent.mkdir(parents=True, exist_ok=True)
    with (data.parent / "said").open("a") as said_by_it:
        process = subprocess.Popen(
            [*asked, *(() if demo else ("--no-demo",))],
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=said_by_it,
            text=True,
            cwd=ROOT,
        )
    try:
        assert process.stdout is not None
        said = process.stdout.readline()  # it speaks when it is ready, and not before
        assert house.address in said, (data.parent / "said").read_text()[-1000:]
        yield house
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _prepared() -> Path:
    """A data folder of this very code, made once: telling the story takes a minute. Who comes
    meanwhile waits."""
    folder = PREPARED / _fingerprint()
    PREPARED.parent.mkdir(parents=True, exist_ok=True)
    with PREPARED.with_suffix(".lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not (folder / "whole").exists():
            shutil.rmtree(PREPARED, ignore_errors=True)  # those of former code are of no more use
            (folder / "data").mkdir(parents=True)
            with serving(folder / "data", demo=True):
                pass
            (folder / "whole").touch()
    return folder


def _fingerprint() -> str:
    """What the prepared data depends on: code, definitions and facts, not pages and styles."""
    digest = hashlib.sha256()
    for file in sorted((ROOT / "src").rglob("*")):
        if file.suffix in (".py", ".yaml", ".csv", ".json") and "/web/" not in str(file):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _free_ports() -> int:
    """A port that is free together with the next one, which is the simulators'."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
