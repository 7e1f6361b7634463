"""What everybody sees of a factory: its card, and news on it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from commonworks.factories.models import Factory
from commonworks.network.ports import SYSTEM, Actor
from commonworks.signposts import commands as signposts

GOOD_FOR = timedelta(days=180)  # without a word from its members, a factory goes stale


@transaction.atomic
def show(*, factory: str, by: Actor, at: datetime) -> None:
    """Put up the factory's card as things stand: called after whatever changes them."""
    row = Factory.objects.get(ref=factory)
    parts = row.parts()
    lead = next((who for who, part in parts.items() if part == "lead"), "")
    signposts.put_card(
        ref=f"factory.{factory}",
        kind="factory",
        title=row.name,
        text=row.purpose,
        link=reverse("factories:factory", args=[factory]),
        authority=lead,
        state=row.phase,
        facts={"kind": row.kind, "members": list(parts), "region": row.region},
        by=by,
        at=at,
    )


@transaction.atomic
def tell(*, factory: str, headline: str, by: Actor, at: datetime, link: str = "") -> None:
    """Say on the card that something happened, public words only; and that it is still going on."""
    show(factory=factory, by=by, at=at)
    signposts.announce(ref=f"factory.{factory}", headline=headline, link=link, by=by, at=at)


@transaction.atomic
def renew(*, factory: str, by: Actor, at: datetime) -> None:
    """Somebody of the lead did something, so it is still true: they are asked the next time."""
    if by != SYSTEM:
        until = localdate(at) + GOOD_FOR
        signposts.keep_fresh(ref=f"factory.{factory}", owner=by.ref, until=until, by=by, at=at)
