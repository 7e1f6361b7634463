"""Importers: one module or folder for each foreign family. Each knows its files by their shape, and
says what of a file a definition has no place for."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from formwork.entries import Document, is_text


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that was left out or changed, and its place in the file (a JSON pointer)."""

    place: str
    message: str

    def as_json(self) -> dict[str, str]:
        return {"place": self.place, "message": self.message}


@dataclass(frozen=True, slots=True)
class Family:
    """A foreign family. `convert` takes the file, a name for it and the language of its texts (""
    for what the file itself says, or else English), and raises DefinitionError for what cannot run,
    naming each place."""

    name: str
    is_one: Callable[[Any], bool]
    convert: Callable[[Any, str, str], tuple[Document, tuple[Loss, ...]]]


def families() -> tuple[Family, ...]:
    """Every family that can be read beside our own."""
    from formwork.importers import digital_form_builder

    return (digital_form_builder.FAMILY,)


def family_of(value: Any) -> Family | None:
    """The family that a file is of, known by its shape; None for our own, or for none at all."""
    return next((family for family in families() if family.is_one(value)), None)


def brackets_apart(part: Any) -> Any:
    """A foreign document whose texts say `( (` for `((`, which starts a name of ours alone."""
    if isinstance(part, list):
        return [brackets_apart(one) for one in part]
    if not isinstance(part, dict):
        return part
    return {
        key: re.sub(r"\((?=\()", "( ", value)
        if is_text(key) and isinstance(value, str)
        else brackets_apart(value)
        for key, value in part.items()
    }
