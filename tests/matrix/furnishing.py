"""What the factory of the two councils has on its shelves: one of everything an address names."""

from dataclasses import dataclass
from datetime import timedelta

from commonworks.decisions import commands as decisions
from commonworks.decisions.commands.closing import GRACE, close
from commonworks.factories import commands
from commonworks.factories.commands import (
    agreements,
    assessments,
    costs,
    debate,
    deciding,
    gates,
    membership,
    reporting,
)
from commonworks.factories.models import Criterion, Option
from commonworks.factories.policies.agreements import Choices
from commonworks.factories.policies.gates import requirements
from commonworks.kernel import clock
from commonworks.network.ports import SYSTEM
from tests.actors import member_of

FACTORY, OTHER = "parking", "housing"  # Leeds leads the one, and is asked into the other
LEAD, CAMDEN = member_of("leeds", "lead"), member_of("camden", "lead")


@dataclass(frozen=True, slots=True)
class Shelves:
    """The numbers and refs of what addresses name."""

    asked: int
    asking: int
    contribution: int
    option: int
    marks: dict[str, str]
    comment: str
    pence: int
    motion: str
    risk: int


def furnish() -> Shelves:
    at = clock.now()
    here = {"factory": FACTORY, "by": LEAD, "at": at}
    commands.join(factory=FACTORY, organisation="lga", part="supporter", by=SYSTEM, at=at)
    agreements.offer_agreement(choices=Choices(), **here)
    for title in ("Drawn up", "Scored"):
        assessments.begin_assessment(title=title, **here)
    assessments.open_scoring(assessment=2, **here)
    costs.offer_plan(title="Beta", rule="equal", total_pence=200, **here)
    for name in requirements("discovery"):
        gates.record_evidence(phase="discovery", requirement=name, note="Shown.", **here)
    return Shelves(
        asked=_asked(),
        asking=membership.ask(organisation="cornwall", part="partner", **here),
        contribution=membership.bring(organisation="leeds", kind="money", amount=1, **here),
        option=Option.objects.filter(assessment__number=1).order_by("pk")[0].pk,
        marks=_marks(),
        comment=debate.comment(organisation="leeds", text="I think so.", **here),
        pence=100,
        motion=_carried(),
        risk=reporting.raise_risk(title="Late", likelihood=1, impact=1, owner="leeds", **here),
    )


def _asked() -> int:
    """Camden's factory asks Leeds in."""
    at = clock.now()
    commands.found_factory(
        ref=OTHER, name="Housing", purpose="Repairs.", lead="camden", by=CAMDEN, at=at
    )
    return membership.ask(factory=OTHER, organisation="leeds", part="partner", by=CAMDEN, at=at)


def _marks() -> dict[str, str]:
    options = Option.objects.filter(assessment__number=2).values_list("pk", flat=True)
    criteria = Criterion.objects.filter(assessment__number=2).values_list("pk", flat=True)
    return {f"mark-{option}-{each}": "3" for option in options for each in criteria}


def _carried() -> str:
    """A motion on which voting is over."""
    at = clock.now() - timedelta(days=9)
    closes = at + timedelta(days=2)
    motion = deciding.put_motion(
        factory=FACTORY,
        title="Build it",
        rule="majority",
        quorum="50%",
        closes=closes,
        by=LEAD,
        at=at,
    )
    for council, by in (("leeds", LEAD), ("camden", CAMDEN)):
        decisions.cast(motion=motion, authority=council, choice="for", by=by, at=at)
    close(motion=motion, by=SYSTEM, at=closes + GRACE)
    return motion
