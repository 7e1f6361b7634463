"""What a council's successor takes over of its votes (`network.ports.Holdings`)."""

from datetime import datetime

from django.db import transaction

from commonworks.decisions import permissions
from commonworks.decisions.models import Ballot, MandateRule, Motion, Seat
from commonworks.kernel import events
from commonworks.network.ports import Actor


@transaction.atomic
def hand_over(*, organisation: str, successor: str, by: Actor, at: datetime) -> int:
    """Give a council's seats in open motions to its successor, and its rule about mandates; says
    how many. A ballot that was cast is struck: the successor votes for itself, and has one vote
    however many councils it followed. What was decided stays as it was."""
    permissions.check_reorganises(by)
    waiting = (Motion.State.PROPOSED, Motion.State.OPEN)
    seated = Motion.objects.filter(
        state__in=waiting,
        closes__gt=at,
        seats__authority=organisation,
        seats__struck_at=None,
    )
    moved = 0
    for ref in seated.order_by("ref").values_list("ref", flat=True):
        _hand_on(Motion.locked(ref), organisation, successor, by, at)
        moved += 1
    if rule := MandateRule.objects.filter(authority=organisation).first():
        MandateRule.objects.get_or_create(authority_id=successor, defaults={"since": rule.since})
        rule.delete()
        moved += 1
    return moved


def _hand_on(motion: Motion, organisation: str, successor: str, by: Actor, at: datetime) -> None:
    seat = motion.seats.get(authority=organisation)
    seat.struck_at, seat.struck_because = at, "Another council followed it"
    seat.save(update_fields=["struck_at", "struck_because"])
    seat.ballots.filter(ended_at=None).update(ended_at=at, ended_because=Ballot.Ended.STRUCK)
    Seat.objects.get_or_create(
        motion=motion, authority_id=successor, defaults={"inherited_from": organisation}
    )
    item = {"motion": motion.ref, "authority": organisation, "successor": successor}
    events.record(
        "decisions.seat.inherited",
        subject=motion.ref,
        by=by,
        at=at,
        item=item,
        authority=organisation,
    )
