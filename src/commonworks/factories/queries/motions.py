"""A factory's motions, as `decisions` keeps them."""

from commonworks.decisions import queries as decisions
from commonworks.decisions.queries import MotionLine


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
