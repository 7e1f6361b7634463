"""What can be followed, what somebody follows, and who hears of a piece of news."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.signing import BadSignature, Signer
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonworks.frontend.words import labelled
from commonworks.kernel.errors import Missing
from commonworks.network import queries as network
from commonworks.network.ports import ANYONE, Actor
from commonworks.network.queries import standing
from commonworks.signposts import permissions
from commonworks.signposts.models import Card, Digest, Follow, Hook, Moved
from commonworks.signposts.models.follows import WHAT, Frequency
from commonworks.signposts.models.words import fits, terms
from commonworks.signposts.policies.kinds import KINDS, kind_name

SHOWN = ("ref", "title", "link", "seen_by")
INSIDE = gettext_lazy("Only people of the network see this: news of it comes by email alone.")


@dataclass(frozen=True, slots=True)
class What:
    """What is followed: all news that fit each part that says something. See `Follow`."""

    card: str = ""
    kind: str = ""
    region: str = ""
    service_code: str = ""
    authority: str = ""
    words: str = ""

    @classmethod
    def of(cls, told: Mapping[str, str]) -> "What":
        """From an address or a form, each part cut to what can be."""
        said = {name: str(told.get(name, "")).strip()[:120] for name in WHAT}
        said["words"] = " ".join(terms(said["words"]))
        return cls(**said)

    @property
    def query(self) -> str:
        """As an address says it, always in the same order."""
        return urlencode({name: value for name, value in asdict(self).items() if value})

    def __bool__(self) -> bool:
        return any(asdict(self).values())


@dataclass(frozen=True, slots=True)
class Named:
    """What is followed, in words, where it can be seen (if anywhere), and its feed. `inside`: only
    people of the network see it; news of it goes by email, and it has no feed."""

    what: What
    label: str
    link: str
    feed: str
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Followed:
    """One thing that somebody follows."""

    ref: str
    named: Named
    frequency: str
    frequency_name: str
    hook: str
    hook_name: str
    paused: bool
    since: datetime


@dataclass(frozen=True, slots=True)
class Button:
    """What a page shows so that it can be followed. `following` is the ref of the actor's own
    follow, "" if there is none; `follow_at` asks first and changes nothing by itself. What only
    people of the network see has no `feed`."""

    label: str
    following: str
    follow_at: str
    feed: str


@dataclass(frozen=True, slots=True)
class Listener:
    """Who hears of a piece of news because of a follow: a person, or a hook."""

    follow: str
    person: str
    frequency: str
    hook: str


@dataclass(frozen=True, slots=True)
class Leaving:
    """What the link at the end of a digest stops."""

    digest: str
    person: str
    frequency: str
    frequency_name: str


def named(what: What, *, gone: bool = False, by: Actor = ANYONE) -> Named:
    """What is followed, in words. Three SQL queries at most. Raises Missing where there is no such
    thing that `by` may see, so that nobody waits for news that cannot come. `gone`: what was taken
    down has a name still, because its news does."""
    (found,) = _named([what], gone=gone, by=by)
    if found is None:
        raise Missing(_("There is nothing like that to follow. Follow it from its own page."))
    return found


def following(*, by: Actor) -> tuple[Followed, ...]:
    """All that the actor follows, the latest first. Four SQL queries."""
    permissions.check_signed_in(by)
    rows = list(
        Follow.objects.filter(person=by.ref).select_related("hook").order_by("-since", "ref")
    )
    names = _named([What(*(getattr(row, part) for part in WHAT)) for row in rows], gone=True, by=by)
    return tuple(
        Followed(
            ref=str(row.ref),
            named=found or _gone(row),
            frequency=row.frequency,
            frequency_name=row.get_frequency_display(),
            hook=str(row.hook_id or ""),
            hook_name=row.hook.name if row.hook else "",
            paused=row.paused,
            since=row.since,
        )
        for row, found in zip(rows, names, strict=True)
    )


def followed(ref: str, *, by: Actor) -> Followed:
    """One thing that the actor follows. Raises Missing."""
    for each in following(by=by):
        if each.ref == ref:
            return each
    raise Missing(_("You do not follow this."))


def button(what: What, *, by: Actor) -> Button | None:
    """The follow button of a page; None where there is nothing to follow. At most four SQL
    queries."""
    (found,) = _named([what], by=by)
    if found is None:
        return None
    mine = Follow.objects.filter(person=by.ref, hook=None, **asdict(what))
    ref = mine.values_list("ref", flat=True).first() if by.is_signed_in else None
    to = f"{reverse('signposts:follow')}?{what.query}"
    return Button(found.label, str(ref or ""), to, found.feed)


def listeners(news_card: str, *, at: datetime, for_network: bool = False) -> list[Listener]:
    """Whose follows fit news of a card, and were there before it; of news for the network alone,
    its people, and no other system. Three SQL queries at most, however many follow."""
    fields = ("ref", "kind", "region", "service_code", "authority")
    said = Card.every.filter(ref=news_card).values(*fields).first()
    if said is None:
        return []
    parts = {"card": said.pop("ref"), **said}
    fit = Q(**{f"{name}__in": ("", value) for name, value in parts.items()})
    rows = Follow.objects.filter(fit, paused=False, since__lte=at)
    reached = Q(hook=None) if for_network else Q(hook=None) | Q(hook__state=Hook.State.ON)
    rows = rows.filter(reached)
    rows = rows.annotate(has_words=fits(news_card)).filter(has_words=True)
    found = list(rows.order_by("person", "ref").values_list("ref", "person", "frequency", "hook"))
    if for_network:
        inside = network.in_network(person for _, person, _, _ in found)
        found = [row for row in found if row[1] in inside]
    return [
        Listener(str(ref), person, frequency, str(hook or ""))
        for ref, person, frequency, hook in found
    ]


def leaving(token: str) -> Leaving:
    """What a link at the end of a digest stops; whoever has it may know. One SQL query."""
    digest = Digest.objects.filter(ref=digest_of(token)).first()
    if digest is None:
        raise Missing(_("We do not know this link. Check that all of it is in the address."))
    return Leaving(str(digest.ref), digest.person, digest.frequency, digest.get_frequency_display())


def digest_of(token: str) -> str:
    """The ref of the digest that a link came with. No SQL. Raises Missing."""
    try:
        return Signer(salt="signposts.unsubscribe").unsign(token)
    except BadSignature:
        raise Missing(
            _("We do not know this link. Check that all of it is in the address.")
        ) from None


def token_of(digest: str) -> str:
    """What the link in a digest carries. No SQL."""
    return Signer(salt="signposts.unsubscribe").sign(digest)


def frequencies() -> tuple[tuple[str, str], ...]:
    """(value, words). No SQL."""
    return tuple(labelled(Frequency.choices))


def moved_to(card: str, *, but: Collection[str] | QuerySet[Any] = ()) -> str:
    """Where the card of a merged thing went; "" if it did not, or to one of `but`. One query."""
    rows = Moved.objects.filter(old=card).exclude(new__in=but)
    return rows.values_list("new", flat=True).first() or ""


def _gone(row: Follow) -> Named:
    what = What(*(getattr(row, part) for part in WHAT))
    return Named(what, _("Something that is not there any more"), "", "")


def _named(whats: Iterable[What], *, gone: bool = False, by: Actor) -> list[Named | None]:
    """Two SQL queries at most, for however many. What the actor may not see has no name."""
    whats = list(whats)
    refs = {what.card for what in whats if what.card}
    seen = Card.every.named if gone else Card.every.hanging
    rows = seen(with_network=by.in_network).filter(ref__in=refs).only(*SHOWN)
    cards = {row.ref: row for row in rows} if refs else {}
    places = {what.authority for what in whats if what.authority}
    names = network.short_names(places) if places else {}
    return [_in_words(what, cards, names) for what in whats]


def _in_words(what: What, cards: Mapping[str, Card], names: Mapping[str, str]) -> Named | None:
    regions = dict(standing.areas())
    known = (
        bool(what)
        and what.card in {"", *cards}
        and what.authority in {"", *names}
        and what.kind in {"", *KINDS}
        and what.region in {"", *regions}
        and (not what.service_code or what.service_code.isalnum())
    )
    if not known:
        return None
    card = cards.get(what.card)
    inside = card is not None and card.is_inside
    parts = [
        card.title if card else "",
        kind_name(what.kind) if what.kind else "",
        _("“%(words)s”") % {"words": what.words} if what.words else "",
        names.get(what.authority, ""),
        regions.get(what.region, ""),
        _("service %(code)s") % {"code": what.service_code} if what.service_code else "",
    ]
    label = ", ".join(part for part in parts if part)
    feed = "" if inside else f"{reverse('signposts:feed')}?{what.query}"
    return Named(what, label, card.link if card else "", feed, inside)
