"""Ask an address that somebody typed in, without being led into our own network.

The name is looked up once, every address it has must be public, and the connection goes to the very
address that was checked: a name that answers otherwise a moment later changes nothing (DNS
rebinding). TLS still checks the certificate against the name. Proxies of the environment are not
used: they would look the name up again.
"""

import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import httpcore

from commonworks.integrations.http import SECONDS
from commonworks.post.ports import Reply, Unreachable

MOST = 64_000  # bytes of an answer, its headers included
PORTS = frozenset({443, 8443})
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# IPv6 networks whose addresses carry an IPv4 address that a gateway may lead to: NAT64 (RFC 6052,
# RFC 8215), 6to4 (RFC 3056), Teredo (RFC 4380), and the old IPv4-compatible ones.
CARRIERS = tuple(
    map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96"))
)


def is_public(address: Address) -> bool:
    """Whether an address is one of the public internet, for one host."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if any(address in network for network in CARRIERS):
            return False
    return address.is_global and not address.is_multicast


@dataclass(frozen=True, slots=True)
class PublicInternet:
    """`may` says which addresses may be connected to. Tests alone give others than the defaults."""

    may: Callable[[Address], bool] = is_public
    schemes: frozenset[str] = frozenset({"https"})
    ports: frozenset[int] | None = PORTS
    seconds: float = SECONDS
    most: int = MOST
    resolve: Callable[..., Iterable[Any]] = socket.getaddrinfo

    def ask(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes = b"") -> Reply:
        """One exchange. Raises Unreachable."""
        self._check(url)
        ends = monotonic() + self.seconds
        backend = _Guarded(self, ends)
        timeouts = dict.fromkeys(("connect", "read", "write", "pool"), self.seconds)
        # Compressed, a small answer could grow without bound before it is counted.
        told = [("Accept-Encoding", "identity"), ("Connection", "close"), *headers.items()]
        try:
            with (
                httpcore.ConnectionPool(ssl_context=_trusted(), network_backend=backend) as pool,
                pool.stream(
                    method, url, headers=told, content=body, extensions={"timeout": timeouts}
                ) as response,
            ):
                return Reply(response.status, b"".join(response.iter_stream()))
        except httpcore.TimeoutException:
            raise Unreachable("timeout") from None
        except (httpcore.NetworkError, httpcore.ProtocolError, ValueError, OSError) as error:
            raise Unreachable("refused") from error

    def _check(self, url: str) -> None:
        try:
            parts = urlsplit(url)
            port = parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError:
            raise Unreachable("not-public") from None
        named = parts.hostname and not parts.username and not parts.password
        if not named or parts.scheme not in self.schemes or not url.isascii():
            raise Unreachable("not-public")
        if self.ports is not None and port not in self.ports:
            raise Unreachable("not-public")


class _Guarded(httpcore.NetworkBackend):
    """Connects to what was checked, and to nothing else."""

    def __init__(self, rules: PublicInternet, ends: float) -> None:
        self._rules, self._ends = rules, ends
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        found = self._addresses(host, port)
        # One private address among public ones is reason enough: nobody needs such a name.
        if not all(self._rules.may(address) for address in found):
            raise Unreachable("not-public")
        stream = self._inner.connect_tcp(str(found[0]), port, timeout=_left(self._ends))
        return _Bounded(stream, self._ends, self._rules.most)

    def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.NetworkStream:
        raise Unreachable("not-public")

    def _addresses(self, host: str, port: int) -> list[Address]:
        answers: list[list[Any]] = []

        def look_up() -> None:
            with suppress(OSError, UnicodeError):
                answers.append(list(self._rules.resolve(host, port, type=socket.SOCK_STREAM)))

        # The resolver has no limit of its own that we could set; a thread can be left behind.
        thread = threading.Thread(target=look_up, daemon=True)
        thread.start()
        thread.join(_left(self._ends))
        if thread.is_alive():
            raise Unreachable("timeout")
        if not answers or not answers[0]:
            raise Unreachable("name")
        return [ipaddress.ip_address(answer[4][0].partition("%")[0]) for answer in answers[0]]


class _Bounded(httpcore.NetworkStream):
    """A connection that ends when time is up or too much has come, however slowly it comes."""

    def __init__(self, inner: httpcore.NetworkStream, ends: float, most: int) -> None:
        self._inner, self._ends, self._room = inner, ends, most

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        got = self._inner.read(max_bytes, timeout=_left(self._ends))
        self._room -= len(got)
        if self._room < 0:
            raise Unreachable("too-large")
        return got

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, timeout=_left(self._ends))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, timeout=_left(self._ends))
        return _Bounded(inner, self._ends, self._room)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _left(ends: float) -> float:
    left = ends - monotonic()
    if left <= 0:
        raise Unreachable("timeout")
    return left


@lru_cache(maxsize=1)
def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context()  # read once: it takes longer than an exchange
