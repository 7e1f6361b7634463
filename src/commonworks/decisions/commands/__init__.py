"""Put a motion, vote on it, take either back; strike an authority that left.

Every verb takes the lock of the motion before it looks at anything else of it, so votes, strikes
and the close come one after another, and a vote is either in the result or was refused. Whoever
puts a motion, or leaves, takes the lock of the body first.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from commonworks.decisions import permissions, ports
from commonworks.decisions.commands import news
from commonworks.decisions.models import Ballot, MandateRule, Motion, Seat
from commonworks.decisions.policies import proposals
from commonworks.decisions.policies.items import ballot_hash, proposal_item
from commonworks.decisions.policies.references import new_reference
from commonworks.decisions.policies.texts import one_line, tidy
from commonworks.decisions.policies.voting import (
    Vote,
    check_accepts,
    check_stands,
    terms_of,
    vote_problems,
)
from commonworks.kernel import events
from commonworks.kernel.errors import Conflict, Invalid
from commonworks.network import queries as network
from commonworks.network.ports import Actor


class VotedMeanwhile(Invalid):
    """Somebody else voted for the same authority since the page was drawn."""

    status, code = 409, "voted-meanwhile"


class VotesAreIn(Conflict):
    code = "votes-are-in"


@transaction.atomic
def propose(
    *,
    body: str,
    title: str,
    closes: datetime,
    by: Actor,
    at: datetime,
    opens: datetime | None = None,
    text: str = "",
    choices: Sequence[str] = (),
    rule: str = Motion.Rule.MAJORITY,
    quorum: int | str = "50%",
    electorate: Sequence[str] = (),
    answers: str = "",
    authority: str = "",
    open_tally: bool = False,
) -> str:
    """Put a motion to a body; answers its ref. All that decides it is fixed here.

    `choices`: the labels of several options, or nothing for a question that is for or against.
    `electorate`: who may vote; nothing for all voters of the body today, as its room says.
    `quorum`: a number of votes, or a share such as "50%". `answers`: what it settles, opaque.
    `authority`: for whom `by` proposes, where it could be several.
    """
    # Before its members are read: who leaves meanwhile would be in, and nothing would strike them.
    ports.hold(body)
    known, voters = _who_decides(body, electorate)
    ports.check_decides(known)
    mover = permissions.proposing_for(by, known.proposers or voters, authority)
    number, share = proposals.quorum_of(quorum)
    row = Motion(
        body=body,
        body_name=known.name,
        body_link=known.link,
        title=one_line(title),
        text=tidy(text),
        answers=answers,
        proposed_by_id=mover,
        proposer=by.ref,
        rule=rule,
        options=[*map(list, proposals.options_of([one_line(each) for each in choices]))],
        quorum=number,
        quorum_is_share=share,
        open_tally=open_tally or known.open_tally,
        proposed_at=at,
        opens=opens or at,
        closes=closes,
    )
    _check_proposal(row, voters)
    _put(row, voters)
    item = proposal_item(row, voters)
    events.record("decisions.motion.proposed", subject=row.ref, by=by, at=at, item=item)
    news.tell_proposed(motion=row, by=by, at=at)
    ports.note_put(body, motion=row.ref, answers=answers, by=by, at=at)
    return row.ref


def _who_decides(body: str, electorate: Sequence[str]) -> tuple[ports.Body, tuple[str, ...]]:
    """The body, and who may vote: those named, or all its voters. What no room has described is
    called by its ref."""
    known = ports.body(body) or ports.Body(body, name=body, link="", voters=())
    return known, tuple(dict.fromkeys(electorate or known.voters))


def _check_proposal(row: Motion, voters: Sequence[str]) -> None:
    wrong = (
        proposals.text_problems(row.title, row.text, row.options)
        | proposals.rule_problems(
            row.rule, (row.quorum, row.quorum_is_share), row.options, len(voters)
        )
        | proposals.time_problems(row.opens, row.closes, row.proposed_at)
        | _unknown(voters)
    )
    if wrong:
        raise Invalid(" ".join((_("The motion was not put."), *wrong.values())), wrong)


def _put(row: Motion, voters: Sequence[str]) -> None:
    """Write a motion that has been checked, with a seat for each voter."""
    row.ref = _free_reference(row.title)
    row.state = Motion.State.OPEN if row.opens <= row.proposed_at else Motion.State.PROPOSED
    row.save(force_insert=True)
    Seat.objects.bulk_create(Seat(motion=row, authority_id=each) for each in voters)


@transaction.atomic
def withdraw(*, motion: str, by: Actor, at: datetime) -> None:
    """Take a motion back, on behalf of whoever put it: until the first vote is in. After that it
    belongs to everybody who voted. Withdrawing twice is withdrawing once."""
    row = Motion.locked(motion)
    permissions.voting_role(by, row.proposed_by_id)
    if row.state == Motion.State.WITHDRAWN:
        return
    check_accepts(row, at, to_open=False)
    if Ballot.objects.filter(seat__motion=row).exists():
        raise VotesAreIn(
            _("Votes have been cast on this motion, so it can no longer be withdrawn.")
        )
    row.state = Motion.State.WITHDRAWN
    row.save(update_fields=["state"])
    item = {"motion": row.ref, "body": row.body}
    events.record("decisions.motion.withdrawn", subject=row.ref, by=by, at=at, item=item)
    news.tell_withdrawn(motion=row, by=by, at=at)


@transaction.atomic
def cast(
    *,
    motion: str,
    authority: str,
    choice: str,
    by: Actor,
    at: datetime,
    reason: str = "",
    mandate: str = "",
    mandate_on: date | None = None,
    replaces: int | None = None,
) -> int:
    """Vote for an authority, or change its vote; answers the ballot's number.

    The same vote sent twice is one ballot. `replaces` is the number of the ballot that the voter
    saw, 0 for none: then a vote that somebody else cast meanwhile is not overwritten unseen.
    """
    role = permissions.voting_role(by, authority)
    row = Motion.locked(motion)
    check_accepts(row, at)
    seat = _standing_seat(row, authority)
    vote = Vote(choice, tidy(reason), one_line(mandate), mandate_on)
    needs_mandate = MandateRule.objects.filter(authority=authority).exists()
    today = timezone.localdate(at)
    if wrong := vote_problems(vote, terms_of(row), needs_mandate=needs_mandate, today=today):
        raise Invalid(" ".join((_("The vote was not counted."), *wrong.values())), wrong)
    current = seat.ballots.filter(ended_at=None).first()
    if current and vote == Vote.of(current):
        return current.number
    if replaces is not None and replaces != (current.number if current else 0):
        raise VotedMeanwhile(
            _(
                "Your vote was not counted: somebody else has voted for the same organisation "
                "since you opened this page. See how it stands now, and vote again to change it."
            )
        )
    if current:
        _end(current, Ballot.Ended.CHANGED, at)
    ballot = Ballot.objects.create(
        seat=seat,
        number=_last_number(seat) + 1,
        cast_at=at,
        cast_by=by.ref,
        cast_as=role,
        choice=vote.choice,
        reason=vote.reason,
        mandate=vote.mandate,
        mandate_on=vote.mandate_on,
    )
    _note("cast", row, authority, ballot, by, at)
    return ballot.number


@transaction.atomic
def object(
    *,
    motion: str,
    authority: str,
    reason: str,
    by: Actor,
    at: datetime,
    mandate: str = "",
    mandate_on: date | None = None,
    replaces: int | None = None,
) -> int:
    """Object, by name and with a reason, to a motion that needs consent. One standing objection
    is enough that it is not carried; `take_back` or another vote lifts it."""
    return cast(
        motion=motion,
        authority=authority,
        choice="object",
        reason=reason,
        mandate=mandate,
        mandate_on=mandate_on,
        replaces=replaces,
        by=by,
        at=at,
    )


@transaction.atomic
def take_back(*, motion: str, authority: str, by: Actor, at: datetime) -> None:
    """Take an authority's ballot back, so that it has not voted. Twice is once."""
    permissions.voting_role(by, authority)
    row = Motion.locked(motion)
    check_accepts(row, at)
    ballot = _standing_seat(row, authority).ballots.filter(ended_at=None).first()
    if ballot:
        _end(ballot, Ballot.Ended.TAKEN_BACK, at)
        _note("taken-back", row, authority, ballot, by, at)


