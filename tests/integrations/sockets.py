"""A server that says exactly these bytes, as slowly as told: what no simulator would do."""

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress


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
