"""The house as `commonworks serve` runs it, process by process, so that each can be killed.

The processes, their environment and the order to stop them are `config.serve`'s own; a data
folder, keys and (with DATABASE_URL) a PostgreSQL database are each house's own.
"""

import os
import random
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx
import psycopg

from commonworks.config import serve
from commonworks.config.environment import ROOT

PATIENCE = 90.0  # seconds that anything may take before it counts as never
KEY = "api_test_leeds_proof"


@dataclass
class House:
    """`told` is the environment of its processes."""

    folder: Path
    plan: serve.Plan
    told: dict[str, str]
    running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://{self.plan.host}:{self.plan.port}"

    @property
    def simulators(self) -> str:
        return f"http://127.0.0.1:{self.plan.simulators_port}"

    def start(self, *names: str) -> None:
        commands = serve.processes(self.plan)
        for name in names or commands:
            with (self.folder / f"{name}.log").open("ab") as log:
                self.running[name] = subprocess.Popen(
                    commands[name],
                    env=self.told,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
        addresses = {"web": f"{self.url}/status", "simulators": f"{self.simulators}/"}
        for name in names or commands:
            if name in addresses:
                until(lambda name=name: answers(addresses[name]), f"{name} does not answer")

    def kill(self, name: str) -> None:
        """SIGKILL for the process and all that it started."""
        process = self.running.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        for name in list(self.running):
            self.kill(name)

    def later(self, **span: int) -> None:
        """Move the demonstration's clock on: every process of the house sees it at once."""
        seconds = span.get("minutes", 0) * 60 + span.get("days", 0) * 86400
        file = self.plan.data / "clock"
        shift = int(file.read_text()) if file.exists() else 0
        fresh = file.with_suffix(".fresh")
        fresh.write_text(str(shift + seconds))
        fresh.replace(file)

    def fails(self, service: str, fault: str, **how: object) -> None:
        order = {"service": service, "fault": fault, **how}
        httpx.post(
            f"{self.simulators}/control", json=order, trust_env=False, timeout=PATIENCE
        ).raise_for_status()

    def payments(self) -> list[dict[str, Any]]:
        """Every payment that the provider knows of."""
        asked = httpx.get(
            f"{self.simulators}/v1/payments",
            headers={"Authorization": f"Bearer {KEY}"},
            trust_env=False,
            timeout=PATIENCE,
        )
        found: list[dict[str, Any]] = asked.json()["results"]
        return found

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What its database holds, asked from outside."""
        if url := self.told.get("DATABASE_URL"):
            with psycopg.connect(url) as database:
                return database.execute(sql).fetchall()
        with closing(sqlite3.connect(self.plan.data / "commonworks.sqlite3", timeout=30)) as file:
            return file.execute(sql).fetchall()

    def count(self, table: str, where: str = "1=1") -> int:
        [(number,)] = self.rows(f"SELECT count(*) FROM {table} WHERE {where}")
        return int(number)

    def is_quiet(self) -> bool:
        """Nothing is left to be delivered, sent or asked about."""
        return not (
            self.count("kernel_delivery")
            + self.count("post_message", "state = 'waiting'")
            + self.count("services_payment", "state IN ('created', 'started')")
        )

    def logs(self) -> str:
        return "\n".join(file.read_text(errors="replace") for file in self.folder.glob("*.log"))


def until(true: Callable[[], bool], otherwise: str | Callable[[], str]) -> None:
    """Wait for something that is bound to come, however slow the machine."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > deadline:
            raise AssertionError(otherwise if isinstance(otherwise, str) else otherwise())
        time.sleep(0.05)


def answers(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False, timeout=PATIENCE).status_code < 500
    except httpx.TransportError:
        return False


@contextmanager
def settled(folder: Path) -> Iterator["Settled"]:
    """The data that every house of a run begins with, made once."""
    url = new_database(base) if (base := os.environ.get("DATABASE_URL", "")) else ""
    plan = serve.Plan(free_port(), folder / "data", True, "127.0.0.1", 1)
    plan.data.mkdir(parents=True)
    try:
        subprocess.run(
            [sys.executable, "-m", "tests.proof.settling"],
            env=_environment(plan, url),
            check=True,
            cwd=ROOT,
        )
        yield Settled(folder, url)
    finally:
        drop_database(url)


@dataclass(frozen=True)
class Settled:
    folder: Path
    database_url: str

    @contextmanager
    def house(self, folder: Path, *, workers: int = 1) -> Iterator[House]:
        """A house of its own, with every process running; `workers` answer requests at once."""
        folder.mkdir(parents=True, exist_ok=True)
        for part in ("data", "data-keys"):
            shutil.copytree(self.folder / part, folder / part)
        url = new_database(self.database_url, copy=True) if self.database_url else ""
        plan = serve.Plan(free_port(), folder / "data", True, "127.0.0.1", workers)
        house = House(folder, plan, _environment(plan, url))
        try:
            house.start()
            yield house
        finally:
            house.stop()
            drop_database(url)


def _environment(plan: serve.Plan, database_url: str) -> dict[str, str]:
    mine = {
        **serve.environment(plan),
        "COMMONWORKS_ADDRESS": f"http://127.0.0.1:{plan.port}",
        "COMMONWORKS_KEYS": f"{plan.data}-keys",
        "DATABASE_URL": database_url,
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    # What else this test run was told is not for the house.
    told = {name: value for name, value in mine.items() if not name.startswith("COV_")}
    return told if database_url else {k: v for k, v in told.items() if k != "DATABASE_URL"}


def free_port() -> int:
    """A port that is free, and the next one too: below those that the system gives to callers."""
    for _ in range(200):
        port = random.randrange(20000, 32000, 2)
        if _free(port) and _free(port + 1):
            return port
    raise RuntimeError("No two free ports beside each other.")


def _free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def new_database(url: str, *, copy: bool = False) -> str:
    """A PostgreSQL database beside that of `url`, empty or a copy of it; answers its address."""
    name, parts = f"proof_{secrets.token_hex(6)}", urlsplit(url)
    template = f" TEMPLATE {parts.path.lstrip('/')}" if copy else ""
    with psycopg.connect(maintenance(url), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}{template}")
    return urlunsplit(parts._replace(path=f"/{name}"))


def drop_database(url: str) -> None:
    if url:
        with psycopg.connect(maintenance(url), autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS {urlsplit(url).path.lstrip('/')} WITH (FORCE)")


def maintenance(url: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path="/postgres"))
