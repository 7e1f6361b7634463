"""What somebody is about to declare, for them alone."""

import json
from dataclasses import dataclass

from commonworks.kernel import encryption
from commonworks.needs.models import Draft
from commonworks.needs.policies.said import Said
from commonworks.network.ports import Actor

FIELD = "said"  # what is sealed


@dataclass(frozen=True, slots=True)
class Kept:
    """`again`: they know that their council declared this already. `need` is what it became; what
    it said is deleted by then."""

    ref: str
    authority: str
    said: Said
    again: bool
    need: str


def kept(ref: str, *, by: Actor) -> Kept:
    """Two SQL queries. Raises Missing where it is not theirs, or its time is over."""
    return opened(Draft.objects.of(by.ref, ref))


def opened(row: Draft) -> Kept:
    """What a row says. One SQL query."""
    need, said = row.need_id or "", Said(title="", problem="")
    if not need:
        seal = encryption.seal_of(row.subject)
        said = Said(**json.loads(seal.open(FIELD, row.said)))
    return Kept(row.ref, row.authority_id, said, row.again, need)
