"""What the members of the body decide, and what its convener does. A convener's verbs bind no
council: they log, report and introduce."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from commonworks.decisions import commands as decisions
from commonworks.decisions.queries import motions_by_ref
from commonworks.factories import commands as factories
from commonworks.factories import permissions
from commonworks.factories.models import Aim, Election, Factory, Hours, Paper, Progress
from commonworks.factories.policies import body as rules
from commonworks.factories.policies.subjects import CONVENER
from commonworks.factories.policies.texts import check_length, check_text, hash_of
from commonworks.factories.queries.elections import Term, elections
from commonworks.factories.queries.motions import body_of
from commonworks.kernel import events
from commonworks.kernel.errors import Invalid, Missing
from commonworks.network.ports import Actor
from commonworks.network.queries import accounts

THE_BODY = rules.THE_BODY


@transaction.atomic
def found_body(*, lead: str, by: Actor, at: datetime) -> str:
    """Begin the factory of all members. A council leads it: who convenes is elected afterwards."""
    return factories.found_factory(
        ref=THE_BODY,
        name=rules.NAME,
        purpose=rules.PURPOSE,
        kind=Factory.Kind.NETWORK,
        lead=lead,
        by=by,
        at=at,
    )


@transaction.atomic
def offer_paper(
    *,
    kind: str,
    text: str,
    closes: datetime,
    by: Actor,
    at: datetime,
    year: int | None = None,
    aims: Sequence[str] = (),
    quorum: int | str = "50%",
) -> str:
    """Put an edition of the constitution, or a year's strategy, to the members; answers the
    motion. It is in force once the motion is carried: by two thirds for the constitution."""
    Factory.objects.locked(THE_BODY)
    text = check_text(text, "text", most=rules.LONGEST_PAPER, what=_("the text to be adopted"))
    aims = [aim for line in aims if (aim := " ".join(line.split()))]
    if wrong := rules.paper_problems(kind, year, aims, timezone.localdate(at)):
        raise Invalid(_("Nothing was put to the members. Put these right first."), wrong)
    number = (Paper.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    kept = aims if kind == Paper.Kind.STRATEGY else []
    sha256 = hash_of(rules.whole_text(text, kept))
    of = f" for {year}" if kind == Paper.Kind.STRATEGY else ""
    motion = decisions.propose(
        body=body_of(THE_BODY),
        title=f"Adopt the {kind}{of} (paper {number})",
        text=f"The whole text is paper {number} of the body, as the file that can be downloaded "
        f"there. The SHA-256 of that file: {sha256}",
        rule=rules.RULE[kind],
        quorum=quorum,
        closes=closes,
        answers=f"paper.{number}",
        by=by,
        at=at,
    )
    paper = Paper.objects.create(
        number=number,
        kind=kind,
        year=year if kind == Paper.Kind.STRATEGY else None,
        text=text,
        offered_at=at,
        motion=motion,
    )
    Aim.objects.bulk_create(Aim(paper=paper, position=n, text=t) for n, t in enumerate(kept, 1))
    item = {"paper": number, "kind": kind, "text": text, "aims": list(kept), "motion": motion}
    events.record("factories.paper.offered", subject=THE_BODY, by=by, at=at, item=item)
    return motion


@transaction.atomic
def call_election(
    *,
    candidates: Sequence[str],
    starts: date,
    ends: date,
    closes: datetime,
    by: Actor,
    at: datetime,
    quorum: int | str = "50%",
) -> str:
    """Let the members elect the convener for a term; answers the motion. One candidate is voted
    for or against.

    A candidate is a name, or a name and the email address of an account, parted by a comma: whoever
    is elected then gets the role as the term begins, and loses it as it ends; whoever else holds it
    as the term begins loses it then. Of the address we keep the account's ref alone. Whoever is
    elected without one is invited as the convener by an administrator of the body, who ends the
    role too: see `body.to_invite`.
    """
    Factory.objects.locked(THE_BODY)
    named, stand = _standing(candidates)
    known = elections(today=timezone.localdate(at))
    elected = [(term.name, term.starts) for term in known.terms]
    wrong = rules.term_problems(starts, ends, timezone.localdate(closes))
    if wrong := wrong or rules.overlap_problems(starts, ends, elected, known.voted_on):
        raise Invalid(_("The election was not called. Put these right first."), wrong)
    alone = len(named) == 1
    motion = decisions.propose(
        body=body_of(THE_BODY),
        title=f"Elect {named[0]} as convener" if alone else "Elect the convener",
        text=_text_of_term(starts, ends, known.terms),
        choices=() if alone else named,
        quorum=quorum,
        closes=closes,
        answers=CONVENER,
        by=by,
        at=at,
    )
    labels = [label for _id, label in motions_by_ref([motion])[motion].options]
    if not alone and labels != named:
        said = _("Enter names. “For”, “against” and “abstain” are votes.")
        raise Invalid(said, {"candidates": said})
    told = {"candidates": named, "people": stand, "starts": starts, "ends": ends}
    Election.objects.create(motion=motion, **told)
    item = {"motion": motion, "starts": starts.isoformat(), "ends": ends.isoformat()}
    events.record("factories.election.called", subject=THE_BODY, by=by, at=at, item=item)
    return motion


def _text_of_term(starts: date, ends: date, elected: Sequence[Term]) -> str:
    """What is voted on, with the terms that it cuts short."""
    text = [f"For a term from {starts:%-d %B %Y} to {ends:%-d %B %Y}."]
    text += [
        f"The term of {term.name}, to {term.ends:%-d %B %Y}, ends as it begins."
        for term in elected
        if term.starts < starts <= term.ends
    ]
    return " ".join(text)


def _standing(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """(names, refs of accounts) of the candidates. Raises Invalid."""
    named = [rules.candidate_of(line) for line in lines if line.strip()]
    names = [name for name, _email in named]
    stand = [accounts.with_address(email) if email else "" for _name, email in named]
    strangers = [
        name or email
        for (name, email), ref in zip(named, stand, strict=True)
        if not name or (email and not ref)
    ]
    said = rules.candidate_problem(names)
    if strangers:
        said = _(
            "There is no account with the email address given for %(names)s. "
            "Correct it, or ask them to register first."
        ) % {"names": ", ".join(strangers)[:100]}
    if said:
        raise Invalid(said, {"candidates": said})
    return names, stand


@transaction.atomic
def report_progress(*, aim: int, percent: int, by: Actor, at: datetime, note: str = "") -> None:
    """Say how far an aim of the strategy has come. What was said before stays on record."""
    permissions.check_convenes(by)
    row = Aim.objects.filter(pk=aim).first()
    if row is None:
        raise Missing(_("There is no such aim."))
    if not 0 <= percent <= 100:
        raise Invalid(_("Nothing was saved."), {"percent": _("Enter a percentage from 0 to 100.")})
    note = check_length(note, "note", most=400)
    Progress.objects.create(aim=row, percent=percent, note=note, by=by.ref, at=at)
    item = {"paper": row.paper_id, "aim": row.position, "percent": percent, "note": note}
    events.record("factories.aim.reported", subject=THE_BODY, by=by, at=at, item=item)


@transaction.atomic
def log_hours(*, on: date, hours: str, purpose: str, by: Actor, at: datetime) -> None:
    """Write down time that the body spent. The totals are public."""
    permissions.check_convenes(by)
    wrong: dict[str, str] = {}
    if not (minutes := rules.minutes_of(hours)):
        wrong["hours"] = _("Enter hours within a day, like 1.5 or 0:45.")
    if on > timezone.localdate(at):
        wrong["on"] = _("Enter a day that is not in the future.")
    if purpose not in Hours.Purpose:
        wrong["purpose"] = _("Select what the time was for.")
    if wrong:
        raise Invalid(_("The hours were not saved. Put these right first."), wrong)
    Hours.objects.create(on=on, minutes=minutes, purpose=purpose, by=by.ref, at=at)
    item = {"on": on.isoformat(), "minutes": minutes, "purpose": purpose}
    events.record("factories.hours.logged", subject=THE_BODY, by=by, at=at, item=item)
