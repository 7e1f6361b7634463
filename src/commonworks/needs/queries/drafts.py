"""What somebody is about to say of a need, for them alone."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from commonworks.kernel import encryption
from commonworks.needs.models import Draft
from commonworks.needs.policies.said import FIELDS, MOST, Said
from commonworks.network.ports import Actor

FIELD = "said"  # what is sealed
TEXTS = (*MOST, "note")  # what is in somebody's own words


@dataclass(frozen=True, slots=True)
class Kept:
    """`kind` is declare, change, support or amend; `about` the need that it is about. `told` is
    what its form was filled in with. `again`: they know that their council declared this already.
    `need` is what it became; what it said is deleted by then."""

    ref: str
    kind: str
    authority: str
    about: str
    told: Mapping[str, Any]
    again: bool
    need: str

    @property
    def said(self) -> Said:
        """A need, as a draft that declares or changes one has it."""
        return Said(**{name: self.told[name] for name in FIELDS})

    @property
    def texts(self) -> dict[str, str]:
        """Where a person's name could be."""
        return {name: self.told[name] for name in TEXTS if self.told.get(name)}


def kept(ref: str, *, by: Actor) -> Kept:
    """Two SQL queries. Raises Missing where it is not theirs, or its time is over."""
    return opened(Draft.objects.of(by.ref, ref))


def opened(row: Draft) -> Kept:
    """What a row says. One SQL query."""
    need, told = row.need_id or "", {}
    if not need:
        seal = encryption.seal_of(row.subject)
        told = json.loads(seal.open(FIELD, row.said))
    return Kept(row.ref, row.kind, row.authority_id, row.about_id or "", told, row.again, need)
