"""What belongs to an organisation here (`network.ports.Holdings`)."""

from commonworks.factories.models import Asking, Member, Risk
from commonworks.network.ports import Actor, Holding


def belonging_to(organisation: str, *, by: Actor) -> list[Holding]:
    """The parts it has, what it was asked to be, and the risks it looks after. Three SQL
    queries."""
    now = Member.objects.filter(organisation=organisation, left_on=None).order_by("factory")
    asked = Asking.objects.filter(organisation=organisation, state=Asking.State.OPEN)
    risks = Risk.objects.filter(owner=organisation, closed_at=None).order_by("pk")
    return [
        *(Holding("part", *row) for row in now.values_list("factory", "factory__name")),
        *(
            Holding("asking", *row)
            for row in asked.order_by("factory").values_list("factory", "factory__name")
        ),
        *(Holding("risk", str(pk), title) for pk, title in risks.values_list("pk", "title")),
    ]
