"""What services say of themselves, by language."""

from django.db.models import F, Value
from django.db.models.functions import Coalesce, NullIf


def said_in(language: str, column: str) -> F | Coalesce:
    """The `title` or `summary` of services, or a path to it, in "en" or "cy": English where there
    is no Welsh. To select, and to order by."""
    if language != "cy":
        return F(column)
    return Coalesce(NullIf(F(f"{column}_cy"), Value("")), F(column))
