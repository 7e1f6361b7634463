"""The simulators over real HTTP, on this machine."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import httpx
import pytest

from commonworks.integrations.simulators import notify
from commonworks.integrations.simulators.wsgi import make_application
from commonworks.network.ports import Actor
from tests.places.councils import CLERK, found_councils

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class Threading(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing: the tests say what went wrong."""


@dataclass(frozen=True, slots=True)
class Running:
    url: str
    data: Path

    def order(self, service: str, fault: str, **more: object) -> None:
        told = {"service": service, "fault": fault, **more}
        httpx.post(f"{self.url}/control", json=told, trust_env=False).raise_for_status()

    def shift_clock(self, seconds: int) -> None:
        (self.data / "clock").write_text(str(seconds))


@pytest.fixture
def simulators(tmp_path: Path) -> Iterator[Running]:
    notify.rate.seen.clear()
    with serving(make_application(tmp_path)) as url:
        yield Running(url, tmp_path)


@contextmanager
def serving(application: "WSGIApplication") -> Iterator[str]:
    """A WSGI application on a port of its own, until the block ends."""
    server = make_server("127.0.0.1", 0, application, Threading, Quiet)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def camden(db: None) -> str:
    found_councils()
    return "camden"


@pytest.fixture
def clerk() -> Actor:
    return CLERK
