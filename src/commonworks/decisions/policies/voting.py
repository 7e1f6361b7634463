"""What a vote must be, and when a motion takes one."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonworks.decisions.models import Ballot, Motion, Seat
from commonworks.decisions.policies.counting import ABSTAIN, OBJECT, Terms
from commonworks.decisions.policies.times import shown
from commonworks.decisions.policies.words import ended_words
from commonworks.kernel.errors import Conflict, Gone

LONGEST_REASON, LONGEST_MANDATE = 2000, 200
EARLIEST_MANDATE = date(1974, 4, 1)  # the oldest councils of today


class NotYetOpen(Conflict):
    code = "voting-not-open"


class VotingClosed(Gone):
    code, title = "voting-closed", gettext_noop("Voting has closed")


class NoSeat(Conflict):
    code = "no-seat-in-this-motion"


class SeatStruck(Conflict):
    code = "seat-struck"


@dataclass(frozen=True, slots=True)
class Vote:
    """What an authority says: texts are tidy."""

    choice: str
    reason: str = ""
    mandate: str = ""
    mandate_on: date | None = None

    @classmethod
    def of(cls, ballot: Ballot) -> Self:
        return cls(ballot.choice, ballot.reason, ballot.mandate, ballot.mandate_on)


def terms_of(motion: Motion) -> Terms:
    options = tuple(option for option, _label in motion.options)
    return Terms(motion.rule, motion.quorum, motion.quorum_is_share, options)


def check_accepts(motion: Motion, at: datetime, *, to_open: bool = True) -> None:
    """Whether voting is on at this time. By the clock, not by the worker: a late worker shuts
    nobody out and lets nobody in."""
    if motion.state == Motion.State.WITHDRAWN:
        raise VotingClosed(_("This motion was withdrawn, so there is nothing to vote on."))
    if motion.state == Motion.State.ENDED:
        raise VotingClosed(ended_words(motion.ended_because, motion.ended_at))
    if motion.state == Motion.State.DECIDED or at >= motion.closes:
        raise VotingClosed(
            _("Voting on this motion closed on %(moment)s.") % {"moment": shown(motion.closes)}
        )
    if to_open and at < motion.opens:
        raise NotYetOpen(
            _("Voting on this motion opens on %(moment)s.") % {"moment": shown(motion.opens)}
        )


def check_stands(seat: Seat | None) -> Seat:
    """The seat, if its vote would count."""
    if seat is None:
        raise NoSeat(_("This organisation has no vote on this motion: see the list of who has."))
    if seat.struck_at:
        why = _(seat.struck_because)
        raise SeatStruck(
            _("This organisation’s vote was struck from the motion. %(why)s.") % {"why": why}
        )
    return seat


def vote_problems(vote: Vote, terms: Terms, *, needs_mandate: bool, today: date) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if vote.choice not in terms.choices:
        wrong["choice"] = _("Select how your organisation votes.")
    if vote.choice == OBJECT and not vote.reason:
        wrong["reason"] = _("Say what the objection is: the others need to know to meet it.")
    if len(vote.reason) > LONGEST_REASON:
        wrong["reason"] = _("Use %(most)s characters or fewer for the reason.") % {
            "most": f"{LONGEST_REASON:,}"
        }
    return wrong | _mandate_problems(vote, needs_mandate, today)


def _mandate_problems(vote: Vote, needs_mandate: bool, today: date) -> dict[str, str]:
    wrong: dict[str, str] = {}
    wanted = needs_mandate or bool(vote.mandate) or vote.mandate_on is not None
    if wanted and not vote.mandate:
        wrong["mandate"] = _(
            "Enter the councillors’ decision that this vote rests on, such as the minute’s number."
        )
    elif len(vote.mandate) > LONGEST_MANDATE:
        wrong["mandate"] = _("Use %(most)s characters or fewer for the mandate.") % {
            "most": LONGEST_MANDATE
        }
    if wanted and vote.mandate_on is None:
        wrong["mandate_on"] = _("Enter the date of the councillors’ decision.")
    elif vote.mandate_on and not EARLIEST_MANDATE <= vote.mandate_on <= today:
        wrong["mandate_on"] = _("The councillors’ decision must be from before today, or today.")
    return wrong


def label_of(motion: Motion, choice: str) -> str:
    """What a choice is called. English: published results and files are."""
    return dict(motion.options).get(choice) or STANDARD_LABELS.get(choice, choice)


STANDARD_LABELS = {
    "for": gettext_noop("For"),
    "against": gettext_noop("Against"),
    "consent": gettext_noop("Consent"),
    OBJECT: gettext_noop("Object"),
    ABSTAIN: gettext_noop("Abstain"),
}
