"""Ids, addresses and keys: how anything in a definition is named.

An id is not a path, a value or a position. It is unique per kind and never used again. What a
council adds carries its own name first (`leeds.blue-badge`), so no later release collides with it.
"""

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase

ID = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")
FULL_ID = re.compile(rf"(?:{ID.pattern}\.)?{ID.pattern}")
LONGEST = 80

END = "END"  # the form is finished: check your answers
EXIT = "EXIT"  # the form ends here without an application, as "you cannot apply" pages do
FOLLOWING = "FOLLOWING"  # the page after this one in the definition


def is_id(text: str) -> bool:
    return len(text) <= LONGEST and FULL_ID.fullmatch(text) is not None


def owner_of(identifier: str) -> str:
    """`leeds` of `leeds.blue-badge`; empty for an id of the definition itself."""
    return identifier.partition(".")[0] if "." in identifier else ""


def last_id(address: str) -> str:
    """`vrm` of `page:vehicle/field:vrm`."""
    return address.rpartition(":")[2]


def kind_of(address: str) -> str:
    """`field` of `page:vehicle/field:vrm`; a singleton such as `retention` is its own kind."""
    return address.rpartition("/")[2].partition(":")[0]


def parent_of(address: str) -> str:
    """`page:vehicle` of `page:vehicle/field:vrm`; empty at the top."""
    return address.rpartition("/")[0]


def matches(pattern: str, address: str) -> bool:
    """Whether an address fits a pattern, where * stands for anything: `list:zones/option:*`."""
    return fnmatchcase(address, pattern)


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """Where one value of a definition is kept; `lang` is set for texts alone."""

    address: str
    slot: str
    lang: str = ""

    def __str__(self) -> str:
        return f"{self.address} {self.slot}{'@' if self.lang else ''}{self.lang}"


def slug(text: str) -> str:
    """An id as near to a foreign name as ids allow: `vatNumber` is `vat-number`."""
    spaced = re.sub(r"([a-z0-9])([A-Z])", r"\1-\2", text).lower()
    kebab = re.sub(r"[^a-z0-9]+", "-", spaced).strip("-")
    return (kebab if kebab[:1].isalpha() else f"x-{kebab}".strip("-"))[: LONGEST - 10].strip("-")
