"""What hangs where anyone can see it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from commonworks.network import queries as network
from commonworks.signposts.models import Card
from commonworks.signposts.queries import suggestions


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


def cards(*, kind: str = "", words: str = "", limit: int = 20) -> list[Signpost]:
    """Cards of one kind or any, in which every word occurs, by title. Two SQL queries."""
    wanted = Q(kind=kind) if kind else Q()
    for word in words.split()[:10]:
        wanted &= Q(title__icontains=word) | Q(text__icontains=word)
    fields = ("ref", "kind", "title", "text", "link", "state", "good_until", "authority")
    rows = list(Card.objects.filter(wanted).order_by("title", "ref").values_list(*fields)[:limit])
    names = network.names(row[-1] for row in rows)
    return [Signpost(*row, authority_name=names[row[-1]]) for row in rows]


def similar(
    *,
    text: str,
    kinds: tuple[str, ...] = (),
    service_code: str = "",
    authority: str = "",
    limit: int = 5,
) -> list[suggestions.Suggestion]:
    """Cards about the same thing as a text, the likest first, each with its reasons in words.

    `kinds` narrows to some kinds of card; `service_code` is the LGSL code of what the text is
    about; `authority` is the council that asks, whose own cards and refusals are taken into account.
    """
    return suggestions.find(
        text=text, kinds=kinds, service_code=service_code, authority=authority, limit=limit
    )
