"""Motions and votes for the tests: four councils, a fortnight, the plainest rule."""

from datetime import timedelta

from commonworks.decisions import commands
from tests.actors import LEEDS_LEAD, NOON, member_of

BODY = "club.parking"
EVERYBODY = ("camden", "cornwall", "leeds", "york")
CLOSE = NOON + timedelta(days=14)


def put(**other):
    """A motion of Leeds', open for voting from noon."""
    told = {
        "body": BODY,
        "title": "Build it together",
        "closes": CLOSE,
        "electorate": EVERYBODY,
        "by": LEEDS_LEAD,
        "at": NOON,
    }
    return commands.propose(**(told | other))


def vote(motion, council, choice, at=NOON, role="lead", **other):
    return commands.cast(
        motion=motion, authority=council, choice=choice, by=member_of(council, role), at=at, **other
    )


def votes(motion, **choices):
    for council, choice in choices.items():
        vote(motion, council, choice)
