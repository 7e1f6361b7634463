"""What a condition may name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from formwork.canonical import Json
from formwork.env import Test


class ConditionFault(ValueError):
    """The condition cannot be: it names what is not there, or compares apples with pears."""


@dataclass(slots=True)
class Scope:
    """Types of fields, facts and settings, and the named conditions."""

    fields: Mapping[str, str]
    facts: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, tuple[str, Json]] = field(default_factory=dict)  # id: (type, value)
    conditions: Mapping[str, Json] = field(default_factory=dict)
    repeats: Mapping[str, Sequence[str]] = field(default_factory=dict)  # id: its fields
    options: Mapping[str, Sequence[str]] = field(default_factory=dict)  # field: its option ids
    sections: Mapping[str, str] = field(default_factory=dict)  # field: section, "" for none
    fact_sources: Mapping[str, str] = field(default_factory=dict)  # fact: the field it is of
    foreign: bool = False  # digital-form-builder's table
    tests: dict[str, Test] = field(default_factory=dict)
    naming: list[str] = field(default_factory=list)
