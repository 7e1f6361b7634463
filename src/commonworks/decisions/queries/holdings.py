"""What belongs to an organisation here (`network.ports.Holdings`)."""

from commonworks.decisions.models import MandateRule, Motion, Seat
from commonworks.network.ports import Actor, Holding


def belonging_to(organisation: str, *, by: Actor) -> list[Holding]:
    """Its seats in motions that are not decided, and its rule about mandates. Two SQL queries."""
    seats = Seat.objects.filter(
        authority=organisation,
        struck_at=None,
        motion__state__in=(Motion.State.PROPOSED, Motion.State.OPEN),
    ).order_by("motion")
    found = [Holding("seat", *row) for row in seats.values_list("motion", "motion__title")]
    if MandateRule.objects.filter(authority=organisation).exists():
        found.append(Holding("mandate-rule", organisation, "Its votes need a mandate"))
    return found
