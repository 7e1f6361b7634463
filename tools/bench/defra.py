"""DEFRA's forms engine from npm, the peer of the form runner: installed at bench time, never kept.

It runs the same definition as ours, a digital-form-builder file that we wrote, in production mode
and on a Node.js that its package.json asks for.
"""

import os
import platform
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.bench import load

VERSION = "8.0.1"
PACKAGE = f"@defra/forms-engine-plugin@{VERSION}"
NODE = "22.23.3"  # the engine asks for ^22.11.0
HERE = Path(__file__).parent / "peers"
DEFINITION = HERE / "permit.json"
MACHINES = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}


def install(folder: Path) -> None:
    """Fetch the engine and its Node.js into a folder, once."""
    stamp, wanted = folder / "installed", f"{PACKAGE} {_node_package()}"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    npm = shutil.which("npm")
    if npm is None:
        raise load.NoLoad("Put npm on PATH: the peer is a Node.js package.")
    folder.mkdir(parents=True, exist_ok=True)
    print(f"Fetching {wanted} from npm", flush=True)
    quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel", "error"]
    command = [npm, "install", *quiet, "--prefix", str(folder), PACKAGE, _node_package()]
    if subprocess.run(command, stdout=subprocess.DEVNULL).returncode:
        raise load.NoLoad(f"{PACKAGE} could not be fetched from npm.")
    stamp.write_text(wanted)


@contextmanager
def running(folder: Path, port: int) -> Iterator[None]:
    """The engine, in one process as it is made to run."""
    node = folder / "node_modules" / _node_name() / "bin" / "node"
    command = [str(node), str(HERE / "defra.mjs"), str(folder), str(DEFINITION), str(port)]
    told = {
        "NODE_ENV": "production",
        "ENVIRONMENT": "prod",  # otherwise it prints its state below each page
        "LOG_ENABLED": "false",
        "SESSION_COOKIE_PASSWORD": secrets.token_hex(32),
    }
    with load.running(command, port, told=told):
        yield


def _node_name() -> str:
    machine = MACHINES.get(platform.machine().lower())
    if os.name != "posix" or machine is None:
        raise load.NoLoad("The peer's Node.js comes for Linux and macOS, on x64 and arm64, alone.")
    return f"node-{platform.system().lower()}-{machine}"


def _node_package() -> str:
    return f"{_node_name()}@{NODE}"
