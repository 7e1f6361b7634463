"""Tables, by noun."""

from commonworks.factories.models.agreements import Agreement, Signature
from commonworks.factories.models.factories import (
    Asking,
    Contribution,
    Factory,
    Member,
    Taken,
)

__all__ = [
    "Agreement",
    "Asking",
    "Contribution",
    "Factory",
    "Member",
    "Signature",
    "Taken",
]
