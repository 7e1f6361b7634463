"""What the rest of the house hears of a motion: its card, while it waits for votes."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from commonworks.decisions.models import Motion
from commonworks.network.ports import Actor
from commonworks.signposts import commands as signposts


@transaction.atomic
def tell_proposed(*, motion: Motion, by: Actor, at: datetime) -> None:
    """Hang the card up."""
    signposts.put_card(
        ref=_card_of(motion),
        kind="motion",
        title=motion.title,
        text=motion.text[:400],
        link=reverse("decisions:motion", args=[motion.ref]),
        authority=motion.proposed_by_id,
        state=motion.state,
        facts={"body": motion.body, "closes": motion.closes.isoformat()},
        by=by,
        at=at,
    )


@transaction.atomic
def tell_opened(*, motion: Motion, by: Actor, at: datetime) -> None:
    tell_proposed(motion=motion, by=by, at=at)


@transaction.atomic
def tell_decided(*, motion: Motion, by: Actor, at: datetime) -> None:
    """Voting is over, so the card goes; the motion's page and the body's list stay."""
    signposts.take_down(ref=_card_of(motion), by=by, at=at)


@transaction.atomic
def tell_withdrawn(*, motion: Motion, by: Actor, at: datetime) -> None:
    signposts.take_down(ref=_card_of(motion), by=by, at=at)


def _card_of(motion: Motion) -> str:
    return f"motion.{motion.ref}"
