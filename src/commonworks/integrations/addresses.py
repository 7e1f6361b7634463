"""Addresses from a council's own list first: it knows its new streets before anyone else."""

from dataclasses import dataclass

from commonworks.places import queries
from commonworks.places.ports import AddressSource, FoundAddress


@dataclass(frozen=True, slots=True)
class CouncilFirst:
    """What the council loaded for a postcode; where that is nothing, what another source says."""

    otherwise: AddressSource | None

    def addresses(self, postcode: str, authority: str) -> list[FoundAddress]:
        if loaded := queries.loaded_addresses(postcode, authority):
            return loaded
        return self.otherwise.addresses(postcode, authority) if self.otherwise else []
