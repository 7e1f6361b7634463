"""What the rest of the house hears of a motion: its card, and a line when voting opens and when
it is over."""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from commonworks.decisions.models import Motion
from commonworks.decisions.policies.voting import label_of
from commonworks.decisions.queries.voting import still_to_vote
from commonworks.kernel.errors import Missing
from commonworks.network.ports import Actor
from commonworks.signposts import commands as signposts


@transaction.atomic
def tell_proposed(*, motion: Motion, by: Actor, at: datetime) -> None:
    """Hang the card up, and say that voting is open if it is."""
    _hang(motion, by, at)
    if motion.state == Motion.State.OPEN:
        told = still_to_vote(motion.ref)  # in a letter: what waits for them is more than news
        _announce(motion, f"Voting is open: {motion.title}", by, at, told)


@transaction.atomic
def tell_opened(*, motion: Motion, by: Actor, at: datetime) -> None:
    tell_proposed(motion=motion, by=by, at=at)


@transaction.atomic
def tell_decided(*, motion: Motion, by: Actor, at: datetime) -> None:
    """The card stays, with the outcome: what was decided can be found, and its followers hear."""
    _hang(motion, by, at)
    outcome = Motion.Outcome(motion.outcome).label
    chosen = f" ({label_of(motion, motion.chosen)})" if motion.chosen else ""
    _announce(motion, f"{outcome}{chosen}: {motion.title}", by, at)


@transaction.atomic
def tell_withdrawn(*, motion: Motion, by: Actor, at: datetime) -> None:
    news = f"Withdrawn: {motion.title}"
    signposts.take_down(ref=_card_of(motion), news=news, by=by, at=at)


@transaction.atomic
def tell_ended(*, motion: Motion, by: Actor, at: datetime) -> None:
    _hang(motion, by, at)
    _announce(motion, f"Ended without a result: {motion.title}", by, at)


def _hang(motion: Motion, by: Actor, at: datetime) -> None:
    signposts.put_card(
        ref=_card_of(motion),
        kind="motion",
        title=motion.title,
        text=motion.text[:400],
        link=_link(motion),
        authority=motion.proposed_by_id,
        state=motion.outcome or motion.state,
        facts={"body": motion.body, "closes": motion.closes.isoformat()},
        by=by,
        at=at,
    )


def _announce(
    motion: Motion, headline: str, by: Actor, at: datetime, told: Collection[str] = ()
) -> None:
    """To those who follow the motion, and to those who follow the body, where that has a card; but
    to nobody who is `told` in a letter."""
    card, body, link = _card_of(motion), motion.body, _link(motion)
    signposts.announce(ref=card, headline=headline, told=told, by=by, at=at)
    with suppress(Missing):
        signposts.announce(ref=body, headline=headline, link=link, told=told, by=by, at=at)


def _link(motion: Motion) -> str:
    return reverse("decisions:motion", args=[motion.ref])


def _card_of(motion: Motion) -> str:
    return f"motion.{motion.ref}"
