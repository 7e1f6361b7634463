"""Open a case, hand it on, write on it, decide it."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commonworks.kernel import encryption, events
from commonworks.kernel.errors import Conflict, Invalid
from commonworks.network import queries as network
from commonworks.network.ports import Actor
from commonworks.post import queries as post
from commonworks.services import permissions
from commonworks.services.commands.letters import LINK, tell
from commonworks.services.models import Case, Findable, Note, Submission
from commonworks.services.permissions import Deed
from commonworks.services.policies.deadlines import deadline, working_days_between
from commonworks.services.policies.decisions import (
    LONGEST_NOTE,
    decision_problems,
    text_problem,
    tidy,
)
from commonworks.services.policies.references import new_reference, read_reference
from commonworks.services.queries import access, applications, plans
from commonworks.services.queries.access import no_application, no_case, token_hash
from commonworks.services.queries.applications import Application
from commonworks.services.queries.plans import Outcome

State = Case.State
FIND = "find"  # what blind indexes of answers are made under, whatever the field
LINKS_AN_HOUR = 5
HOUR = timedelta(hours=1)


class NotYourColleague(Invalid):
    code = "not-a-colleague"


class Decided(Conflict):
    code = "case-decided"


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided. `first` is false for whoever came second: then nothing of theirs was
    written, and this is what the first decided."""

    outcome: str
    by: str
    at: datetime
    first: bool


@transaction.atomic
def open_case(*, submission: str, by: Actor, at: datetime) -> str:
    """Open the case of a submission that is free or paid for; answers its reference. Opening it
    twice is opening it once."""
    row = Submission.objects.select_for_update().filter(ref=submission).first()
    if row is None:
        raise no_application()
    if opened := Case.objects.filter(submission=row).values_list("ref", flat=True).first():
        return opened
    sent = applications.application(submission)
    token = secrets.token_urlsafe(32)
    nation = network.nation(sent.organisation)
    case = Case.objects.create(
        ref=_free_reference(),
        authority_id=sent.organisation,
        submission=row,
        deployment_id=sent.deployment,
        status_hash=token_hash(token),
        status_token=sent.seal.seal("status_token", token),
        received_at=at,
        deadline=deadline(timezone.localdate(at), sent.plan.working_days, nation),
    )
    _index(case, sent, at)
    tell(case=case, sent=sent, message="received", by=by, at=at)
    _say(case, "received", by, at, case=submission)
    return case.ref


@transaction.atomic
def assign(*, case: str, to: str, by: Actor, at: datetime) -> None:
    """Give a case to a colleague, by their ref; to "" puts it back into the queue."""
    row = _open(case, by)
    if to and to not in network.holders(row.authority_id, *permissions.MAY[Deed.WORK_CASES][0]):
        raise NotYourColleague(
            _("The case was not given to anyone."),
            {"to": _("Select somebody who works on cases here.")},
        )
    if row.assigned_to == to:
        return
    row.assigned_to, row.state = to, State.IN_REVIEW if to else State.RECEIVED
    row.save(update_fields=["assigned_to", "state"])
    _say(row, "assigned", by, at, to=to)


@transaction.atomic
def note(*, case: str, text: str, by: Actor, at: datetime) -> None:
    """Write something down for colleagues. The resident does not see it."""
    row = _mine(case, by)
    body = tidy(text)
    if problem := text_problem(body, LONGEST_NOTE, _("the note")):
        raise Invalid(_("The note was not saved."), {"note": problem})
    seal = encryption.seal_of(row.submission_id)
    Note.objects.create(case=row, body=seal.seal("note", body), by=by.ref, at=at)
    _say(row, "noted", by, at)


