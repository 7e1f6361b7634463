"""What somebody could do next in a factory: at most three things, the most pressing first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from commonworks.decisions.queries import MotionLine, voting
from commonworks.factories import permissions
from commonworks.factories.models import (
    Agreement,
    Asking,
    Assessment,
    Commission,
    Factory,
    Option,
    Plan,
    Score,
    Share,
    Shown,
)
from commonworks.factories.permissions import Deed
from commonworks.factories.policies import gates
from commonworks.factories.policies.steps import What
from commonworks.factories.queries import FactoryPage, motions
from commonworks.factories.queries.members import Standing, standing
from commonworks.network.ports import Actor

Phase, State = Factory.Phase, Assessment.State
MOST = 3
OF_OPTIONS = ("option.", "assessment.")


@dataclass(frozen=True, slots=True)
class Step:
    """`on` is what it is about: the motion, the assessment's number or the phase; `name` what that
    is called; `organisation` for whom somebody votes."""

    what: What
    on: str = ""
    name: str = ""
    organisation: str = ""


def next_steps(page: FactoryPage, *, by: Actor, at: datetime) -> list[Step]:
    """What is open for this actor in this factory; nothing for those who take no part, nor where
    it has ended. Ten SQL queries at most, and none for those who take no part."""
    stands = standing(page, by=by)
    scores = any(each in page.voting for each in permissions.organisations(by, Deed.ASSESS))
    if page.is_body or page.phase in Factory.ENDED or not (stands.runs or stands.binds or scores):
        return []
    put = motions.all_motions(page.ref)
    found = [
        *_votes(put, stands, at),
        *_agreement(page, stands),
        *_costs(page, stands),
        *_assessment(page, stands, scores, put, by),
        *_commission(page, stands, put),
        *_gate(page, stands),
        *_asked(page, stands),
    ]
    order = list(What)
    return sorted(found, key=lambda step: order.index(step.what))[:MOST]


def _votes(put: Iterable[MotionLine], stands: Standing, at: datetime) -> Iterator[Step]:
    """One SQL query."""
    here = {motion.ref for motion in put}
    for each in voting.open_votes(stands.binds, at=at):
        if each.motion in here and not each.voted:
            yield Step(What.VOTE, each.motion, each.title, each.authority)


def _agreement(page: FactoryPage, stands: Standing) -> Iterator[Step]:
    """One SQL query."""
    own = Count("signatures", filter=Q(signatures__organisation__in=stands.binds))
    rows = Agreement.objects.filter(factory=page.ref).annotate(signed=own)
    offered = rows.order_by("-number").first()
    if offered and offered.signed < len(stands.binds):
        yield Step(What.SIGN)
    elif not offered and stands.runs and page.phase in Factory.AT_WORK:
        yield Step(What.AGREE)


def _costs(page: FactoryPage, stands: Standing) -> Iterator[Step]:
    """A share of the newest plan, unless members have come or gone since. One SQL query."""
    newest = Plan.objects.filter(factory=page.ref).order_by("-number").values("pk")[:1]
    rows = Share.objects.filter(plan=Subquery(newest)).select_related("plan")
    shares = {row.organisation_id: row for row in rows}
    mine = [shares[who] for who in stands.binds if who in shares]
    waits = [share for share in mine if not share.committed_at]
    if waits and shares.keys() == set(page.voting):
        yield Step(What.COMMIT, str(waits[0].plan.number), waits[0].plan.title)


def _assessment(
    page: FactoryPage, stands: Standing, scores: bool, put: list[MotionLine], by: Actor
) -> Iterator[Step]:
    """One SQL query."""
    own = Score.objects.filter(option__assessment=OuterRef("pk"), assessor=by.ref)
    rows = Assessment.objects.filter(factory=page.ref).annotate(scored=Exists(own))
    newest = rows.order_by("-number").first()
    if newest is None:
        if stands.runs and page.phase in (Phase.DISCOVERY, Phase.ALPHA):
            yield Step(What.ASSESS)
        return
    told = str(newest.number), newest.title
    if newest.state == State.DRAFTING and stands.runs:
        yield Step(What.OPEN_SCORING, *told)
    if newest.state == State.SCORING and scores and not newest.scored:
        yield Step(What.SCORE, *told)
    if newest.state == State.SCORING and stands.runs and newest.scored:
        yield Step(What.CLOSE_SCORING, *told)
    undecided = newest.state == State.CLOSED and not any(_of_options(put))
    if undecided and stands.proposes and page.phase in Factory.AT_WORK:
        yield Step(What.PUT_TO_VOTE, *told)


def _commission(page: FactoryPage, stands: Standing, put: list[MotionLine]) -> Iterator[Step]:
    """A decision for an option that nobody has acted on yet, but to do nothing. Two queries."""
    rows = Commission.objects.filter(factory=page.ref)
    done = set(rows.values_list("motion", flat=True))
    carried = [each for each in _of_options(put) if each.outcome == "carried"]
    chosen = motions.chosen_options(page.ref, carried)
    idle = {ref for ref, option in chosen.items() if option.kind == Option.Kind.NOTHING}
    waits = [each for each in carried if each.ref not in done | idle]
    if stands.runs and waits and page.phase in Factory.AT_WORK:
        yield Step(What.COMMISSION, waits[0].ref, waits[0].title)


def _of_options(put: Iterable[MotionLine]) -> list[MotionLine]:
    return [motion for motion in put if motion.answers.startswith(OF_OPTIONS)]


def _gate(page: FactoryPage, stands: Standing) -> Iterator[Step]:
    """To retire is never urged. One SQL query."""
    if page.phase not in Factory.AT_WORK:
        return
    rows = Shown.objects.filter(factory=page.ref, phase=page.phase)
    lacks = gates.requirements(page.phase).keys() - set(rows.values_list("requirement", flat=True))
    name = str(Phase(gates.FORWARD[page.phase]).label)
    if not lacks and page.lead in stands.binds:
        yield Step(What.GO_ON, page.phase, name)
    if lacks and stands.runs:
        yield Step(What.SHOW, page.phase, name)


def _asked(page: FactoryPage, stands: Standing) -> Iterator[Step]:
    """One SQL query."""
    asked = Asking.objects.filter(factory=page.ref).exists()
    if stands.runs and not asked and len(page.now) == 1:
        yield Step(What.ASK_IN)
