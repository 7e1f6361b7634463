"""News, as feeds carry it. All public."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from commonworks.signposts.models import Card, News
from commonworks.signposts.models.words import refs_with, terms
from commonworks.signposts.queries.follows import Named, What, moved_to
from commonworks.signposts.queries.follows import named as in_words

MOST = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of news. `ref` is a UUID that never changes."""

    ref: str
    headline: str
    link: str
    at: datetime
    card: str
    card_title: str
    kind: str


@dataclass(frozen=True, slots=True)
class Feed:
    """The latest news that fit, the newest first."""

    named: Named
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Stamp:
    """Whether a feed has changed: how much news fit, and when the latest came."""

    count: int
    latest: datetime | None


def present(what: What) -> What:
    """The same, where a card was merged into another: what is there today. One SQL query for what
    names a card, none otherwise. Nobody is led to what the network alone sees: it has no feed."""
    inside = Card.every.filter(seen_by__in=Card.SeenBy.inside()).values("ref")
    moved = moved_to(what.card, but=inside) if what.card else ""
    return replace(what, card=moved) if moved else what


def stamp(what: What) -> Stamp:
    """One SQL query."""
    found = News.objects.filter(_fitting(what)).aggregate(count=Count("id"), latest=Max("at"))
    return Stamp(found["count"], found["latest"])


def feed(what: What) -> Feed:
    """Three SQL queries at most. Raises Missing where there is no such thing to follow."""
    title = in_words(what, gone=True) if what else _everything()
    return Feed(title, latest(what))


def latest(what: What, *, most: int = MOST) -> tuple[Line, ...]:
    """The latest news that fit, the newest first; what was said of two cards at once with one link,
    of a motion and of the factory that decided it, once. One SQL query."""
    rows = News.objects.filter(_fitting(what)).order_by("-at", "-id")
    fields = ("ref", "headline", "link", "at", "card", "card__title", "card__kind")
    told: dict[tuple[str, str, datetime], Line] = {}
    for ref, *rest in rows.values_list(*fields)[: 2 * most]:
        line = Line(str(ref), *rest)
        # The first that was said, which is of the motion, comes last and stays.
        told[line.headline, line.link, line.at] = line
    return tuple(told.values())[:most]


def _everything() -> Named:
    return Named(What(), _("everything that is new"), "/", reverse("signposts:feed"))


def _fitting(what: What) -> Q:
    exact = {name: value for name, value in asdict(what).items() if value and name != "words"}
    card = exact.pop("card", "")
    fit = Q(**{f"card__{name}": value for name, value in exact.items()})
    if card:
        fit &= Q(card=card)
    return fit & Q(card__in=refs_with(what.words)) if terms(what.words) else fit
