"""`commonworks serve`: one command that prepares the data folder and runs every process.

Web workers answer, one worker delivers, and in the demonstration a further process plays the
outside suppliers. When one dies it is started again; when this stops, they all stop.
"""

import argparse
import contextlib
import fcntl
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from commonworks.config import stamps
from commonworks.config.environment import ROOT, Environment
from commonworks.config.stopping import asked_to_stop
from commonworks.kernel.errors import Conflict, Invalid, Unavailable

STAMP = "demonstration"  # a file in the data folder that says: nothing in here is real
NEEDED_MB = 600
_held: list[IO[str] | socket.socket] = []
HEAD_START = 10.0  # seconds at most that the web workers have for themselves
GRACE = 10.0  # seconds that a process has to stop by itself


@dataclass(frozen=True, slots=True)
class Plan:
    """What to serve, where."""

    port: int
    data: Path
    demo: bool
    host: str
    workers: int

    @property
    def simulators_port(self) -> int:
        return self.port + 1

    @property
    def addresses(self) -> list[tuple[str, int]]:
        """The host and port of each process that answers."""
        web = (self.host, self.port)
        return [web, ("127.0.0.1", self.simulators_port)] if self.demo else [web]


def check(plan: Plan) -> None:
    """Refuse before anything is written. Each refusal is one sentence."""
    if plan.demo and plan.host not in ("127.0.0.1", "::1", "localhost"):
        raise Invalid("The demonstration is served on this machine alone: leave --host out.")
    for host, port in plan.addresses:
        _hold_port(host, port)
    _make_folder(plan.data)
    _hold(plan.data)
    stamp = plan.data / STAMP
    if stamp.exists() and not plan.demo:
        raise Conflict(
            f"{plan.data} holds a demonstration. Choose an empty folder for the real thing: --data."
        )
    if plan.demo and not stamp.exists():
        if any(plan.data.glob("*.sqlite3")):
            raise Conflict(f"{plan.data} holds real data: serve it with --no-demo, or use --data.")
        stamp.touch()


def _hold(data: Path) -> None:
    """Keep the folder to ourselves for as long as this process lives, however it ends."""
    held = (data / "serving").open("w")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise Conflict(f"{data} is being served already. Stop that first, or use --data.") from None
    _held.append(held)


def _hold_port(host: str, port: int) -> None:
    """Keep a port to ourselves while the data is prepared and after. Our own servers still get it:
    they ask to share it (SO_REUSEPORT), and one that does not listen is given no connection."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    held = socket.socket(family)
    try:
        with socket.socket(family) as probe:  # which shares it with nobody
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        held.bind((host, port))
    except OSError:
        held.close()
        said = f"Port {port} is taken. Stop what uses it, or choose another: --port N."
        raise Conflict(said) from None
    _held.append(held)


def _answers(host: str, port: int) -> bool:
    """Asked by connecting: to try binding could take the port from the server that starts."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


