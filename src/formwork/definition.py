"""Loading a definition: our own YAML or JSON, or a foreign family that an importer knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from formwork.checks import checked
from formwork.entries import Document
from formwork.importers import Loss, brackets_apart, family_of
from formwork.problems import DefinitionError
from formwork.release import Release, release_of
from formwork.schema import Place, typed
from formwork.source import LARGEST, Node, plain, read_source
from formwork.source import Mapping as MappingNode


@dataclass(frozen=True)
class Definition:
    """A definition that passed every check. `family` says what it was written in; `losses` what of
    a foreign file has no place in a definition and was left out, each with its place."""

    document: Document
    places: Mapping[str, Place] = field(default_factory=dict, repr=False)
    family: str = "formwork"
    losses: tuple[Loss, ...] = ()

    @property
    def id(self) -> str:
        return str(self.document["definition"])

    @cached_property
    def release(self) -> Release:
        """The immutable release of this definition."""
        return release_of(self.document, self.places)


def load(data: bytes, *, name: str = "", lang: str = "", largest: int = LARGEST) -> Definition:
    """A definition from a file of any importable family, up to `largest` bytes.

    `name` is the file's name without its ending; a foreign form that has no name of its own takes
    it. `lang` is the language of a foreign form's texts, where the file does not say. Raises
    DefinitionError with every problem that was found, each with its line.
    """
    node = read_source(data, largest)
    family = family_of(plain(node)) if isinstance(node, MappingNode) else None
    if family is None:
        return _native(node)
    document, losses = family.convert(plain(node), name, lang)
    document = brackets_apart(document)
    problems = checked(document)
    if problems:
        raise DefinitionError(problems)
    return Definition(document, {}, family.name, losses)


def _native(node: Node) -> Definition:
    read = typed(node)
    if read.problems:
        raise DefinitionError(read.problems)
    problems = checked(read.value, read.places)
    if problems:
        raise DefinitionError(problems)
    return Definition(read.value, read.places)


def from_document(document: Mapping[str, Any]) -> Definition:
    """A definition from a document in memory, as `Release.document` gives.

    Raises DefinitionError."""
    copy = dict(document)
    problems = checked(copy)
    if problems:
        raise DefinitionError(problems)
    return Definition(copy)
