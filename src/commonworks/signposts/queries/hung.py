"""Which cards hang, for the rooms whose things they are of."""

from collections.abc import Iterable

from commonworks.signposts.models import Card


def lacking(refs: Iterable[str]) -> frozenset[str]:
    """Those of them that no card hangs under, whoever would see it. One SQL query."""
    wanted = frozenset(refs)
    hanging = Card.every.hanging().filter(ref__in=wanted)
    return wanted - set(hanging.values_list("ref", flat=True))