@contextlib.contextmanager
def _asked(host: str, port: int) -> Iterator[Callable[[], bool]]:
    """Ask a server for its front page, and say whenever asked whether an answer has begun.

    To connect is not enough: the port is there before any worker has loaded what it answers with.
    """
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as line:
        waiting = False

        def answered() -> bool:
            nonlocal waiting
            try:
                if not waiting:
                    line.settimeout(1)
                    line.connect((host, port))
                    line.sendall(b"GET / HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
                    waiting = True
                return bool(select.select([line], [], [], 0)[0])
            except OSError:
                return False

        yield answered


def _make_folder(data: Path) -> None:
    for part in (data, *data.parents):
        if part.is_file():
            what = "is a file" if part == data else f"is inside a file, {part.name}"
            raise Invalid(f"{data} {what}. The data needs a folder: choose another with --data.")
    try:
        data.mkdir(parents=True, exist_ok=True)
        room = os.statvfs(data)
    except OSError as error:
        raise Unavailable(f"{data} cannot be used: {error.strerror}.") from error
    free = room.f_bavail * room.f_frsize // 1_000_000
    if free < NEEDED_MB:
        raise Unavailable(f"{NEEDED_MB} MB of disk are needed in {data}; {free} MB are free.")


def environment(plan: Plan) -> dict[str, str]:
    """What the processes are told."""
    told = {
        "COMMONWORKS_DATA": str(plan.data),
        "COMMONWORKS_DEMO": "1" if plan.demo else "",
        "COMMONWORKS_SIMULATORS": f"http://127.0.0.1:{plan.simulators_port}" if plan.demo else "",
        "DJANGO_SETTINGS_MODULE": "commonworks.config.settings",
        "PYTHONUNBUFFERED": "1",
    }
    if plan.demo or "COMMONWORKS_ADDRESS" not in os.environ:
        told["COMMONWORKS_ADDRESS"] = f"http://127.0.0.1:{plan.port}"
    return {**os.environ, **told}


def processes(plan: Plan) -> dict[str, list[str]]:
    python = sys.executable
    server = [python, "-m", "granian", "--interface", "wsgi", "--blocking-threads", "1"]
    web = [
        *server,
        *("--workers", str(plan.workers), "--backlog", "2048"),
        *("--host", plan.host, "--port", str(plan.port), "--log-level", "warning"),
        *("--static-path-route", "/static"),
        *("--static-path-mount", str(ROOT / "build" / "static")),
        *("--static-path-expires", "31536000"),  # every file's name holds its hash
        "commonworks.config.wsgi:application",
    ]
    run = {"web": web, "worker": [python, "-m", "commonworks.config.cli", "worker"]}
    if plan.demo:
        run["simulators"] = [
            *server,
            *("--host", "127.0.0.1", "--port", str(plan.simulators_port)),
            *("--log-level", "warning", "commonworks.integrations.simulators:application"),
        ]
    return run


def run(plan: Plan, *, ready: Callable[[], None]) -> int:
    """Keep every process running until told to stop."""
    stopping = asked_to_stop()
    told = environment(plan)
    commands = processes(plan)
    running = {"web": _start(commands["web"], told)}
    _wait_for_web(plan, running["web"], stopping)
    running |= {name: _start(command, told) for name, command in commands.items() if name != "web"}
    announced = False
    while not stopping():
        if not announced and _is_up(plan):
            announced = True
            ready()
        for name, process in running.items():
            if process.poll() is not None and not stopping():
                print(f"The {name} process ended ({process.returncode}); starting it again.")
                _kill_group(process)  # a server's own workers outlive it, and hold the port
                time.sleep(1)
                running[name] = _start(commands[name], told)
        time.sleep(0.1)
    _stop_all(running)
    return 0


def _wait_for_web(plan: Plan, web: "subprocess.Popen[bytes]", stopping: Callable[[], bool]) -> None:
    """Whoever asks for a page is answered sooner when the other processes start after the web."""
    latest = time.monotonic() + HEAD_START
    with _asked(plan.host, plan.port) as answered:
        while time.monotonic() < latest and web.poll() is None and not stopping():
            if answered():
                return
            time.sleep(0.05)


def _is_up(plan: Plan) -> bool:
    simulators = not plan.demo or _answers("127.0.0.1", plan.simulators_port)
    return simulators and _answers(plan.host, plan.port)


def _start(command: list[str], told: dict[str, str]) -> "subprocess.Popen[bytes]":
    # A session of its own: an interrupt at the keyboard reaches this process, which stops them.
    return subprocess.Popen(command, env=told, start_new_session=True)  # noqa: S603


def _stop_all(running: dict[str, "subprocess.Popen[bytes]"]) -> None:
    for process in running.values():
        process.terminate()
    deadline = time.monotonic() + GRACE
    for process in running.values():
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0.1, deadline - time.monotonic()))
        _kill_group(process)


def _kill_group(process: "subprocess.Popen[bytes]") -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("serve", help="prepare the data folder and serve the house")
    parser.add_argument("--port", type=int, default=8000, help="8000 if left out")
    parser.add_argument(
        "--data", type=Path, help="folder of the data; COMMONWORKS_DATA or var/data if left out"
    )
    parser.add_argument(
        "--no-demo", action="store_true", help="serve the real thing, empty at first"
    )
    parser.add_argument("--host", default="127.0.0.1", help="with --no-demo, whom to answer")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="one a core")
    parser.set_defaults(run=_serve)


def _serve(args: argparse.Namespace) -> int:
    demo = not args.no_demo
    plan = Plan(args.port, _folder(args.data, demo), demo, args.host, args.workers)
    if not 1 <= plan.port < 65535:
        raise Invalid("Choose a port from 1 to 65534.")
    check(plan)
    os.environ.update(environment(plan))
    _prepare(plan)
    return run(
        plan, ready=lambda: print(f"Commonworks is at http://{plan.host}:{plan.port}/", flush=True)
    )


def _prepare(plan: Plan) -> None:
    if stamps.is_clean(plan.data, demo=plan.demo):
        Environment.read()  # says here, and once, what cannot be used
        return
    stamps.forget(plan.data)
    import django

    django.setup()
    from commonworks.config import prepare

    prepare.prepare(plan.data, demo=plan.demo)
    stamps.keep(plan.data, demo=plan.demo)


def _folder(asked: Path | None, demo: bool) -> Path:
    """What the command line says goes before the environment, and that before the usual place."""
    told = os.environ.get("COMMONWORKS_DATA")
    usual = ROOT / "var" / ("data" if demo else "live")
    return (asked or (Path(told) if told else usual)).resolve()
