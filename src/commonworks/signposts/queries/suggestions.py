"""Cards that are about the same thing as a text, and why each is shown.

A card's score is how like its text is (see `likeness.index`), with points for what is known beside
the texts (see `likeness.facts`); what may be out of date counts for less, what was archived or
refused for nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonworks.frontend.words import reader
from commonworks.network.ports import Actor
from commonworks.network.queries import lgsl, organisations
from commonworks.network.queries.profiles import Profile, profiles
from commonworks.signposts.models import Card, Refusal
from commonworks.signposts.policies.kinds import name_of_one
from commonworks.signposts.queries import matching

if TYPE_CHECKING:
    from likeness.facts import Circumstances, Common, Contract
    from likeness.index import Hit

MOST = 20  # suggestions in one answer
LOOKED_AT = 40  # cards, the likest by text, of which those are chosen
SHOWN_FROM = 0.12  # a score below says too little: of the tuning pairs, one in four is right
ENOUGH = 2  # other councils whose refusal counts for all
REFUSED = 0.5  # what is left of the score of what they refused
STALE = 0.8
MEANT_THE_SAME = 0.45
FIRST = "same-service"
NAMED = 4  # words that a reason quotes


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A card like the text asked about. `score` is from 0 to 1; `reasons` are short, in words;
    `stale_since` is the day from which nobody confirmed it, None where it is fresh; `network_only`
    says that only people of the network are shown it."""

    ref: str
    kind: str
    kind_name: str
    title: str
    text: str
    link: str
    authority: str
    authority_name: str
    state: str
    stale_since: date | None
    score: float
    reasons: tuple[str, ...]
    network_only: bool = False


def find(
    *,
    text: str,
    kinds: tuple[str, ...],
    service_code: str,
    authority: str,
    text_ref: str,
    limit: int,
    by: Actor,
) -> list[Suggestion]:
    """Six SQL queries; two more where cards changed since the last time."""
    hits = _hits(text, kinds, service_code, text_ref, by)
    # Asked again here: the index may not have heard yet that a card is for the network alone now.
    seen = Card.every.hanging(with_network=by.in_network)
    cards = seen.in_bulk([hit.ref for hit in hits])
    refused = _refused(text_ref or matching.key_of(text), text_ref, authority)
    known = _Known.of(cards.values(), service_code, authority)
    found = [
        _suggestion(text, hit, cards[hit.ref], known, refused.get(hit.ref, 1.0))
        for hit in hits
        if hit.ref in cards and cards[hit.ref].standing != Card.Standing.ARCHIVED
    ]
    shown = [each for each in found if each.score >= SHOWN_FROM]
    return sorted(shown, key=lambda each: (-each.score, each.ref))[: min(limit, MOST)]


def _hits(text: str, kinds: tuple[str, ...], service: str, text_ref: str, by: Actor) -> "list[Hit]":
    keeper = matching.matcher()
    with keeper.lock:
        return keeper.follow().like(
            text,
            limit=LOOKED_AT,
            kinds=kinds,
            favoured=[service] if service else [],
            weaker=keeper.weaker,
            without=[text_ref] if text_ref else [],
            with_hidden=by.in_network,
        )


def _refused(key: str, text_ref: str, authority: str) -> dict[str, float]:
    """What is left of the score of each card that was refused for this text: nothing for the
    council that said so. One SQL query."""
    said = list(Refusal.objects.filter(text=key).values_list("card", "authority"))
    if text_ref:  # two cards that are not the same are so both ways
        said = list(
            Refusal.objects.filter(text=key)
            .values_list("card", "authority")
            .union(Refusal.objects.filter(card=text_ref).values_list("text", "authority"))
        )
    councils: dict[str, set[str]] = {}
    for card, council in said:
        councils.setdefault(card, set()).add(council)
    return {
        card: 0.0 if authority in by else REFUSED if len(by) >= ENOUGH else 1.0
        for card, by in councils.items()
    }


def _suggestion(text: str, hit: "Hit", card: Card, known: "_Known", left: float) -> Suggestion:
    from likeness.facts import compare
    from likeness.runs import shared_run

    shared = shared_run(text, matching.said(card.title, card.text))
    common = compare(known.asked, known.circumstances(card))
    score = min(1.0, hit.score + sum(each.points for each in common)) * left
    stale = card.standing == Card.Standing.STALE
    score *= STALE if stale else 1.0
    return Suggestion(
        ref=card.ref,
        kind=card.kind,
        kind_name=name_of_one(card.kind),
        title=card.title,
        text=card.text,
        link=card.link,
        authority=card.authority_id,
        authority_name=known.called(card.authority_id),
        state=card.state,
        stale_since=card.good_until if stale else None,
        score=round(score, 4),
        reasons=tuple(_reasons(hit, shared, common, known)),
        network_only=card.seen_by == Card.SeenBy.NETWORK,
    )


