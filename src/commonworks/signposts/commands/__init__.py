"""Put cards up and take them down. The room that owns the thing records the event."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from commonworks.network.ports import Actor
from commonworks.signposts.models import Card


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
    """Put up a card, or change the one that hangs there. Public things only."""
    said = {
        "kind": kind,
        "title": title,
        "text": text,
        "link": link,
        "authority_id": authority,
        "service_code": service_code,
        "state": state,
        "good_until": good_until,
        "facts": dict(facts or {}),
        "put_at": at,
    }
    Card.objects.update_or_create(ref=ref, defaults=said)


@transaction.atomic
def take_down(*, ref: str, by: Actor, at: datetime) -> None:
    Card.objects.filter(ref=ref).delete()


@transaction.atomic
def refuse_suggestion(
    *, ref: str, by: Actor, at: datetime, text: str = "", text_ref: str = "", authority: str = ""
) -> None:
    """Remember that a card is "not the same" as a text, or as the thing `text_ref` names."""
