"""What everybody sees of a factory: its card, and news on it."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from commonworks.factories.models import Factory
from commonworks.factories.policies.body import THE_BODY
from commonworks.network.ports import SYSTEM, Actor
from commonworks.network.queries import standing
from commonworks.signposts import commands as signposts

LATEST = 50  # updates whose words find the factory
GOOD_FOR = timedelta(days=180)  # without a word from its members, a factory goes stale


@transaction.atomic
def show(*, factory: str, by: Actor, at: datetime) -> None:
    """Put up the factory's card as things stand: called after whatever changes them."""
    row = Factory.objects.get(ref=factory)
    parts = row.parts()
    lead = next((who for who, part in parts.items() if part == "lead"), "")
    is_body = factory == THE_BODY
    signposts.put_card(
        ref=f"factory.{factory}",
        kind="body" if is_body else "factory",
        title=row.name,
        text=row.purpose,
        link=reverse("factories:body") if is_body else reverse("factories:factory", args=[factory]),
        authority=lead,
        state="" if is_body else row.phase,
        facts={"kind": row.kind, "members": list(parts), "region": row.region},
        more=_updates(row),
        by=by,
        at=at,
    )


def _updates(row: Factory) -> str:
    """What it told of its work, the latest first: more is told over the years than can be searched
    in one card."""
    latest = row.updates.order_by("-number").values_list("title", "text")[:LATEST]
    return "\n".join(f"{title}\n{text}" for title, text in latest)


@transaction.atomic
def tell(
    *,
    factory: str,
    headline: str,
    by: Actor,
    at: datetime,
    link: str = "",
    told: Collection[str] = (),
) -> None:
    """Say on the card that something happened, public words only; and that it is still going on.
    `told` are people who are written to of it, and need not hear it again."""
    show(factory=factory, by=by, at=at)
    card = f"factory.{factory}"
    signposts.announce(ref=card, headline=headline, link=link, told=told, by=by, at=at)


@transaction.atomic
def renew(*, factory: str, by: Actor, at: datetime) -> None:
    """Somebody of the lead did something, so it is still true: they are asked the next time. Where
    the house itself did it, whoever answers for the lead is asked."""
    if factory == THE_BODY:  # the network is there as long as it has members
        return
    row, until = Factory.objects.get(ref=factory), localdate(at) + GOOD_FOR
    row.freshness, row.good_until = Factory.Freshness.FRESH, until
    row.save(update_fields=["freshness", "good_until"])
    owner = standing.stand_in(row.lead()) if by == SYSTEM else by.ref
    signposts.keep_fresh(ref=f"factory.{factory}", owner=owner, until=until, by=by, at=at)


@transaction.atomic
def rest(*, factory: str, by: Actor, at: datetime) -> None:
    """It has ended, which is true for good: nobody is asked about it any more."""
    fresh = {"freshness": Factory.Freshness.FRESH, "good_until": None}
    Factory.objects.filter(ref=factory).update(**fresh)
    signposts.ask_no_more(refs=[f"factory.{factory}"], by=by, at=at)
