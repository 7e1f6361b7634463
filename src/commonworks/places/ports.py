"""What a source of addresses must be able to do. Sources live in `integrations/`, but for the
table that a council loads, which is this room's own."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from commonworks.kernel.errors import Unavailable


@dataclass(frozen=True, slots=True)
class FoundAddress:
    """An address as a person picks it from a list. `uprn` is up to twelve digits, or "" where the
    source has none; `postcode` has its space; whatever else is unknown is "". `source` says whose
    data it is, or that a simulator made it up."""

    uprn: str
    line1: str
    line2: str
    town: str
    county: str
    postcode: str
    source: str

    @property
    def one_line(self) -> str:
        parts = (self.line1, self.line2, self.town, self.county, self.postcode)
        return ", ".join(part for part in parts if part)


class LookupDown(Unavailable):
    """The source did not answer, or not sensibly: let the person type the address."""

    code = "address-lookup-down"


class AddressSource(Protocol):
    """Where addresses come from."""

    def addresses(self, postcode: str, authority: str) -> list[FoundAddress]:
        """Those at a postcode, for a council that asks; in an order people expect. No address is
        []. Takes at most five seconds. Raises LookupDown."""
        ...


_source: list[Callable[[], AddressSource]] = []


def provide(source: Callable[[], AddressSource]) -> None:
    """Say how to make the source of this installation, which is made when it is first needed."""
    _source[:] = [cache(source)]


def address_source() -> AddressSource:
    return _source[0]()


def has_address_source() -> bool:
    """Whether addresses can be looked up here at all."""
    return bool(_source)
