"""The convening body of the demonstration: what its members adopted, whom they elected, and what it
spent."""

from datetime import date, datetime, timedelta

from commonworks.config.demo.people import CONVENER, Cast, address
from commonworks.decisions import commands as decisions
from commonworks.decisions.commands import closing
from commonworks.factories import commands as factories
from commonworks.factories.commands import body, terms
from commonworks.factories.queries import body as found
from commonworks.network.ports import BODY, SYSTEM

MEMBERS = ("leeds", "camden", "cornwall", "kirklees", "plymouth", "gateshead", "york")
OBSERVERS = ("gds", "mhclg")
VOTING = timedelta(days=14)
CONSTITUTION = """\
The network is open to every council of the United Kingdom. It makes no profit and owns no product.

It convenes and advises. Nothing that it says binds a member: each council decides for itself what
it joins, what it builds and what it leaves.

Each member has one vote. Central government takes part as an observer, without a vote.

What the body does, what it spends and what its members decided is published here.
"""
AIMS = (
    "Every need that three councils share has been looked at by a factory",
    "Ten councils run a service that another council built",
    "The body spends fewer than 600 hours of its own in the year",
)
WORK = ((40, "6"), (33, "4"), (26, "3"), (12, "5"), (5, "2"))  # days ago, hours


def tell(cast: Cast, now: datetime) -> None:
    at = now - timedelta(days=320)
    body.found_body(lead=MEMBERS[0], by=SYSTEM, at=at)
    for member in MEMBERS[1:]:
        _joins(member, "partner", at + timedelta(days=3))
    for observer in OBSERVERS:
        _joins(observer, "observer", at + timedelta(days=5))
    by = cast.lead(MEMBERS[0])
    then = at + timedelta(days=20)
    closes = then + VOTING
    told = {"kind": "constitution", "text": CONSTITUTION, "closes": closes}
    _carried(body.offer_paper(**told, by=by, at=then), cast, then)
    then = at + timedelta(days=40)
    told = {"kind": "strategy", "text": "What the network sets out to do this year."}
    year = {"year": (then + VOTING).year, "aims": AIMS, "closes": then + VOTING}
    _carried(body.offer_paper(**told, **year, by=by, at=then), cast, then)
    _elects(cast, now)
    _works(cast, now)


def _joins(organisation: str, part: str, at: datetime) -> None:
    factories.join(factory="network", organisation=organisation, part=part, by=SYSTEM, at=at)


def _elects(cast: Cast, now: datetime) -> None:
    then = now - timedelta(days=220)
    starts = (then + VOTING).date() + timedelta(days=2)
    motion = body.call_election(
        candidates=[f"{CONVENER}, {address(CONVENER, BODY)}"],
        starts=starts,
        ends=date(starts.year + 1, starts.month, 1),
        closes=then + VOTING,
        by=cast.lead(MEMBERS[0]),
        at=then,
    )
    _carried(motion, cast, then)
    terms.note_result(motion=motion, by=SYSTEM, at=then + VOTING)
    terms.begin_next(by=SYSTEM, at=then + VOTING + timedelta(days=2))


def _carried(motion: str, cast: Cast, at: datetime) -> None:
    for days, member in enumerate(MEMBERS, 1):
        told = {"motion": motion, "authority": member, "choice": "for"}
        decisions.cast(**told, by=cast.lead(member), at=at + timedelta(days=days))
    closing.close(motion=motion, by=SYSTEM, at=at + VOTING)


def _works(cast: Cast, now: datetime) -> None:
    by = cast.one(BODY, "convener")
    purposes = [value for value, _ in found.purposes()]
    for number, (days, hours) in enumerate(WORK):
        at = now - timedelta(days=days)
        purpose = purposes[number % len(purposes)]
        body.log_hours(on=at.date(), hours=hours, purpose=purpose, by=by, at=at)
    page = found.body(today=now.date())
    for each, percent in zip(page.aims, (40, 30, 85), strict=False):
        body.report_progress(aim=each.id, percent=percent, by=by, at=now - timedelta(days=4))
