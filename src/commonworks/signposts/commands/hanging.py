"""Put many cards up at once, and have many entries kept fresh: for files of thousands of rows.

What is done to one is done to a batch of one. SQL queries: about a dozen for some dozens of cards,
none for each.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from commonworks.kernel.errors import Invalid, Missing
from commonworks.network.ports import Actor
from commonworks.network.queries import lgsl, standing
from commonworks.network.queries.standing import Area
from commonworks.signposts.models import Card, Change, Entry, Moved, News, words
from commonworks.signposts.policies.freshness import LONGEST, SHORTEST

SAID = (
    *("kind", "title", "text", "link", "authority", "region", "nation", "service_code", "state"),
    *("facts", "put_at", "seen_by"),
)
KEPT = ("good_until", "also", "more")
MOST_MORE = 4_000  # characters of `more`: it grows for years, and what is new comes first
RENEWED = ("owner", "until", "days", "edition", "state", "asked_on", "reminded_on", "left_on")


@dataclass(frozen=True, slots=True)
class Sign:
    """What a card says; see `signposts.commands.put_card`."""

    ref: str
    kind: str
    title: str
    link: str
    authority: str
    text: str = ""
    service_code: str = ""
    state: str = ""
    good_until: date | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    network_only: bool = False
    also: str | None = None
    more: str | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """Who is asked about a card, and until when it is good."""

    ref: str
    owner: str
    until: date


@transaction.atomic
def put_cards(*, signs: Iterable[Sign], by: Actor, at: datetime) -> None:
    """As `signposts.commands.put_card`, each card of many. Of one ref, the last counts."""
    hung = _with_services({sign.ref: sign for sign in signs}.values())
    areas = standing.areas_of(sign.authority for sign in hung)
    for told, some in groupby(sorted(hung, key=_told), key=_told):
        _write(list(some), areas, [*SAID, *told], at)
    # What was merged into another before lives again: no link leads past it.
    Moved.objects.filter(old__in=[sign.ref for sign in hung]).delete()
    if hidden := [sign.ref for sign in hung if sign.network_only]:
        News.objects.filter(card__in=hidden).delete()
    unseen = _unseen([sign.ref for sign in hung])
    words.write(*(_words(sign, *unseen.get(sign.ref, ("", ""))) for sign in hung))
    Change.note(*(sign.ref for sign in hung))


def _with_services(signs: Collection[Sign]) -> list[Sign]:
    """Each is found by the name of its service too: the index knows only words."""
    names = lgsl.service_names(sign.service_code for sign in signs if sign.service_code)
    return [
        replace(sign, more=f"{names[sign.service_code]}\n{sign.more or ''}")
        if sign.service_code in names
        else sign
        for sign in signs
    ]


def _told(sign: Sign) -> tuple[str, ...]:
    """What a card that hangs keeps where nothing is said of it."""
    return tuple(name for name in KEPT if getattr(sign, name) is not None)


def _unseen(refs: Sequence[str]) -> dict[str, tuple[str, str]]:
    """`also` and `more` of those cards that have any."""
    rows = Card.every.filter(ref__in=refs).exclude(also="", more="")
    return {ref: (also, more) for ref, also, more in rows.values_list("ref", "also", "more")}


def _words(sign: Sign, also: str, more: str) -> tuple[str, str, str, str]:
    return sign.ref, f"{sign.title} {also}".rstrip(), sign.text, more


def _write(
    signs: Sequence[Sign], areas: Mapping[str, Area], fields: Sequence[str], at: datetime
) -> None:
    """`fields` are those that a card which hangs already takes on."""
    Card.every.bulk_create(
        (_card(sign, areas[sign.authority], at) for sign in signs),
        update_conflicts=True,
        unique_fields=["ref"],
        update_fields=fields,
    )


def _card(sign: Sign, area: Area, at: datetime) -> Card:
    return Card(
        ref=sign.ref,
        kind=sign.kind,
        title=sign.title,
        text=sign.text,
        link=sign.link,
        authority_id=sign.authority,
        region=area.region,
        nation=area.nation,
        service_code=sign.service_code,
        state=sign.state,
        good_until=sign.good_until,
        also=sign.also or "",
        more=(sign.more or "")[:MOST_MORE],
        facts=dict(sign.facts),
        put_at=at,
        seen_by=Card.SeenBy.NETWORK if sign.network_only else Card.SeenBy.ANYONE,
    )


@transaction.atomic
def keep_all_fresh(*, kept: Iterable[Kept], by: Actor, at: datetime) -> None:
    """As `signposts.commands.keep_fresh`, each entry of many."""
    today, found = localdate(at), {each.ref: each for each in kept}
    for until, some in groupby(sorted(found.values(), key=_until), key=_until):
        _check_until(until, today)
        _renew_cards([each.ref for each in some], until)
    there = Entry.objects.select_for_update().in_bulk(list(found))
    for ref, row in there.items():
        row.owner, row.until = found[ref].owner, found[ref].until
        row.days = (row.until - today).days
        row.edition += 1  # what was asked of an earlier edition cannot be answered any more
        row.state = Entry.State.FRESH
        row.asked_on = row.reminded_on = row.left_on = None
    Entry.objects.bulk_create(
        there.values(), update_conflicts=True, unique_fields=["card"], update_fields=RENEWED
    )
    Entry.objects.bulk_create(
        Entry(card_id=ref, owner=each.owner, until=each.until, days=(each.until - today).days)
        for ref, each in found.items()
        if ref not in there
    )


def _until(kept: Kept) -> date:
    return kept.until


def _check_until(until: date, today: date) -> None:
    if not SHORTEST <= (until - today).days <= LONGEST:
        raise Invalid(
            _("Choose a day from tomorrow to %(years)s years ahead.") % {"years": LONGEST // 365},
            {"until": _("Choose a day in the next three years")},
        )


def _renew_cards(refs: Sequence[str], until: date) -> None:
    """The cards are locked by this until the transaction ends, and so are their entries."""
    hanging = Card.every.hanging().filter(ref__in=refs)
    if hanging.update(good_until=until, standing=Card.Standing.FRESH) < len(refs):
        there = set(hanging.values_list("ref", flat=True))
        lacking = next(ref for ref in refs if ref not in there)
        told = {"ref": lacking}
        raise Missing(_("There is no card %(ref)s to keep fresh. Put it up first.") % told)
