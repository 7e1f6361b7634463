"""Motions and results as public items, and the hash that holds a ballot to what was cast."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from commonworks.decisions.models import Ballot, Motion, Seat
from commonworks.decisions.policies.counting import Count
from formwork.canonical import sha256

Item = dict[str, Any]


def iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def proposal_item(motion: Motion, voters: Sequence[str]) -> Item:
    return _terms(motion) | {"electorate": sorted(voters)}


def result_item(
    motion: Motion, seats: Iterable[Seat], ballots: Iterable[Ballot], count: Count
) -> Item:
    """Everything from which anybody can count again: `counting.recount` does."""
    by_seat = {ballot.seat_id: ballot for ballot in ballots}
    return _terms(motion) | {
        "seats": [_seat(seat, by_seat.get(seat.pk)) for seat in seats],
        "votes": count.votes,
        "needed": count.needed,
        "counts": dict(count.counts),
        "outcome": count.outcome,
        "chosen": count.chosen,
    }


def ballot_hash(ballot: Ballot, authority: str) -> str:
    """SHA-256 of a ballot. Whoever cast it is a ref that nobody can guess, so the hash gives
    nothing away before the close."""
    said: Item = {
        "motion": ballot.seat.motion_id,
        "authority": authority,
        "number": ballot.number,
        "choice": ballot.choice,
        "reason": ballot.reason,
        "mandate": ballot.mandate,
        "mandate_on": ballot.mandate_on.isoformat() if ballot.mandate_on else "",
        "cast_at": iso(ballot.cast_at),
        "cast_by": ballot.cast_by,
    }
    return sha256(said)


def _terms(motion: Motion) -> Item:
    return {
        "motion": motion.ref,
        "body": motion.body,
        "title": motion.title,
        "text": motion.text,
        "answers": motion.answers,
        "proposed_by": motion.proposed_by_id,
        "rule": str(motion.rule),
        "options": [{"id": option, "label": label} for option, label in motion.options],
        "quorum": motion.quorum,
        "quorum_is_share": motion.quorum_is_share,
        "opens": iso(motion.opens),
        "closes": iso(motion.closes),
    }


def _seat(seat: Seat, ballot: Ballot | None) -> Item:
    """A seat whose vote counts has "vote"; a struck one says when and why instead."""
    said: Item = {"authority": seat.authority_id}
    if seat.inherited_from:
        said["inherited_from"] = seat.inherited_from
    if seat.struck_at:
        said |= {"struck_at": iso(seat.struck_at), "because": seat.struck_because}
        return said | ({"struck_vote": ballot.choice} if ballot else {})
    if ballot is None:
        return said
    said |= {"vote": ballot.choice, "as": ballot.cast_as, "cast_at": iso(ballot.cast_at)}
    if ballot.reason:
        said["reason"] = ballot.reason
    if ballot.mandate and ballot.mandate_on:
        said |= {"mandate": ballot.mandate, "mandate_on": ballot.mandate_on.isoformat()}
    return said
