"""Tables, by noun."""

from commonworks.needs.models import estate  # noqa: F401 - its tables are known by their module
from commonworks.needs.models.drafts import Draft
from commonworks.needs.models.needs import (
    Earlier,
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
    "Draft",
    "Earlier",
    "Edition",
    "Merge",
    "Need",
    "NotPossible",
    "Pain",
    "Stage",
    "Support",
    "Visibility",
]
