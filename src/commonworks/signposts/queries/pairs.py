"""Which of some texts are about the same thing: for whoever looks over many at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from commonworks.network.ports import Actor
from commonworks.signposts.models import Refusal
from commonworks.signposts.queries import matching, suggestions
from commonworks.signposts.queries.measuring import MERGING

if TYPE_CHECKING:
    from likeness.index import Hit

ALIKE = 5  # of each text, the likest that are looked at


@dataclass(frozen=True, slots=True)
class Pair:
    """Two refs, how like their texts are from 0 to 1, and the reasons in words."""

    one: str
    other: str
    score: float
    reasons: tuple[str, ...]


def same(texts: Mapping[str, str], *, asking: Sequence[str], kind: str, by: Actor) -> list[Pair]:
    """Pairs from the merging threshold, the likest first: a text of `asking` with a card of this
    kind, both among `texts`, which are by the ref of their card. What any council has said is not
    the same is left out. Three SQL queries at most, and more the first time a process asks; each of
    `asking` costs a look into the index."""
    if not asking:
        return []
    keeper = matching.matcher()
    found: dict[frozenset[str], tuple[str, Hit]] = {}
    with keeper.lock:
        index = keeper.follow()
        for ref in asking:
            for hit in index.like(
                texts[ref],
                limit=ALIKE,
                kinds=[kind],
                weaker=keeper.weaker,
                without=[ref],
                with_hidden=by.in_network,
            ):
                if hit.score >= MERGING and hit.ref in texts:
                    found.setdefault(frozenset((ref, hit.ref)), (ref, hit))
    refused = _refused(found)
    pairs = [
        Pair(ref, hit.ref, hit.score, suggestions.in_words(hit, texts[ref], texts[hit.ref]))
        for both, (ref, hit) in found.items()
        if both not in refused
    ]
    return sorted(pairs, key=lambda pair: (-pair.score, pair.one, pair.other))


def _refused(found: Iterable[frozenset[str]]) -> set[frozenset[str]]:
    refs: frozenset[str] = frozenset().union(*found)
    rows = Refusal.objects.filter(text__in=refs, card__in=refs).values_list("text", "card")
    return {frozenset(row) for row in rows}
