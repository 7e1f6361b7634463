"""Tables, by noun."""

from commonworks.needs.models import estate  # noqa: F401 - its tables are known by their module
from commonworks.needs.models.needs import (
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
    "Edition",
    "Merge",
    "Need",
    "NotPossible",
    "Pain",
    "Stage",
    "Support",
    "Visibility",
]
