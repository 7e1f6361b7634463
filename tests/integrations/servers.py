"""Servers on this machine: any WSGI application, any bytes at any pace, and nobody at all."""

import socket
import socketserver
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import httpx

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

browser = httpx.Client(trust_env=False, timeout=20)


class Threading(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing: the tests say what went wrong."""


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


@contextmanager
def saying(*pieces: bytes, pause: float = 0.0) -> Iterator[str]:
    """Each connection gets the pieces, with a pause before each; yields the address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        work = threading.Thread(target=_serve, args=(listening, pieces, pause), daemon=True)
        work.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        # Accepting goes on in its thread though the socket is closed; this wakes it.
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)


def _serve(listening: socket.socket, pieces: Sequence[bytes], pause: float) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        threading.Thread(target=_say, args=(connection, pieces, pause), daemon=True).start()


def _say(connection: socket.socket, pieces: Sequence[bytes], pause: float) -> None:
    with connection, suppress(OSError):
        connection.recv(65536)
        for piece in pieces:
            time.sleep(pause)
            connection.sendall(piece)


@contextmanager
def nobody() -> Iterator[str]:
    """An address where nothing listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"