@transaction.atomic
def decide(*, case: str, outcome: str, letter: str = "", by: Actor, at: datetime) -> Decision:
    """Decide a case, for good, and tell the resident. A case is decided once: of two who decide
    it at the same time the second gets the first one's decision."""
    row = _mine(case, by)
    sent = applications.application(row.submission_id)
    text = tidy(letter)
    if row.state == State.DECIDED and row.decided_at:
        same = (row.outcome, row.decided_by) == (outcome, by.ref)
        # Sent twice by the same person, it is the same decision: a retry, not a quarrel.
        again = same and sent.seal.open("letter", bytes(row.letter or b"")) == text
        return Decision(row.outcome, row.decided_by, row.decided_at, first=again)
    chosen = _chosen(sent, outcome, text)
    row.state, row.outcome, row.letter = State.DECIDED, outcome, sent.seal.seal("letter", text)
    row.decided_at, row.decided_by = at, by.ref
    row.erase_on = timezone.localdate(at) + timedelta(days=_kept_days(sent))
    row.save()
    tell(
        case=row,
        sent=sent,
        message=chosen.message or f"decided-{outcome}",
        by=by,
        at=at,
        more={"decision": chosen.label, "letter": text},
    )
    nation = network.nation(row.authority_id)
    today, received = timezone.localdate(at), timezone.localdate(row.received_at)
    _say(
        row,
        "decided",
        by,
        at,
        outcome=outcome,
        in_time="yes" if today <= row.deadline else "no",
        days=str(working_days_between(received, today, nation)),
    )
    return Decision(outcome, by.ref, at, first=True)


@transaction.atomic
def send_status_link(
    *, deployment: str, reference: str, email: str, by: Actor, at: datetime
) -> None:
    """Email the link to a case again, to whoever applied. It does the same for a reference that
    does not exist or is somebody else's: nothing that the asker could see."""
    ref = read_reference(reference)
    row = Case.objects.filter(deployment=deployment, ref=ref, erased_at=None).first()
    if row is None:
        return
    sent = applications.application(row.submission_id)
    if not sent.email or sent.email.casefold() != email.strip().casefold():
        return
    recent = [each for each in post.sendings_about(sent.ref) if at - each.queued_at < HOUR]
    if len(recent) < LINKS_AN_HOUR:
        tell(case=row, sent=sent, message=LINK, by=by, at=at)


@transaction.atomic
def give_feedback(*, deployment: str, token: str, score: int, by: Actor, at: datetime) -> None:
    """Keep how satisfied a resident was, from 1 to 5: once, and apart from who they are."""
    if not 1 <= score <= 5:
        raise Invalid(
            _("Your answer was not saved."), {"score": _("Select how satisfied you are.")}
        )
    mine = Case.objects.filter(
        deployment=deployment, submission__draft__token_hash=token_hash(token)
    )
    if not mine.exists():
        raise no_application()
    if mine.filter(rated=False).update(rated=True):
        events.record(
            "services.satisfaction.given",
            subject=f"satisfaction-{secrets.token_hex(8)}",  # leads back to nobody
            by=by,
            at=at,
            deployment=deployment,
            score=str(score),
        )


def _index(case: Case, sent: Application, at: datetime) -> None:
    Findable.objects.bulk_create(
        Findable(
            case=case,
            authority_id=sent.organisation,
            blind=encryption.blind(sent.organisation, FIND, text, at=at),
        )
        for text in sorted(sent.findable())
    )


def _free_reference() -> str:
    ref = new_reference()
    return _free_reference() if Case.objects.filter(ref=ref).exists() else ref


def _mine(ref: str, by: Actor) -> Case:
    """The case, locked, for somebody who works on that council's cases."""
    row = Case.objects.select_for_update().filter(ref=ref).first()
    if row is None:
        raise no_case()
    access.check_sees_cases(by, row.authority_id)
    permissions.check(by, Deed.WORK_CASES, row.authority_id)
    return row


def _open(ref: str, by: Actor) -> Case:
    row = _mine(ref, by)
    if row.state == State.DECIDED:
        raise Decided(_("This case has been decided, so it cannot be given to anyone."))
    return row


def _chosen(sent: Application, outcome: str, letter: str) -> Outcome:
    chosen = sent.plan.outcome(outcome, sent.language)
    problems = decision_problems(letter, wanted=bool(chosen and chosen.letter))
    if chosen is None:
        problems["outcome"] = _("Select a decision.")
    if chosen is None or problems:
        raise Invalid(_("The case was not decided."), problems)
    return chosen


def _kept_days(sent: Application) -> int:
    """The shorter of what was promised when it was sent and what is promised now."""
    return min(sent.plan.case_days, plans.live_plan(sent.deployment).plan.case_days)


def _say(row: Case, what: str, by: Actor, at: datetime, /, **ids: str) -> None:
    events.record(
        f"services.case.{what}",
        subject=row.submission_id,
        by=by,
        at=at,
        item=None,
        deployment=row.deployment_id,
        **ids,
    )
