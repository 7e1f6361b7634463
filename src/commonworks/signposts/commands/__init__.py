"""Put cards up and take them down, say what is new about them, and have them kept fresh.

The room that owns the thing records the event; only what happens to an entry's freshness is said
here.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from commonworks.network.ports import Actor
from commonworks.network.queries import standing
from commonworks.signposts.commands import announcing, moving, renewing
from commonworks.signposts.models import Card, words


@transaction.atomic
def put_card(
    *,
    ref: str,
    kind: str,
    title: str,
    link: str,
    authority: str,
    by: Actor,
    at: datetime,
    text: str = "",
    service_code: str = "",
    state: str = "",
    good_until: date | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Put up a card, or change the one that hangs there. Public things only. Without `good_until`
    what `keep_fresh` said stays."""
    area = standing.area(authority)
    said = {
        "kind": kind,
        "title": title,
        "text": text,
        "link": link,
        "authority_id": authority,
        "region": area.region,
        "nation": area.nation,
        "service_code": service_code,
        "state": state,
        "facts": dict(facts or {}),
        "put_at": at,
        **({"good_until": good_until} if good_until else {}),
    }
    Card.objects.update_or_create(ref=ref, defaults=said)
    words.write(ref, title, text)


@transaction.atomic
def take_down(*, ref: str, by: Actor, at: datetime) -> None:
    """Take a card away, with its news and with what was asked about it. Follows of it stay, in
    case that it is put up again."""
    Card.objects.filter(ref=ref).delete()
    words.forget(ref)


@transaction.atomic
def announce(*, ref: str, headline: str, by: Actor, at: datetime, link: str = "") -> None:
    """Say one line of news about a card. Whoever follows the card, its kind, region, service or
    authority, or a search that finds it, hears of it. Public text only."""
    announcing.say(ref=ref, headline=headline, by=by, at=at, link=link)


@transaction.atomic
def move_card(*, old: str, new: str, by: Actor, at: datetime) -> None:
    """After a merge: take the old card down, and lead its followers, news and links to the new."""
    moving.move(old=old, new=new, by=by, at=at)


@transaction.atomic
def keep_fresh(*, ref: str, owner: str, until: date, by: Actor, at: datetime) -> None:
    """Say who is asked whether a card is still true, and until when it is good. Calling again
    renews it, and ends the links of earlier letters."""
    renewing.renew(ref=ref, owner=owner, until=until, by=by, at=at)


@transaction.atomic
def refuse_suggestion(
    *, ref: str, by: Actor, at: datetime, text: str = "", text_ref: str = "", authority: str = ""
) -> None:
    """Remember that a card is "not the same" as a text, or as the thing `text_ref` names."""
