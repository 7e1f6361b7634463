"""Cards that are about the same thing as a text, and why each is shown."""

from dataclasses import dataclass

from commonworks.network import queries as network
from commonworks.signposts.models import Card

MOST = 20  # suggestions in one answer


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A card like the text asked about. `score` is from 0 to 1; `reasons` are short, in words."""

    ref: str
    kind: str
    title: str
    text: str
    link: str
    authority_name: str
    state: str
    score: float
    reasons: tuple[str, ...]


def find(
    *, text: str, kinds: tuple[str, ...], service_code: str, authority: str, limit: int
) -> list[Suggestion]:
    words = set(text.casefold().split())
    rows = Card.objects.filter(kind__in=kinds) if kinds else Card.objects.all()
    found = []
    for card in rows.order_by("ref"):
        common = words & set(f"{card.title} {card.text}".casefold().split())
        same = bool(service_code) and card.service_code == service_code
        score = len(common) / (len(words) + 1) + same
        if score:
            found.append((min(1.0, score), card, len(common)))
    found.sort(key=lambda each: (-each[0], each[1].ref))
    names = network.names(card.authority_id for _, card, _ in found[:limit])
    return [
        Suggestion(
            ref=card.ref,
            kind=card.kind,
            title=card.title,
            text=card.text,
            link=card.link,
            authority_name=names[card.authority_id],
            state=card.state,
            score=score,
            reasons=(f"{common} words in common",),
        )
        for score, card, common in found[: min(limit, MOST)]
    ]