@transaction.atomic
def strike(
    *, body: str, authority: str, by: Actor, at: datetime, because: str = "It left the body"
) -> int:
    """Strike an authority that left a body from all motions on which voting has not closed; says
    from how many. The body's room has checked that it may: no page calls this by itself."""
    struck = 0
    for row in Motion.locked_of(body, at=at):
        seat = row.seats.filter(authority=authority, struck_at=None).first()
        if seat:
            _strike(row, seat, because, by, at)
            struck += 1
    return struck


def _strike(row: Motion, seat: Seat, because: str, by: Actor, at: datetime) -> None:
    seat.struck_at, seat.struck_because = at, because[:200]
    seat.save(update_fields=["struck_at", "struck_because"])
    for ballot in seat.ballots.filter(ended_at=None):
        _end(ballot, Ballot.Ended.STRUCK, at)
    item = {"motion": row.ref, "authority": seat.authority_id, "because": because[:200]}
    events.record(
        "decisions.seat.struck",
        subject=row.ref,
        by=by,
        at=at,
        item=item,
        authority=seat.authority_id,
    )


def _standing_seat(row: Motion, authority: str) -> Seat:
    return check_stands(row.seats.filter(authority=authority).first())


def _end(ballot: Ballot, because: str, at: datetime) -> None:
    ballot.ended_at, ballot.ended_because = at, because
    ballot.save(update_fields=["ended_at", "ended_because"])


def _last_number(seat: Seat) -> int:
    return seat.ballots.aggregate(last=Max("number"))["last"] or 0


def _note(what: str, row: Motion, authority: str, ballot: Ballot, by: Actor, at: datetime) -> None:
    # Private until the close: that an authority voted, and a hash that holds us to how.
    events.record(
        f"decisions.ballot.{what}",
        subject=row.ref,
        by=by,
        at=at,
        item=None,
        authority=authority,
        number=str(ballot.number),
        ballot=ballot_hash(ballot, authority),
    )


def _unknown(voters: Sequence[str]) -> dict[str, str]:
    strangers = sorted(set(voters) - set(network.names(voters)))
    if not strangers:
        return {}
    return {
        "electorate": _("There is no organisation called %(names)s.")
        % {"names": ", ".join(strangers)[:200]}
    }


def _free_reference(title: str) -> str:
    ref = new_reference(title)
    return _free_reference(title) if Motion.objects.filter(ref=ref).exists() else ref
