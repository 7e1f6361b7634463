"""Put cards up and take them down, say what is new about them, and have them kept fresh.

The room that owns the thing records the event; only what happens to an entry's freshness is said
here.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from commonworks.network.ports import Actor
from commonworks.signposts.commands import announcing, hanging, moving, refusing
from commonworks.signposts.models import Card, Change, Entry, words
from commonworks.signposts.permissions import check_may_refuse

TAKEN_DOWN = "Taken down: it is not shown any more"


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
    network_only: bool = False,
    also: str | None = None,
    more: str | None = None,
) -> None:
    """Put up a card, or change the one that hangs there. Without `good_until` what `keep_fresh`
    said stays. `also` is what else it is found by, its title in Welsh, which counts as much as the
    title; `more` is what else is told of it where it leads to, which counts for least and is cut
    after some thousand characters. Neither is shown, and without them what was said before stays.
    What has a service is found by the service's name too.

    `network_only`: people of the network find it, and nobody else. What was told of it while it was
    public is taken back: no feed and no digest carries it from then on.
    """
    sign = hanging.Sign(
        ref=ref,
        kind=kind,
        title=title,
        link=link,
        authority=authority,
        text=text,
        service_code=service_code,
        state=state,
        good_until=good_until,
        facts=facts or {},
        network_only=network_only,
        also=also,
        more=more,
    )
    hanging.put_cards(signs=[sign], by=by, at=at)


@transaction.atomic
def take_down(*, ref: str, by: Actor, at: datetime, news: str = TAKEN_DOWN) -> None:
    """Take a card away: it is in no list or search any more, and nobody is asked about it.

    What followers were told stays in feeds and digests, since it was so and they could see it;
    `news` is the last they hear. So its title stays with us, and its text does not. Follows stay,
    in case that it is put up again. Of one that the network alone saw, its people alone hear.
    """
    row = Card.every.hanging().select_for_update().filter(ref=ref).first()
    if row is None:
        return
    announcing.say(ref=ref, headline=news, by=by, at=at)
    Entry.objects.filter(card=ref).delete()
    row.seen_by = Card.SeenBy.FORMER if row.is_inside else Card.SeenBy.NOBODY
    row.text, row.also, row.more, row.facts = "", "", "", {}
    row.standing, row.good_until = Card.Standing.FRESH, None
    row.save()
    words.write((ref, row.title, "", ""))
    Change.note(ref)


@transaction.atomic
def ask_no_more(*, refs: Collection[str], by: Actor, at: datetime) -> None:
    """What has come to its end is true for good: its card stays, and nobody is asked about it."""
    Entry.objects.filter(card__in=refs).delete()
    Card.every.filter(ref__in=refs).update(good_until=None, standing=Card.Standing.FRESH)


@transaction.atomic
def announce(
    *,
    ref: str,
    headline: str,
    by: Actor,
    at: datetime,
    link: str = "",
    told: Collection[str] = (),
) -> None:
    """Say one line of news about a card. Whoever follows the card, its kind, region, service or
    authority, or a search that finds it, hears of it; of a card for the network alone, only people
    of the network do, by email. Public text only, otherwise. `told`: people, by their opaque refs,
    who hear of it in a letter of their own, and so not a second time because they follow it."""
    announcing.say(ref=ref, headline=headline, by=by, at=at, link=link, told=told)


@transaction.atomic
def move_card(*, old: str, new: str, by: Actor, at: datetime) -> None:
    """After a merge: take the old card down, and lead its followers, news and links to the new."""
    moving.move(old=old, new=new, by=by, at=at)


@transaction.atomic
def part_card(*, ref: str, of: str, along: Collection[str], by: Actor, at: datetime) -> None:
    """After a split, once the card is put up again: who followed it before the merge follows it
    again, as often as they chose meanwhile, and who followed both follows both. Who began to follow
    after the merge stays with `of`, and so does the news told until now.

    `along`: cards that had been merged into this one; they, and who followed them, lead to it.
    """
    moving.part(ref=ref, of=of, along=along, by=by, at=at)


@transaction.atomic
def keep_fresh(*, ref: str, owner: str, until: date, by: Actor, at: datetime) -> None:
    """Say who is asked whether a card is still true, and until when it is good. Calling again
    renews it, and ends the links of earlier letters."""
    hanging.keep_all_fresh(kept=[hanging.Kept(ref, owner, until)], by=by, at=at)


@transaction.atomic
def refuse_suggestion(
    *, ref: str, by: Actor, at: datetime, text: str = "", text_ref: str = "", authority: str = ""
) -> None:
    """Remember that a card is "not the same" as a text, or as the thing `text_ref` names. It is not
    suggested to that council for it again; what made it look the same counts for less.

    `authority` may stay empty for somebody who belongs to one organisation. Raises NotAllowed,
    Invalid and Missing."""
    authority = check_may_refuse(by, authority)
    refusing.refuse(ref=ref, text=text, text_ref=text_ref, authority=authority, by=by, at=at)
