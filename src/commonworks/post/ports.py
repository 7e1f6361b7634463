"""What a carrier of messages must be able to do. Carriers live in `integrations/`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Letter:
    """A message, opened, for the moment of sending. `ref` is the same at every attempt, so that a
    carrier can tell whether an earlier attempt got through."""

    ref: str
    attempt: int
    channel: str
    recipient: str
    subject: str
    body: str


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


_carrier: list[Callable[[], Carrier]] = []


def provide(carrier: Callable[[], Carrier]) -> None:
    """Name the carrier of this installation: called once, as the house starts."""
    _carrier[:] = [carrier]


def carrier() -> Carrier:
    return _carrier[0]()
