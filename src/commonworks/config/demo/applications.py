"""Some hundreds of applications at past dates, made through the commands that residents and
caseworkers use, so that queues and figures come from events. Nobody in them exists."""

import random
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tqdm import tqdm

from commonworks.kernel import deliveries
from commonworks.network.ports import Actor
from commonworks.places import queries as places
from commonworks.post import commands as post
from commonworks.services.commands import cases, drafts, payments, retention, submitting
from commonworks.services.ports import PaymentFound
from commonworks.services.queries import drafts as kept
from commonworks.services.queries.postings import posting
from formwork import fresh_instance

EACH = 90  # applications a council
SEED = 2026
RESIDENT = Actor("resident")
SYSTEM = Actor("system:demonstration")
OUTCODES = {
    "leeds": ("LS6 1", "LS11 6", "LS8 5"),
    "camden": ("NW1 0", "NW5 1", "NW3 2"),
    "cornwall": ("TR1 1", "TR18 2", "PL25 3"),
}


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody made up, plainly so."""

    number: int
    council: str
    postcode: str
    zone: str
    kind: str  # "own-vehicles" or "visitors"
    stops_at: str  # the page at which they give up; "" if they do not


def make(councils: Sequence[str], service: str, *, since: datetime, until: datetime) -> None:
    """Applications spread evenly over the days, the oldest decided, the newest still waiting."""
    chosen = random.Random(SEED)  # noqa: S311 - the same story each time, and no secret
    todo = list(_applicants(councils, service, chosen))
    step = (until - since) / (len(todo) + 1)
    for place, applicant in enumerate(tqdm(todo, desc="      applications", unit="", leave=False)):
        at = since + step * (place + 1)
        _apply(applicant, f"{applicant.council}.{service}", at, chosen)
        _decide_what_is_ripe(councils, at, chosen)
        _catch_up(at)
    while retention.expire_drafts(by=SYSTEM, at=until):
        pass
    _catch_up(until)


def _applicants(
    councils: Sequence[str], service: str, chosen: random.Random
) -> Iterator[Applicant]:
    pools = {council: _postcodes(council) for council in councils}
    zones = {council: _zones(f"{council}.{service}") for council in councils}
    for number in range(EACH * len(councils)):
        council = councils[number % len(councils)]
        yield Applicant(
            number=number + 1,
            council=council,
            postcode=chosen.choice(pools[council]),
            zone=chosen.choice(zones[council]),
            kind="visitors" if chosen.random() < 0.3 else "own-vehicles",
            stops_at=chosen.choice(STOPS) if chosen.random() < 0.18 else "",
        )
