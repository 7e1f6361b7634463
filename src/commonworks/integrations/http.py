"""Ask an outside supplier over HTTP, bounded in time and in size, whatever it does."""

import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic
from types import TracebackType
from typing import Any, Self

import httpx

from commonworks.integrations.suppliers import is_loopback

SECONDS = 5.0
MOST = 1_000_000  # bytes; no answer that we ask for comes near


class NoAnswer(Exception):
    """Nothing came back that can be used. `code` is one of refused, timeout and too-large."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Answer:
    """A status from 100 to 599, and a body of at most MOST bytes."""

    status: int
    body: bytes


class Call:
    """One call to a supplier: its exchanges together take at most `seconds`.

    Looking up the supplier's name is up to the system's resolver, and not counted.
    """

    def __init__(
        self, url: str, *, headers: Mapping[str, str], seconds: float = SECONDS, most: int = MOST
    ) -> None:
        self._url = url.rstrip("/")
        # Compressed, a small answer could grow without bound before it is counted.
        self._headers = {"Accept": "application/json", "Accept-Encoding": "identity", **headers}
        self._ends = monotonic() + seconds
        self._most = most

    def ask(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        json: object = None,
    ) -> Answer:
        """One exchange. Redirects are not followed. Raises NoAnswer."""
        left = self._ends - monotonic()
        if left <= 0:
            raise NoAnswer("timeout")
        try:
            with _Cut(left) as cut, _client(self._url, left) as client:
                wanted = client.build_request(
                    method,
                    self._url + path,
                    params=params,
                    json=json,
                    headers=self._headers,
                    extensions={"timeout": httpx.Timeout(left).as_dict(), "trace": cut.watch},
                )
                answer = self._read(client.send(wanted, stream=True))
        except httpx.TimeoutException:
            raise NoAnswer("timeout") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NoAnswer("timeout" if cut.over else "refused") from error
        if cut.over:  # a body that ends with its connection looks whole when it is cut
            raise NoAnswer("timeout")
        return answer

    def _read(self, response: httpx.Response) -> Answer:
        body = bytearray()
        with closing(response):
            for piece in response.iter_raw():
                body += piece
                if len(body) > self._most:
                    raise NoAnswer("too-large")
        return Answer(response.status_code, bytes(body))


class _Cut:
    """Ends a connection when time is up. httpx's limits are for each read, so a supplier that
    sends a byte now and then would never meet them."""

    def __init__(self, seconds: float) -> None:
        self.over = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()

    def watch(self, event: str, info: Mapping[str, Any]) -> None:
        """Called by httpcore at each step (https://www.encode.io/httpcore/extensions/#trace)."""
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            self._socket = info["return_value"].get_extra_info("socket")
            if self.over:
                self._cut()

    def _cut(self) -> None:
        self.over = True
        if self._socket is not None:
            with suppress(OSError):
                # The plain socket's method: TLS would first wait for a polite goodbye.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


def _client(url: str, seconds: float) -> httpx.Client:
    # A proxy that the environment names is for the world outside, not for this machine.
    return httpx.Client(timeout=seconds, verify=_trusted(), trust_env=not is_loopback(url))


@lru_cache(maxsize=1)
def _trusted() -> ssl.SSLContext:
    return httpx.create_ssl_context()  # read once: it takes longer than an exchange