def in_words(hit: "Hit", text: str, other: str) -> tuple[str, ...]:
    """Why two texts are alike, by themselves."""
    from likeness.facts import Circumstances
    from likeness.runs import shared_run

    nobody = _Known(Circumstances(), {}, {}, {})
    return tuple(_reasons(hit, shared_run(text, other), [], nobody))


def _reasons(hit: "Hit", shared: str, facts: "Sequence[Common]", known: "_Known") -> Iterable[str]:
    """In the reader's language: the service first, then the texts, then the rest. `shared` is a run
    of words in both: a phrase is recognised, where words by themselves say little."""
    lang = reader()
    yield from (each.reason(lang) for each in facts if each.code == FIRST)
    if hit.shared_subjects:
        yield _("same subject: %(what)s") % {"what": ", ".join(hit.shared_subjects[:2])}
        shared = "" if shared in hit.shared_subjects else shared  # once is enough
    if shared:
        yield _("both say “%(words)s”") % {"words": shared}
    if words := [word for word in hit.shared_words if word not in shared.split()]:
        yield _in_common(words, beside=bool(shared))
    if hit.meaning >= MEANT_THE_SAME:
        its_own = _("says much the same in its own words")
        yield _("means much the same") if hit.shared_words else its_own
    named = [known.called(ref) for ref in hit.shared_names[:1] if known.called(ref)]
    yield from (_("both name %(council)s") % {"council": name} for name in named)
    rest = (each.reason(lang) for each in facts if each.code != FIRST)
    yield from filter(None, rest)


def _in_common(words: Sequence[str], *, beside: bool) -> str:
    """`beside`: a phrase has been told already."""
    quoted = ", ".join(words[:NAMED]) + (" …" if len(words) > NAMED else "")
    told = {"count": len(words), "words": quoted}
    if beside:
        said = ngettext(
            "one more word in common: %(words)s",
            "%(count)s more words in common: %(words)s",
            len(words),
        )
    else:
        said = ngettext(
            "a word in common: %(words)s", "%(count)s words in common: %(words)s", len(words)
        )
    return said % told


@dataclass(frozen=True, slots=True)
class _Known:
    """What there is to know beside the texts, read once for all cards."""

    asked: "Circumstances"
    services: Mapping[str, lgsl.Listed]
    councils: Mapping[str, Profile]
    contracts: "Mapping[tuple[str, str], list[Contract]]"

    @classmethod
    def of(cls, cards: Iterable[Card], service: str, authority: str) -> "_Known":
        """Three SQL queries."""
        from likeness.facts import Circumstances

        cards = list(cards)
        codes = {card.service_code for card in cards} | {service}
        places = {card.authority_id for card in cards} | {authority}
        known = cls(
            Circumstances(),
            lgsl.listed(codes - {""}),
            profiles(places - {""}),
            _contracts(places - {""}, codes - {""}),
        )
        return replace(known, asked=known.here(service, authority, ()))

    def circumstances(self, card: Card) -> "Circumstances":
        own = _contract(card.facts) if card.kind == "system" else None
        return self.here(card.service_code, card.authority_id, [own] if own else ())

    def here(self, service: str, place: str, contracts: "Iterable[Contract]") -> "Circumstances":
        from likeness.facts import Circumstances

        listed, council = self.services.get(service), self.councils.get(place)
        words = {name: dict(values) for name, values in organisations.choices().items()}
        return Circumstances(
            service=service,
            service_name=listed.name if listed else "",
            groups=[listed.function] if listed and listed.function else [],
            contracts=[*contracts] or self.contracts.get((place, service), ()),
            place=place,
            type=council.type if council else "",
            type_name=words["type"].get(council.type, "") if council else "",
            nation=council.nation if council else "",
            region=council.region if council else "",
            region_name=words["region"].get(council.region, "") if council else "",
        )

    def called(self, ref: str) -> str:
        council = self.councils.get(ref)
        return council.name if council else ""


def _contracts(places: set[str], services: set[str]) -> "dict[tuple[str, str], list[Contract]]":
    """What these councils run for these services, by both. One SQL query."""
    rows = Card.objects.filter(
        kind="system", authority__in=places, service_code__in=services
    ).exclude(standing=Card.Standing.ARCHIVED)
    found: dict[tuple[str, str], list[Contract]] = {}
    for place, service, facts in rows.values_list("authority", "service_code", "facts"):
        if contract := _contract(facts):
            found.setdefault((place, service), []).append(contract)
    return found


def _contract(facts: Mapping[str, Any]) -> "Contract | None":
    """From a card's facts `system` and `contract_end`, an ISO date or nothing."""
    from likeness.facts import Contract

    system, ends = str(facts.get("system") or ""), str(facts.get("contract_end") or "")
    try:
        day = date.fromisoformat(ends) if ends else None
    except ValueError:
        day = None
    return Contract(system, day) if system or day else None
