"""What of this room belongs to an organisation: `network.ports.Holdings` lists it."""

from commonworks.network.ports import Actor, Holding
from commonworks.signposts.models import Card, Hook


def belonging_to(organisation: str, *, by: Actor) -> list[Holding]:
    """Its cards and addresses, in a fixed order; what people follow is theirs, and only goes on to
    the successor. Two SQL queries."""
    hanging = Card.every.hanging().filter(authority=organisation)
    cards = hanging.order_by("ref").values_list("ref", "title")
    hooks = Hook.objects.filter(authority=organisation).order_by("name", "ref")
    return [
        *(Holding("card", ref, title) for ref, title in cards),
        *(Holding("web address", str(hook.ref), hook.name) for hook in hooks),
    ]
