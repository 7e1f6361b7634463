"""What hangs where anyone can see it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from commonworks.kernel.errors import Missing
from commonworks.network import queries as network
from commonworks.network.ports import ANYONE, Actor
from commonworks.signposts.models import Card
from commonworks.signposts.models.words import refs_with, terms
from commonworks.signposts.queries import follows, searching, suggestions


@dataclass(frozen=True, slots=True)
class Signpost:
    """A public thing of some room, as a list shows it."""

    ref: str
    kind: str
    title: str
    text: str
    link: str
    state: str
    good_until: date | None
    authority: str
    authority_name: str


FIELDS = ("ref", "kind", "title", "text", "link", "state", "good_until", "authority")


def cards(*, kind: str = "", words: str = "", limit: int = 20) -> list[Signpost]:
    """Cards of one kind or any, in which every word occurs, by title. Two SQL queries."""
    wanted = Q(kind=kind) if kind else Q()
    if terms(words):
        wanted &= Q(ref__in=refs_with(words))
    rows = list(Card.objects.filter(wanted).order_by("title", "ref").values_list(*FIELDS)[:limit])
    names = network.names(row[-1] for row in rows)
    return [Signpost(*row, names[row[-1]]) for row in rows]


def card(ref: str, *, by: Actor = ANYONE) -> Signpost:
    """One card, or that which it was merged into; for people of the network, one that only they
    see too. Four SQL queries at most. Raises Missing."""
    rows = Card.every.hanging(with_network=by.in_network).values_list(*FIELDS)
    row = rows.filter(ref=ref).first() or rows.filter(ref=follows.moved_to(ref)).first()
    if row is None:
        raise Missing(_("There is nothing here any more."))
    return Signpost(*row, network.names([row[-1]]).get(row[-1], ""))


def card_for_anyone(ref: str) -> Signpost | None:
    """The same, or None where there is none that anyone may see. Four SQL queries at most."""
    try:
        return card(ref)
    except Missing:
        return None


def search(
    *,
    words: str = "",
    kind: str = "",
    state: str = "",
    region: str = "",
    service_code: str = "",
    authority: str = "",
    archived: bool = False,
    page: int = 1,
    size: int = searching.PAGE_SIZE,
    by: Actor = ANYONE,
) -> searching.Page:
    """A page of everything that the actor may see, by words and by what it is, with how many there
    are of each kind, state, region, service and authority. Three SQL queries; see
    `queries.searching`."""
    return searching.search(
        words=words,
        kind=kind,
        state=state,
        region=region,
        service_code=service_code,
        authority=authority,
        archived=archived,
        page=page,
        size=size,
        by=by,
    )


def follow_button(*, ref: str, by: Actor) -> follows.Button | None:
    """What a page shows so that its card can be followed. Two SQL queries at most."""
    return follows.button(follows.What(card=ref), by=by)


def similar(
    *,
    text: str,
    kinds: tuple[str, ...] = (),
    service_code: str = "",
    authority: str = "",
    text_ref: str = "",
    limit: int = 5,
    by: Actor = ANYONE,
) -> list[suggestions.Suggestion]:
    """Cards about the same thing as a text, the likest first, each with its reasons in words.

    `kinds` narrows to some kinds of card; `service_code` is the LGSL code of what the text is
    about; `authority` is the council that asks, whose contracts, place and refusals count;
    `text_ref` names the card whose text it is, if it has one; `by` is who is shown them. Six SQL
    queries; two more where cards changed, and more the first time a process asks.
    """
    return suggestions.find(
        text=text,
        kinds=kinds,
        service_code=service_code,
        authority=authority,
        text_ref=text_ref,
        limit=limit,
        by=by,
    )
