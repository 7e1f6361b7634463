"""What everybody sees of a factory: its card, and news on it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from commonworks.factories.models import Factory
from commonworks.network.ports import Actor
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
        good_until=(at + GOOD_FOR).date(),
        facts={"kind": row.kind, "members": list(parts), "region": row.region},
        by=by,
        at=at,
    )


@transaction.atomic
def tell(*, factory: str, headline: str, by: Actor, at: datetime, link: str = "") -> None:
    """Say on the card that something happened: public words only."""
    show(factory=factory, by=by, at=at)
