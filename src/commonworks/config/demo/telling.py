"""How a factory of the demonstration is told: each step is a command, by somebody who may, on the
day on which it is told to have happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from commonworks.config.demo.people import Cast
from commonworks.decisions import commands as decisions
from commonworks.decisions.commands import closing
from commonworks.factories import commands as factories
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
from commonworks.factories.policies.agreements import Choices
from commonworks.factories.policies.gates import requirements
from commonworks.factories.queries import assessments as assessed
from commonworks.factories.queries import factory as factory_page
from commonworks.factories.queries import joining
from commonworks.factories.queries.assessments import OptionLine
from commonworks.factories.queries.costs import plan
from commonworks.network.ports import SYSTEM

VOTING = timedelta(days=10)
CRITERIA = {
    "How well it meets what people asked for": 5,
    "What it costs over five years": 4,
    "How soon the first council is live": 3,
    "How free we are to change it later": 4,
}
GATES = {
    "discovery": (
        "Interviews with people who have the problem, and with those who answer them.",
        "Counted by each member over four weeks; the figures stand with the need.",
        "Services and contracts of other councils looked through in the assessment.",
    ),
    "alpha": (
        "Three rounds of testing with the people who would use it.",
        "Decided by motion; every member’s vote is published.",
        "Shared out by the plan that every member has committed to.",
    ),
    "beta": (
        "Used with a screen reader, by keyboard alone and at four times the size.",
        "Assessed with each member’s data protection officer.",
        "The members’ own teams, by the rota in the agreement.",
    ),
}


@dataclass(frozen=True, slots=True)
class Story:
    """One factory as it is told: `lead` first, then the partners; `days` before now it began."""

    ref: str
    cast: Cast
    now: datetime
    members: Sequence[str]

    @property
    def lead(self) -> str:
        return self.members[0]

    def day(self, before: int) -> datetime:
        return self.now - timedelta(days=before)

    def found(self, before: int, name: str, purpose: str, need: str, **more: str) -> None:
        by, at = self.cast.lead(self.lead), self.day(before)
        told = {"ref": self.ref, "name": name, "purpose": purpose, "lead": self.lead}
        factories.found_factory(**told, **more, needs=[need], by=by, at=at)
        for later, council in enumerate(self.members[1:], 1):
            self._asks_in(council, at + timedelta(days=later))

    def _asks_in(self, council: str, at: datetime) -> None:
        by, asked = self.cast.lead(self.lead), self.cast.lead(council)
        told = {"factory": self.ref, "organisation": council, "part": "partner"}
        asking = membership.ask(**told, by=by, at=at)
        shown = joining.shown(factory_page(self.ref), organisation=council, part="partner")
        then = at + timedelta(days=2)
        told = {"factory": self.ref, "asking": asking, "shown": shown}
        membership.answer(**told, accepts=True, by=asked, at=then)

    def supported_by(self, before: int, *organisations: str) -> None:
        for organisation in organisations:
            told = {"factory": self.ref, "organisation": organisation, "part": "supporter"}
            factories.join(**told, by=SYSTEM, at=self.day(before))

    def brings(self, before: int, council: str, kind: str, amount: int | None, note: str) -> None:
        membership.bring(
            factory=self.ref,
            organisation=council,
            kind=kind,
            amount=amount,
            note=note,
            by=self.cast.lead(council),
            at=self.day(before),
        )

    def agrees(self, before: int) -> None:
        at = self.day(before)
        number = agreements.offer_agreement(
            factory=self.ref, choices=Choices(), by=self.cast.lead(self.lead), at=at
        )
        for later, council in enumerate(self.members, 1):
            agreements.sign_agreement(
                factory=self.ref,
                number=number,
                organisation=council,
                by=self.cast.lead(council),
                at=at + timedelta(days=later),
            )

    def assesses(self, before: int, best: str, *, title: str = "", text: str = "") -> None:
        """Each member scores each option; `best` is the kind that most of them like most, which
        the lead may describe in words of its own."""
        by, at = self.cast.lead(self.lead), self.day(before)
        one = {"factory": self.ref, "assessment": 1}
        assessments.begin_assessment(
            factory=self.ref, title="How shall we meet this need?", by=by, at=at
        )
        if title:
            told = {"kind": best, "title": title, "text": text, "option": self._option(best).id}
            assessments.put_option(**one, **told, by=by, at=at)
        assessments.put_criteria(**one, criteria=CRITERIA, by=by, at=at)
        assessments.open_scoring(**one, by=by, at=at)
        for later, council in enumerate(self.members, 1):
            self._scores(council, later, best, at + timedelta(days=later))
        last = at + timedelta(days=len(self.members) + 1)
        assessments.close_assessment(**one, by=by, at=last)

    def _options(self) -> tuple[OptionLine, ...]:
        return assessed.assessment(self.ref, 1, by=self.cast.lead(self.lead)).options

    def _option(self, kind: str) -> OptionLine:
        return next(option for option in self._options() if option.kind == kind)

    def _scores(self, council: str, number: int, best: str, at: datetime) -> None:
        by = self.cast.lead(council)
        page = assessed.assessment(self.ref, 1, by=by)
        marks = {
            (option.id, criterion.id): _mark(option.kind, best, number + place)
            for option in page.options
            for place, criterion in enumerate(page.criteria)
        }
        told = {"factory": self.ref, "assessment": 1, "organisation": council}
        assessments.score(**told, marks=marks, by=by, at=at)

    def says(self, before: int, council: str, text: str, *, answers: str = "") -> str:
        return debate.comment(
            factory=self.ref,
            organisation=council,
            text=text,
            answers=answers,
            by=self.cast.lead(council),
            at=self.day(before),
        )

    def puts(self, before: int, title: str, text: str, *, about: str) -> str:
        at = self.day(before)
        told = {"factory": self.ref, "title": title, "text": text, "about": about}
        by = self.cast.lead(self.lead)
        rule = {"rule": "majority", "quorum": "50%", "closes": at + VOTING}
        return deciding.put_motion(**told, **rule, by=by, at=at)

    def puts_option(self, before: int, kind: str, title: str, text: str) -> str:
        """A motion for or against the assessed option of this kind."""
        return self.puts(before, title, text, about=f"option.{self._option(kind).id}")

    def votes(self, motion: str, before: int, votes: Mapping[str, str]) -> None:
        for later, (council, choice) in enumerate(votes.items()):
            decisions.cast(
                motion=motion,
                authority=council,
                choice=choice,
                by=self.cast.lead(council),
                at=self.day(before) + timedelta(hours=later),
            )

    def adopts_option(self, before: int, kind: str, title: str, text: str) -> str:
        """As `puts_option`, and all members carry it."""
        return self._carried(before, self.puts_option(before, kind, title, text), "for")

    def chooses(self, before: int, kind: str, title: str, text: str) -> str:
        """A motion on the assessment as a whole: all members choose the option of this kind."""
        number = self._options().index(self._option(kind)) + 1
        motion = self.puts(before, title, text, about="assessment.1")
        return self._carried(before, motion, f"option-{number}")

    def _carried(self, before: int, motion: str, choice: str) -> str:
        self.votes(motion, before - 2, dict.fromkeys(self.members, choice))
        closing.close(motion=motion, by=SYSTEM, at=self.day(before) + VOTING)
        return motion

    def commissions(self, before: int, kind: str, title: str, motion: str) -> None:
        by, at = self.cast.lead(self.lead), self.day(before)
        told = {"factory": self.ref, "kind": kind, "title": title, "motion": motion}
        deciding.commission(**told, by=by, at=at)

    def shares(self, before: int, title: str, total_pence: int) -> None:
        by, at = self.cast.lead(self.lead), self.day(before)
        told = {"factory": self.ref, "title": title, "rule": "equal"}
        number = costs.offer_plan(**told, total_pence=total_pence, by=by, at=at)
        shared = plan(factory_page(self.ref), number)
        for share in shared.shares if shared else ():
            council = share.organisation
            costs.commit(
                factory=self.ref,
                number=number,
                organisation=council,
                pence=share.pence,
                by=self.cast.lead(council),
                at=at + timedelta(days=3),
            )

    def passes(self, before: int, phase: str, motion: str = "") -> None:
        by, at = self.cast.lead(self.lead), self.day(before)
        for requirement, note in zip(requirements(phase), GATES[phase], strict=False):
            told = {"factory": self.ref, "phase": phase, "requirement": requirement}
            gates.record_evidence(**told, note=note, by=by, at=at)
        gates.pass_gate(factory=self.ref, phase=phase, motion=motion, by=by, at=at)

    def reports(self, before: int, title: str, text: str) -> None:
        told = {"factory": self.ref, "organisation": self.lead, "title": title, "text": text}
        reporting.post_update(**told, by=self.cast.lead(self.lead), at=self.day(before))

    def fears(self, before: int, title: str, likelihood: int, impact: int, response: str) -> None:
        reporting.raise_risk(
            factory=self.ref,
            title=title,
            likelihood=likelihood,
            impact=impact,
            owner=self.lead,
            response=response,
            by=self.cast.lead(self.lead),
            at=self.day(before),
        )


def _mark(kind: str, best: str, number: int) -> int:
    """From 0 to 5: assessors differ by one or two, as they do."""
    liked = {"nothing": 1, best: 4}.get(kind, 2)
    return min(5, max(0, liked + (number % 3) - 1))
