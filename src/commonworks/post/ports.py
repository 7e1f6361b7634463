"""What a carrier of messages must be able to do. Carriers live in `integrations/`."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Letter:
    """A message, opened, for the moment of sending. `ref` is the same at every attempt, so that a
    carrier can tell whether an earlier attempt got through.

    `unsubscribe` is the address at which one POST ends such mail (RFC 8058), "" for mail that
    nobody can unsubscribe from: an answer about somebody's own case, for example.
    """

    ref: str
    attempt: int
    channel: str
    recipient: str
    subject: str
    body: str
    unsubscribe: str = ""


class Refused(Exception):
    """The carrier will never take this message: trying again is of no use."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Carrier(Protocol):
    def send(self, letter: Letter) -> str:
        """Hand the message over and answer the carrier's own reference. After the first attempt
        an earlier one may have got through: look before sending. Raises Refused."""
        ...


class Copies(Protocol):
    """The messages that stay in this house as files, for anyone to read who may read its disk."""

    def kept(self) -> Iterable[str]:
        """The refs of messages of which there is a file, whole or in part."""
        ...

    def discard(self, ref: str) -> None:
        """Leave no file of a message. One that has none already is as well."""
        ...


_copies: list[Copies] = []


def provide_copies(copies: Copies) -> None:
    """Name what keeps messages as files: called once, as the house starts."""
    _copies[:] = [copies]


def copies() -> Copies:
    return _copies[0]


@dataclass(frozen=True, slots=True)
class Reply:
    """What an address outside answered: a status from 100 to 599, and a body that was capped."""

    status: int
    body: bytes


class Unreachable(Exception):
    """No answer that can be used. `code` is one of not-public (the address leads into a private
    network, or is not https), name (it has no address), refused, timeout and too-large."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Outside(Protocol):
    """Asks addresses that people typed in, and that may therefore lead anywhere."""

    def ask(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes = b"") -> Reply:
        """One exchange over https with a host of the public internet, in five seconds at most.
        Redirects are answers, and not followed. Raises Unreachable."""
        ...


_outside: list[Outside] = []


def provide_outside(outside: Outside) -> None:
    """Name what asks addresses outside: called once, as the house starts."""
    _outside[:] = [outside]


def outside() -> Outside:
    return _outside[0]


_carrier: list[Callable[[], Carrier]] = []


def provide(carrier: Callable[[], Carrier]) -> None:
    """Name the carrier of this installation: called once, as the house starts."""
    _carrier[:] = [carrier]


def carrier() -> Carrier:
    return _carrier[0]()
