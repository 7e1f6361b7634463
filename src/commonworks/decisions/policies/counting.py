"""What the votes come to. Pure: the published result is recounted by the same function.

Each authority has one vote. An abstention counts towards the quorum and for no choice. A motion
with several options is carried for the option that reaches the rule's threshold of the votes for
any option; with none that does there is no decision.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

ABSTAIN = "abstain"
FOR, AGAINST = "for", "against"
CONSENT, OBJECT = "consent", "object"
CARRIED, NOT_CARRIED = "carried", "not-carried"
NO_DECISION, NO_QUORUM = "no-decision", "no-quorum"


@dataclass(frozen=True, slots=True)
class Terms:
    """By what a motion is decided. `quorum` is a number of votes, or percent of the seats.
    `options` are ids; empty where the question is for or against."""

    rule: str  # majority, two-thirds or consent
    quorum: int
    quorum_is_share: bool
    options: tuple[str, ...] = ()

    @property
    def choices(self) -> tuple[str, ...]:
        """What an authority may vote, in the order of the page."""
        if self.options:
            return (*self.options, ABSTAIN)
        return (CONSENT, OBJECT, ABSTAIN) if self.rule == "consent" else (FOR, AGAINST, ABSTAIN)


@dataclass(frozen=True, slots=True)
class Count:
    """`counts` has each choice; `seats` those that stand; `needed` is the quorum in votes."""

    outcome: str
    chosen: str  # an option's id, where one was chosen
    counts: Mapping[str, int]
    votes: int
    needed: int
    seats: int


def votes_needed(terms: Terms, seats: int) -> int:
    """The quorum in votes, at least one: a share is rounded up."""
    if not terms.quorum_is_share:
        return terms.quorum
    return max(1, -(-terms.quorum * seats // 100))


def count(terms: Terms, seats: int, votes: Iterable[str]) -> Count:
    """Count one vote for each authority that voted; `seats` are all that could."""
    cast = Counter(votes)
    counts = {choice: cast[choice] for choice in terms.choices}
    total, needed = cast.total(), votes_needed(terms, seats)
    outcome, chosen = (NO_QUORUM, "") if total < needed else _decided(terms, counts)
    return Count(outcome, chosen, counts, total, needed, seats)


def recount(item: Mapping[str, Any]) -> Count:
    """Count a published result again, from its votes and terms alone."""
    options = tuple(option["id"] for option in item["options"])
    terms = Terms(item["rule"], item["quorum"], item["quorum_is_share"], options)
    standing = [seat for seat in item["seats"] if "struck_at" not in seat]
    return count(terms, len(standing), (seat["vote"] for seat in standing if "vote" in seat))


def _decided(terms: Terms, counts: Mapping[str, int]) -> tuple[str, str]:
    if terms.options:
        return _option(terms, counts)
    if terms.rule == "consent":
        if counts[OBJECT]:
            return NOT_CARRIED, ""
        return (CARRIED if counts[CONSENT] else NO_DECISION), ""
    if terms.rule == "majority" and counts[FOR] == counts[AGAINST]:
        return NO_DECISION, ""  # a tie, or nothing but abstentions
    voted = counts[FOR] + counts[AGAINST]
    if not voted:
        return NO_DECISION, ""
    return (CARRIED if _reaches(terms.rule, counts[FOR], voted) else NOT_CARRIED), ""


def _option(terms: Terms, counts: Mapping[str, int]) -> tuple[str, str]:
    voted = sum(counts[option] for option in terms.options)
    # More than half, or two thirds: one option at most can reach it, so a tie never does.
    for option in terms.options:
        if voted and _reaches(terms.rule, counts[option], voted):
            return CARRIED, option
    return NO_DECISION, ""


def _reaches(rule: str, votes: int, of: int) -> bool:
    return 3 * votes >= 2 * of if rule == "two-thirds" else 2 * votes > of
