"""Draw up an assessment, score options, and close it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commonworks.factories import permissions
from commonworks.factories.commands import signs
from commonworks.factories.models import Assessment, Criterion, Factory, Member, Option, Score
from commonworks.factories.permissions import Deed
from commonworks.factories.policies import ends, parts
from commonworks.factories.policies.texts import check_length, check_text
from commonworks.kernel import events
from commonworks.kernel.errors import Conflict, Invalid, Missing
from commonworks.needs import queries as needs
from commonworks.needs.queries import NeedLine
from commonworks.network.ports import Actor
from commonworks.signposts import queries as signposts
from commonworks.signposts.queries.suggestions import Suggestion

State, Kind = Assessment.State, Option.Kind
MOST_OPTIONS, MOST_CRITERIA, MOST_SCORE = 12, 12, 5
MOST_NEEDS = 5  # of which services are looked for; each costs a look into the cards
USUAL_CRITERIA = (
    ("It meets the needs of the people who use it", 5),
    ("Every member can run it and change it", 4),
    ("What it costs over five years", 4),
    ("How soon it helps", 3),
    ("Risk to people’s data and to the service", 4),
)
USUAL_OPTIONS = (
    (Kind.NOTHING, "Do nothing", "Each council goes on as it does now."),
    (Kind.BUILD, "Build it together", "One team builds it for all members, in the open."),
    (Kind.BUY, "Buy it together", "One specification and one procurement for all members."),
)
NO_SUCH_SERVICE = (Kind.ADOPT, "Adopt what exists", "No listed service is like this yet.")


class NotPossible(Conflict):
    code = "not-possible-now"


class SomethingMissing(Invalid):
    code = "assessment-incomplete"


@transaction.atomic
def begin_assessment(*, factory: str, title: str, by: Actor, at: datetime) -> int:
    """Draw up an assessment with the usual criteria and options; services that exist and are like
    this factory are among the options. Answers its number."""
    found = ends.going_on(factory)
    permissions.check(by, Deed.RUN, found.lead())
    title = check_text(title, "title", most=120, what=_("what is assessed"))
    number = found.assessments.count() + 1
    row = Assessment.objects.create(factory=found, number=number, title=title, begun_at=at)
    Criterion.objects.bulk_create(
        Criterion(assessment=row, label=label, weight=weight) for label, weight in USUAL_CRITERIA
    )
    _usual_options(row, found)
    item = {"factory": factory, "assessment": number, "title": title}
    events.record("factories.assessment.begun", subject=factory, by=by, at=at, item=item)
    return number


@transaction.atomic
def put_option(
    *,
    factory: str,
    assessment: int,
    kind: str,
    title: str,
    by: Actor,
    at: datetime,
    text: str = "",
    option: int | None = None,
) -> None:
    """Add an option, or change one, while the assessment is drawn up."""
    row = _drafting(factory, assessment, by)
    said = {
        "kind": kind,
        "title": check_text(title, "title", most=120, what=_("a name for the option")),
        "text": check_length(text, "text", most=1000),
    }
    if kind not in Kind:
        raise Invalid(_("Choose what kind of option it is."), {"kind": _("Choose a kind.")})
    others = row.options.exclude(pk=option) if option else row.options
    if others.filter(title=said["title"]).exists():
        raise Invalid(_("There is such an option."), {"title": _("Another option has this name.")})
    if option:
        if not row.options.filter(pk=option).update(**said):
            raise Missing(_("There is no such option."))
    elif others.count() >= MOST_OPTIONS:
        raise Invalid(_("An assessment has at most %(most)s options.") % {"most": MOST_OPTIONS})
    else:
        Option.objects.create(assessment=row, **said)
    _drawn_up(row, by, at)


@transaction.atomic
def drop_option(*, factory: str, assessment: int, option: int, by: Actor, at: datetime) -> None:
    """Take an option out while the assessment is drawn up."""
    row = _drafting(factory, assessment, by)
    if not row.options.filter(pk=option).delete()[0]:
        raise Missing(_("There is no such option."))
    _drawn_up(row, by, at)


@transaction.atomic
def put_criteria(
    *, factory: str, assessment: int, criteria: Mapping[str, int], by: Actor, at: datetime
) -> None:
    """Say what counts and how much: a weight from 1 to 5 for each criterion, in order."""
    row = _drafting(factory, assessment, by)
    if not 1 <= len(criteria) <= MOST_CRITERIA:
        said = _("Give from one to %(most)s criteria.") % {"most": MOST_CRITERIA}
        raise Invalid(said, {"criteria": said})
    for label, weight in criteria.items():
        check_text(label, "criteria", most=120, what=_("a criterion"))
        if not 1 <= weight <= 5:
            said = _("The weight of “%(label)s” must be from 1 to 5.") % {"label": label}
            raise Invalid(said, {"criteria": said})
    row.criteria.all().delete()
    Criterion.objects.bulk_create(
        Criterion(assessment=row, label=label, weight=weight) for label, weight in criteria.items()
    )
    _drawn_up(row, by, at)


@transaction.atomic
def open_scoring(*, factory: str, assessment: int, by: Actor, at: datetime) -> None:
    """From now on options and criteria stand, and members' assessors score them."""
    row = _drafting(factory, assessment, by)
    kinds = set(row.options.values_list("kind", flat=True))
    if not {Kind.ADOPT, Kind.NOTHING} <= kinds:
        raise SomethingMissing(_("Adopting what exists and doing nothing are always options."))
    row.opened_at = at
    _move(row, State.SCORING, by, at)
    said = f"Scoring has begun: {row.title}"
    signs.tell(factory=factory, headline=said, by=by, at=at)


