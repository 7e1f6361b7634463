"""A factory's motions, as `decisions` keeps them."""

from collections.abc import Iterable
from dataclasses import dataclass

from commonworks.decisions import queries as decisions
from commonworks.decisions.queries import MotionLine, MotionPage
from commonworks.factories.models import Option


@dataclass(frozen=True, slots=True)
class Chosen:
    """An assessed option that a motion chose: its kind, as `Option.Kind` has it and in words."""

    title: str
    kind: str
    kind_name: str


def body_of(factory: str) -> str:
    """What a factory is called where it decides."""
    return f"factory.{factory}"


def open_motions(factory: str) -> list[MotionLine]:
    """Those that wait for votes, the soonest to close first. Two SQL queries."""
    return decisions.motions(body=body_of(factory), open=True)


def decided_motions(factory: str) -> list[MotionLine]:
    """Those that were decided or withdrawn, the latest first. Two SQL queries."""
    return decisions.motions(body=body_of(factory), open=False)


def all_motions(factory: str) -> list[MotionLine]:
    """Those that wait for votes first; then the rest, the latest first. Two SQL queries."""
    return decisions.motions(body=body_of(factory))


def by_what_they_answer(factory: str) -> dict[str, list[MotionLine]]:
    """The motions on each subject of the debate. Two SQL queries."""
    found: dict[str, list[MotionLine]] = {}
    for motion in all_motions(factory):
        found.setdefault(motion.answers.removeprefix(f"{factory}/"), []).append(motion)
    return found


def chosen_options(factory: str, carried: Iterable[MotionLine | MotionPage]) -> dict[str, Chosen]:
    """Which assessed option each of these motions chose, by motion; nothing for those that chose
    none. One SQL query."""
    options = Option.objects.filter(assessment__factory=factory).select_related("assessment")
    known = {(f"option.{each.pk}", ""): each for each in options}
    known |= {(f"assessment.{each.assessment.number}", each.title): each for each in options}
    told = {each.ref: (each.answers, dict(each.options).get(each.chosen, "")) for each in carried}
    chosen = {motion: known[what] for motion, what in told.items() if what in known}
    return {
        motion: Chosen(option.title, option.kind, option.get_kind_display())
        for motion, option in chosen.items()
    }
