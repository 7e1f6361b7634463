"""Tables, by noun."""

from commonworks.needs.models.needs import (
    NEXT,
    Edition,
    Merge,
    Need,
    NotPossible,
    Pain,
    Stage,
    Support,
    Visibility,
)

__all__ = [
    "NEXT",
    "Edition",
    "Merge",
    "Need",
    "NotPossible",
    "Pain",
    "Stage",
    "Support",
    "Visibility",
]
