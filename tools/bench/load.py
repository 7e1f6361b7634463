"""Start servers, load them with wrk, and sum up rounds run in turn."""

import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROUNDS = 7
SECONDS = 3
CONNECTIONS = (2, 16)
WRONG = "WRONG ANSWER"  # what a wrk script prints of an answer that it did not want


@dataclass(frozen=True, slots=True)
class Target:
    """What is measured: a name for the table, an address, and a wrk script (Lua) if any."""

    name: str
    url: str
    script: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """Requests a second, and the 99th percentile of latency in milliseconds; `requests` is how many
    were answered in all rounds."""

    rate: float
    p99: float
    requests: int


class NoLoad(Exception):
    """wrk is not there, or its answers were not all good."""


def wrk() -> str:
    found = shutil.which("wrk")
    if not found and shutil.which("apt-get") and os.geteuid() == 0:
        for command in (["update"], ["install", "-y", "--no-install-recommends", "wrk"]):
            subprocess.run(["apt-get", "-qq", *command], check=True, stdout=subprocess.DEVNULL)
        found = shutil.which("wrk")
    if not found:
        raise NoLoad("Install wrk, the load generator, and run this again.")
    return found


def measure(targets: Sequence[Target], folder: Path) -> dict[tuple[str, int], Figure]:
    """Every target at each number of connections, A B A B …, so that a drift of the machine's
    speed falls on all of them alike."""
    seen: dict[tuple[str, int], list[Figure]] = {}
    for connections in CONNECTIONS:
        for target in targets:
            _once(target, connections, folder, seconds=1)  # warm up
        for _ in range(ROUNDS):
            for target in targets:
                figure = _once(target, connections, folder, seconds=SECONDS)
                seen.setdefault((target.name, connections), []).append(figure)
    return {key: _of_all(figures) for key, figures in seen.items()}


def _of_all(figures: list[Figure]) -> Figure:
    # The mean, for it is chance to which worker the kernel gives a connection: two of them may
    # share one and leave the other idle, and a median would show one of the two cases alone.
    return Figure(
        statistics.mean(figure.rate for figure in figures),
        statistics.median(figure.p99 for figure in figures),
        sum(figure.requests for figure in figures),
    )


def _once(target: Target, connections: int, folder: Path, *, seconds: int) -> Figure:
    command = [wrk(), "--latency", "-t1", f"-c{connections}", f"-d{seconds}s"]
    if target.script:
        script = folder / f"{re.sub(r'[^a-z]+', '-', target.name.lower())}.lua"
        script.write_text(target.script)
        command += ["-s", str(script)]
    said = subprocess.run([*command, target.url], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or WRONG in said:
        raise NoLoad(f"{target.name} answered with errors:\n{said}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    count = re.search(r"(\d+) requests in", said)
    if not rate or not p99 or not count:
        raise NoLoad(f"{target.name} could not be measured:\n{said}")
    unit = {"us": 0.001, "ms": 1.0, "s": 1000.0}[p99[2]]
    return Figure(float(rate[1]), float(p99[1]) * unit, int(count[1]))


@contextmanager
def running(
    command: Sequence[str],
    port: int,
    *,
    told: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> Iterator["subprocess.Popen[bytes]"]:
    """A server for as long as the block lasts, once it takes connections."""
    process = subprocess.Popen(
        list(command), env={**os.environ, **(told or {})}, cwd=cwd, stdout=subprocess.DEVNULL
    )
    try:
        _wait_for(port, process)
        yield process
    finally:
        process.terminate()
        process.wait(20)


def granian(application: str, port: int, *, workers: int = 2) -> list[str]:
    """The command that serves a WSGI application as the house itself is served."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--blocking-threads", "1"),
        *("--workers", str(workers), "--port", str(port), "--log-level", "error", application),
    ]


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise NoLoad("A server that was to be measured ended at once.")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise NoLoad("A server that was to be measured did not start within a minute.")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
