"""What everybody hears of a need when something was done to it: its event, its card, its news."""

from datetime import datetime
from typing import Any

from django.db import transaction

from commonworks.kernel import events
from commonworks.needs.models import Need, Stage, Visibility
from commonworks.needs.policies.said import FIELDS
from commonworks.network.ports import Actor
from commonworks.signposts import commands as signposts

HUNG = (Stage.OPEN, Stage.TAKEN_ON, Stage.MET)  # stages in which a need has a card


@transaction.atomic
def tell(*, need: Need, what: str, by: Actor, at: datetime, news: str = "", **ids: str) -> None:
    """Record `needs.need.<what>`, put the card right, and announce the news to who follows it.

    A need that is for the network alone has a card that nobody finds, so that its owner is asked
    about it; its event carries no words, and there is no news of it.
    """
    public = need.visibility == Visibility.PUBLIC
    item = {**_item(need), **ids} if public else None
    events.record(f"needs.need.{what}", subject=need.ref, by=by, at=at, item=item, **ids)
    if need.stage not in HUNG:
        signposts.take_down(
            ref=need.card, news=f"{Stage(need.stage).label}: {need.title}", by=by, at=at
        )
        return
    _put_card(need, by, at)
    if news and public:
        signposts.announce(ref=need.card, headline=news, by=by, at=at)


@transaction.atomic
def ask_in_time(*, need: Need, by: Actor, at: datetime) -> None:
    """Have the owner asked whether the need is still true, before it is no longer good."""
    if need.stage in HUNG:
        until = need.good_until
        signposts.keep_fresh(ref=need.card, owner=need.owner, until=until, by=by, at=at)


def _item(need: Need) -> dict[str, Any]:
    """The public item of the register."""
    said = {name: value for name in FIELDS if (value := getattr(need, name)) not in ("", None)}
    more = {"need": need.ref, "authority": need.authority_id, "edition": need.edition}
    return {**said, **more, "stage": str(need.stage)}


def _put_card(need: Need, by: Actor, at: datetime) -> None:
    facts = {"councils": need.councils, "volume": need.volume, "cost_pence": need.cost_pence}
    signposts.put_card(
        ref=need.card,
        kind="need",
        title=need.title,
        text=need.problem,
        link=need.get_absolute_url(),
        authority=need.authority_id,
        service_code=need.service_code,
        state=need.stage,
        facts={name: value for name, value in facts.items() if value is not None},
        network_only=need.visibility == Visibility.NETWORK,
        by=by,
        at=at,
    )
