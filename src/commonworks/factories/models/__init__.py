"""Tables, by noun."""

from commonworks.factories.models.factories import (
    Asking,
    Contribution,
    Factory,
    Member,
    Taken,
)

__all__ = ["Asking", "Contribution", "Factory", "Member", "Taken"]