@transaction.atomic
def score(
    *,
    factory: str,
    assessment: int,
    organisation: str,
    marks: Mapping[tuple[int, int], int],
    by: Actor,
    at: datetime,
) -> None:
    """Score every option on every criterion, for oneself: (option, criterion) -> 0 to 5. Scoring
    again replaces what one gave before."""
    found = ends.going_on(factory)
    row = _assessment(found, assessment)
    parts.check_member(found, organisation, *Member.VOTING)
    permissions.check(by, Deed.ASSESS, organisation)
    if row.state != State.SCORING:
        raise NotPossible(_("This assessment is not being scored now."))
    _check_marks(row, marks)
    Score.objects.filter(option__assessment=row, assessor=by.ref).delete()
    Score.objects.bulk_create(
        Score(
            option_id=option,
            criterion_id=criterion,
            assessor=by.ref,
            organisation_id=organisation,
            value=value,
            at=at,
        )
        for (option, criterion), value in marks.items()
    )
    events.record(
        "factories.assessment.scored",
        subject=factory,
        by=by,
        at=at,
        assessment=str(assessment),
        organisation=organisation,
    )


@transaction.atomic
def close_assessment(*, factory: str, assessment: int, by: Actor, at: datetime) -> None:
    """No more scores. All of them are shown."""
    found = Factory.objects.locked(factory)
    permissions.check(by, Deed.RUN, found.lead())
    row = _assessment(found, assessment)
    if row.state == State.CLOSED:
        return
    if not Score.objects.filter(option__assessment=row).exists():
        raise SomethingMissing(_("Nobody has scored yet."))
    row.closed_at = at
    _move(row, State.CLOSED, by, at)
    said = f"Options were assessed: {row.title}"
    signs.tell(factory=factory, headline=said, by=by, at=at)


def _alike(row: Assessment, found: Factory) -> list[Suggestion]:
    """Services that run and are like the factory, or like a need that it took on: its own name may
    say nothing of what hurts. Of those about the needs' own services the score counts that."""
    refs = found.taken.order_by("pk").values_list("need", flat=True)
    known = needs.needs(refs)  # those that all may see: an option quotes the words in common
    told = [known[ref] for ref in refs if ref in known]
    texts = [(f"{found.name} {found.purpose} {row.title}", _first_code(told))]
    texts += [(f"{each.title}\n{each.problem}", each.service_code) for each in told[:MOST_NEEDS]]
    best: dict[str, Suggestion] = {}
    for text, code in texts:
        for each in signposts.similar(text=text, kinds=("service",), service_code=code, limit=3):
            if each.ref not in best or best[each.ref].score < each.score:
                best[each.ref] = each
    return sorted(best.values(), key=lambda each: (-each.score, each.ref))[:3]


def _first_code(told: Sequence[NeedLine]) -> str:
    return next((each.service_code for each in told if each.service_code), "")


def _usual_options(row: Assessment, found: Factory) -> None:
    alike = _alike(row, found)
    options = [Option(assessment=row, kind=kind, title=t, text=x) for kind, t, x in USUAL_OPTIONS]
    for each in alike:
        title = f"Adopt “{each.title[:110]}”"
        if title not in {option.title for option in options}:
            options.append(
                Option(
                    assessment=row,
                    kind=Kind.ADOPT,
                    title=title,
                    text=f"{each.text}\n{', '.join(each.reasons)}".strip()[:1000],
                    card=each.ref,
                    link=each.link,
                )
            )
    if not alike:
        kind, title, said = NO_SUCH_SERVICE
        options.append(Option(assessment=row, kind=kind, title=title, text=said))
    Option.objects.bulk_create(options)


def _check_marks(row: Assessment, marks: Mapping[tuple[int, int], int]) -> None:
    wanted = {
        (option, criterion)
        for option in row.options.values_list("pk", flat=True)
        for criterion in row.criteria.values_list("pk", flat=True)
    }
    wrong = {
        f"mark-{option}-{criterion}": _("Choose a score from 0 to 5.")
        for option, criterion in sorted(wanted)
        if not 0 <= marks.get((option, criterion), -1) <= MOST_SCORE
    }
    if wrong or set(marks) - wanted:
        raise Invalid(_("Score every option on every criterion."), wrong)


def _drafting(factory: str, assessment: int, by: Actor) -> Assessment:
    found = ends.going_on(factory)
    permissions.check(by, Deed.RUN, found.lead())
    row = _assessment(found, assessment)
    if row.state != State.DRAFTING:
        raise NotPossible(_("Scoring has begun, so options and criteria stand."))
    return row


def _assessment(found: Factory, number: int) -> Assessment:
    row = found.assessments.filter(number=number).first()
    if row is None:
        raise Missing(_("There is no such assessment."))
    return row


def _move(row: Assessment, state: str, by: Actor, at: datetime) -> None:
    if state not in Assessment.NEXT[State(row.state)]:
        raise NotPossible(
            _("This assessment is as it is: “%(state)s”. It cannot go there from here.")
            % {"state": _(row.get_state_display())}
        )
    row.state = state
    row.save(update_fields=["state", "opened_at", "closed_at"])
    item = {"factory": row.factory_id, "assessment": row.number, "state": str(state)}
    name = f"factories.assessment.{'opened' if state == State.SCORING else 'closed'}"
    events.record(name, subject=row.factory_id, by=by, at=at, item=item)


def _drawn_up(row: Assessment, by: Actor, at: datetime) -> None:
    item = {"factory": row.factory_id, "assessment": row.number}
    events.record("factories.assessment.drawn_up", subject=row.factory_id, by=by, at=at, item=item)
