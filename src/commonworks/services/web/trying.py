"""Do what was asked, or learn what is wrong with it, so that a form is shown again as it was."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from commonworks.kernel.errors import Invalid

T = TypeVar("T")


def tried(command: Callable[..., T], **given: Any) -> tuple[T | None, Mapping[str, str]]:
    """(what the command answered, {}) or (None, what to say beside which field)."""
    try:
        return command(**given), {}
    except Invalid as error:
        return None, error.fields or {"": str(error)}
