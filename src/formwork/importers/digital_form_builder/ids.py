"""Ids, minted from the names of a file."""

from dataclasses import dataclass, field
from itertools import chain, count

from formwork.ids import slug


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids that one document has so far, by kind."""

    taken: dict[str, set[str]] = field(default_factory=dict)

    def mint(self, kind: str, *names: str) -> str:
        """The first of these names that is not taken as an id, or the last with a number."""
        taken = self.taken.setdefault(kind, set())
        wishes = [slug(name) or kind for name in names]
        numbered = (f"{wishes[-1]}-{n}" for n in count(2))
        found = next(wish for wish in chain(wishes, numbered) if wish not in taken)
        taken.add(found)
        return found
