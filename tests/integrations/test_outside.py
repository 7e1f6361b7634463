"""Addresses that people typed in lead to the public internet, or nowhere.

The canary is a server on this machine: whatever reaches it has been let into a private network.
"""

import ipaddress
import re
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from commonworks.integrations.outside import PublicInternet, is_public
from commonworks.post.ports import Unreachable

ANYWHERE = {"may": lambda address: True, "schemes": frozenset({"http"}), "ports": None}


@dataclass
class Canary:
    port: int = 0
    heard: list[bytes] = field(default_factory=list)


@contextmanager
def canary(answer: Callable[[socket.socket], None] | bytes = b"") -> Iterator[Canary]:
    found = Canary()

    class Conversation(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            found.heard.append(request_of(self.request))
            if callable(answer):
                answer(self.request)
            else:
                self.request.sendall(answer)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Conversation) as server:
        found.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield found
        server.shutdown()


def request_of(line: socket.socket) -> bytes:
    """Head and body of a request whose length is told."""
    got = b""
    while not (head := re.match(rb"(?s).*?content-length: (\d+).*?\r\n\r\n", got, re.I)):
        if not (piece := line.recv(65536)):
            return got
        got += piece
    while len(got) < head.end() + int(head[1]):
        got += line.recv(65536)
    return got


def told(body: bytes = b"", status: str = "200 OK", more: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{more}\r\n".encode() + body


def why(client: PublicInternet, url: str) -> str:
    with pytest.raises(Unreachable) as refused:
        client.ask("POST", url, headers={}, body=b"x")
    return refused.value.code


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "017700000001"),
        *("localhost", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::]", "0.0.0.0", "0"),
    ],
)
def test_no_way_to_write_this_machine_leads_to_it(host):
    with canary(told()) as server:
        client = PublicInternet(schemes=frozenset({"http"}), ports=None)
        assert why(client, f"http://{host}:{server.port}/") in ("not-public", "name")
        assert server.heard == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        *((private, False) for private in ("10.0.0.1", "172.16.0.1", "192.168.1.1", "127.0.0.1")),
        *((local, False) for local in ("169.254.169.254", "100.64.0.1", "0.0.0.0", "192.0.2.1")),
        *((special, False) for special in ("224.0.0.1", "240.0.0.1", "255.255.255.255")),
        *((six, False) for six in ("::1", "::", "fe80::1", "fc00::1", "ff02::1", "2001:db8::1")),
        *((carried, False) for carried in ("::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::1")),
        *((carried, False) for carried in ("::10.0.0.1", "64:ff9b::5db8:d822", "2001:0:1::1")),
        ("::ffff:93.184.216.34", True),
    ],
)
def test_an_address_is_public_or_it_is_not(address, public):
    assert is_public(ipaddress.ip_address(address)) is public


def resolving(*addresses: str) -> Callable[..., list[object]]:
    return lambda host, port, type: [
        (socket.AF_INET, type, 6, "", (address, port)) for address in addresses
    ]


def test_a_name_with_one_private_address_among_public_ones_is_refused():
    with canary(told()) as server:
        mixed = PublicInternet(
            schemes=frozenset({"http"}),
            ports=None,
            resolve=resolving("93.184.216.34", "127.0.0.1"),
        )
        assert why(mixed, f"http://hook.example:{server.port}/") == "not-public"
        assert server.heard == []


def test_a_name_that_changes_its_mind_after_it_was_checked_is_not_asked_again():
    """DNS rebinding: the first answer is let through, and a second would lead elsewhere."""
    asked: list[str] = []

    def rebinding(host, port, type):
        asked.append(host)
        there = "127.0.0.1" if len(asked) == 1 else "127.0.0.2"
        return resolving(there)(host, port, type)

    with canary(told(b"here")) as server:
        first = ipaddress.ip_address("127.0.0.1")
        client = PublicInternet(
            may=lambda address: address == first,
            schemes=frozenset({"http"}),
            ports=None,
            resolve=rebinding,
        )
        reply = client.ask("POST", f"http://hook.example:{server.port}/", headers={})
    assert (reply.body, asked) == (b"here", ["hook.example"])
    assert b"Host: hook.example" in server.heard[0]


@pytest.mark.parametrize(
    "url",
    [
        *("http://hook.example/", "ftp://hook.example/", "file:///etc/passwd", "//hook.example"),
        *("https://user:pass@hook.example/", "https://hook.example:22/", "https://hook.example:x/"),
        *("https://", "https://hook.example:99999/", "https://h\u00f6\u00f6k.example/", "", "x"),
    ],
)
def test_only_https_at_its_ports_without_a_password_is_asked(url):
    def never(*_, **__):
        raise AssertionError("looked up")

    assert why(PublicInternet(resolve=never), url) == "not-public"


def test_a_redirect_is_an_answer_and_is_not_followed():
    with canary(told()) as inner:
        there = f"Location: http://127.0.0.1:{inner.port}/\r\n"
        with canary(told(status="302 Found", more=there)) as server:
            reply = PublicInternet(**ANYWHERE).ask(
                "POST", f"http://127.0.0.1:{server.port}/", headers={}, body=b"x"
            )
        assert (reply.status, inner.heard) == (302, [])


def test_what_is_sent_arrives_and_the_answer_comes_back():
    with canary(told(b"thanks", "202 Accepted")) as server:
        reply = PublicInternet(**ANYWHERE).ask(
            "POST",
            f"http://127.0.0.1:{server.port}/hook?a=1",
            headers={"webhook-id": "1"},
            body=b"{}",
        )
    assert (reply.status, reply.body) == (202, b"thanks")
    assert server.heard[0].startswith(b"POST /hook?a=1 HTTP/1.1\r\n")
    assert (b"webhook-id: 1" in server.heard[0], server.heard[0].endswith(b"\r\n\r\n{}")) == (
        *(True, True),
    )


def drip(line: socket.socket) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(100):
        time.sleep(0.05)
        line.sendall(f"X-{number}: slow\r\n".encode())


def flood(line: socket.socket) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n")
    for _ in range(1000):
        line.sendall(b"x" * 10_000)


def test_an_answer_that_drips_is_cut_when_time_is_up():
    with canary(drip) as server:
        client = PublicInternet(**ANYWHERE, seconds=0.4)
        began = time.monotonic()
        assert why(client, f"http://127.0.0.1:{server.port}/") == "timeout"
    assert time.monotonic() - began < 1.5


def test_an_answer_without_end_is_cut_when_it_is_too_much():
    with canary(flood) as server:
        assert why(PublicInternet(**ANYWHERE), f"http://127.0.0.1:{server.port}/") == "too-large"


def test_a_resolver_that_hangs_is_left_behind():
    def hanging(host, port, type):
        time.sleep(2)
        return []

    client = PublicInternet(**ANYWHERE, seconds=0.2, resolve=hanging)
    began = time.monotonic()
    assert (why(client, "http://hook.example/"), time.monotonic() - began < 1) == ("timeout", True)


@pytest.mark.parametrize("answer", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\n"])
def test_what_is_no_answer_is_refused(answer):
    with canary(answer) as server:
        assert why(PublicInternet(**ANYWHERE), f"http://127.0.0.1:{server.port}/") == "refused"


def test_a_port_on_which_nobody_listens_and_a_name_that_nobody_has():
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
    assert why(PublicInternet(**ANYWHERE), f"http://127.0.0.1:{port}/") == "refused"
    unknown = PublicInternet(**ANYWHERE, resolve=resolving())
    assert why(unknown, "http://hook.example/") == "name"
