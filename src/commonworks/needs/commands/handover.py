"""What becomes of a council's needs when another council succeeds it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commonworks.kernel.errors import NotAllowed
from commonworks.needs.commands.telling import tell
from commonworks.needs.models import Need, Support
from commonworks.needs.queries.standing import councils_behind
from commonworks.network.ports import SYSTEM, Actor, Holding


@dataclass(frozen=True, slots=True)
class NeedsHeld:
    """`network.ports.Holdings`, for needs and for support."""

    def belonging_to(self, organisation: str, *, by: Actor) -> list[Holding]:
        """Needs before support, each by its address. Two SQL queries."""
        declared = Need.objects.filter(authority=organisation).order_by("ref")
        supports = Support.objects.filter(authority=organisation, until=None).order_by("need")
        return [
            *(Holding("need", *row) for row in declared.values_list("ref", "title")),
            *(Holding("support", *row) for row in supports.values_list("need", "need__title")),
        ]

    @transaction.atomic
    def hand_over(self, *, organisation: str, successor: str, by: Actor, at: datetime) -> int:
        """Give needs and support to the successor; how many. Where the successor stands behind a
        need already, the support of its predecessor ends: a council counts once."""
        if by != SYSTEM and not by.is_steward:
            raise NotAllowed(_("Only a steward of the network hands over what a council had."))
        needs = list(Need.objects.select_for_update().filter(authority=organisation))
        taken = set(Need.objects.filter(authority=successor).values_list("own_ref", flat=True))
        for need in needs:
            need.authority_id = successor
            if need.own_ref in taken:
                need.own_ref = ""  # two councils' files may have called two things the same
            need.save(update_fields=["authority", "own_ref"])
            tell(need=need, what="handed-over", authority=successor, by=by, at=at)
        moved = self._supports(organisation, successor, at)
        for need in Need.objects.filter(ref__in=moved | {need.ref for need in needs}):
            lead = need.leader()
            lead.councils = len(councils_behind(lead.ref))
            lead.save(update_fields=["councils"])
        return len(needs) + len(moved)

    def _supports(self, organisation: str, successor: str, at: datetime) -> set[str]:
        supports = Support.objects.filter(authority=organisation, until=None)
        both = supports.filter(
            need__in=Support.objects.filter(authority=successor, until=None).values("need")
        )
        moved = set(supports.values_list("need", flat=True))
        Support.objects.filter(pk__in=list(both.values_list("pk", flat=True))).update(until=at)
        supports.update(authority=successor)
        return moved
