"""Some hundreds of applications at past dates, made through the commands that residents and
caseworkers use, so that queues and figures come from events. Nobody in them exists."""

import random
import secrets
from collections.abc import Iterator, Mapping, Sequence
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
from commonworks.services.queries.cases import Filters, Line, queue
from commonworks.services.queries.plans import live_plan
from commonworks.services.queries.postings import new_instance, posting

EACH = 90  # applications a council
SEED = 2026
RESIDENT = Actor("resident")
STORY = Actor("system:demonstration")
STOPS = ("vehicle", "vehicle", "proof-page", "contact", "blue-badge-page", "home-address")
LETTER = "We have granted your permit. It is electronic: there is nothing to put in your window."
RIPE = timedelta(days=3)  # how long a case waits, in the story, before somebody decides it
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


def make(
    workers: Mapping[str, Sequence[Actor]], service: str, *, since: datetime, until: datetime
) -> None:
    """Applications spread evenly over the days: the oldest decided, the newest still waiting.
    `workers` are each council's caseworkers."""
    chosen = random.Random(SEED)  # noqa: S311 - the same story each time, and no secret
    todo = list(_applicants(list(workers), service, chosen))
    step = (until - since) / (len(todo) + 1)
    for place, applicant in enumerate(tqdm(todo, desc="      applications", unit="", leave=False)):
        at = since + step * (place + 1)
        _apply(applicant, f"{applicant.council}.{service}", at, chosen)
        _decide_what_is_ripe(applicant.council, workers[applicant.council], at, chosen)
        _catch_up(at + timedelta(minutes=10))
    while retention.expire_drafts(by=STORY, at=until):
        pass
    _catch_up(until)


def _applicants(
    councils: Sequence[str], service: str, chosen: random.Random
) -> Iterator[Applicant]:
    postcodes = {council: _postcodes(council) for council in councils}
    zones = {council: _zones(f"{council}.{service}") for council in councils}
    for number in range(EACH * len(councils)):
        council = councils[number % len(councils)]
        yield Applicant(
            number=number + 1,
            council=council,
            postcode=chosen.choice(postcodes[council]),
            zone=chosen.choice(zones[council]),
            kind="visitors" if chosen.random() < 0.3 else "own-vehicles",
            stops_at=chosen.choice(STOPS) if chosen.random() < 0.18 else "",
        )


def _postcodes(council: str) -> list[str]:
    found = [code for part in OUTCODES[council] for code in places.postcodes_like(part, limit=60)]
    return [code for code in found if places.authority_of(code).ref == council]


def _zones(deployment: str) -> list[str]:
    field = live_plan(deployment).plan.shape.fields["parking-zone"]
    return [option.id for option in field.options]


def _apply(applicant: Applicant, deployment: str, at: datetime, chosen: random.Random) -> None:
    """Answer page after page, send it, and pay for it."""
    token = secrets.token_urlsafe(32)
    begun = drafts.start_draft(
        token=token, deployment=deployment, language="en", by=RESIDENT, at=at
    )
    found = kept.opened(_kept(token, deployment), at=at)
    page = begun.page
    while (step := found.path.next) and step.page != applicant.stops_at:
        page = step.page
        found = _answer(found, page, applicant, at, chosen)
    later = at + timedelta(minutes=chosen.randint(4, 25))
    drafts.keep_answers(
        draft=begun.ref,
        revision=0,
        sealed=found.kept.sealed,
        page=page,
        language="en",
        expires_at=begun.expires_at,
        by=RESIDENT,
        at=later,
    )
    if not applicant.stops_at or found.path.complete:
        _send_and_pay(begun.ref, found, later)


def _kept(token: str, deployment: str) -> kept.Kept:
    found = kept.kept_draft(token, deployment=deployment)
    assert found is not None
    return found


def _answer(
    found: kept.OpenDraft, page: str, applicant: Applicant, at: datetime, chosen: random.Random
) -> kept.OpenDraft:
    repeat = found.plan.shape.pages[page].repeat
    instance = new_instance(found, page) if repeat else None
    posted = _answers(page, applicant, at, chosen)
    outcome = posting(found, page, instance, posted, lang="en", at=at)
    assert not outcome.errors, (page, outcome.errors)
    return outcome.draft


def _answers(
    page: str, who: Applicant, at: datetime, chosen: random.Random
) -> dict[str, list[str]]:
    """What a made-up applicant types into one page."""
    start = at.date() + timedelta(days=2)
    street = f"{chosen.randint(1, 99)} Demonstration Street"
    number = f"{who.number % 10000:04}"
    typed = {
        "where-you-live": {"home-postcode": who.postcode},
        "home-address": {
            "address-line1": street,
            "address-town": "Demonstration Town",
            "address-postcode": who.postcode,
        },
        "zone": {"parking-zone": who.zone},
        "what-you-need": {"kind": who.kind},
        "blue-badge-page": {"blue-badge": "no"},
        "vehicle": {
            "registration": f"DE{number[:2]} {_letters(who.number)}",
            "fuel": chosen.choice(["petrol", "petrol", "diesel", "electric", "hybrid"]),
            "keeper": chosen.choice(["me", "me", "household"]),
        },
        "length-page": {"length": chosen.choice(["year", "year", "half-year"])},
        "start": {
            "start-date-day": str(start.day),
            "start-date-month": str(start.month),
            "start-date-year": str(start.year),
        },
        "visitor-vouchers": {"books": str(chosen.randint(1, 4))},
        "proof-page": {"proof": "council-tax"},
        "contact": {
            "full-name": f"Demonstration applicant {who.number}",
            "email": f"applicant{who.number}@residents.example",
        },
        "declaration": {"agreed": "yes"},
        "company-vehicle": {"company-letter": "yes"},
    }
    return {name: [value] for name, value in typed[page].items()}


def _letters(number: int) -> str:
    letters = "ABCDEFGHJKLMNOPRSTUVWXY"
    return "".join(letters[number // len(letters) ** place % len(letters)] for place in range(3))


def _send_and_pay(draft: str, found: kept.OpenDraft, at: datetime) -> None:
    sent = submitting.submit_draft(
        draft=draft, language="en", agreed_pence=found.price().total_pence, by=RESIDENT, at=at
    )
    if sent.pence == 0:
        return
    opened = payments.open_payment(submission=sent.ref, by=RESIDENT, at=at)
    provider = f"demonstration-{secrets.token_hex(8)}"
    payments.record_started(
        payment=opened.ref, provider_ref=provider, next_url="", by=RESIDENT, at=at
    )
    paid = PaymentFound(provider, opened.ref, sent.pence, "paid", "success", "")
    payments.record_found(payment=opened.ref, found=paid, by=RESIDENT, at=at + timedelta(minutes=2))


def _decide_what_is_ripe(
    council: str, workers: Sequence[Actor], at: datetime, chosen: random.Random
) -> None:
    worker = chosen.choice(workers)
    waiting = queue(council, Filters(state="open"), first=0, size=20, by=worker, at=at)
    for line in waiting.lines:
        if line.received_at <= at - RIPE:
            _decide(line, worker, at)


def _decide(line: Line, worker: Actor, at: datetime) -> None:
    cases.assign(case=line.ref, to=worker.ref, by=worker, at=at - timedelta(hours=1))
    cases.decide(case=line.ref, outcome="granted", letter=LETTER, by=worker, at=at)


def _catch_up(at: datetime) -> None:
    """Deliver what happened, and count its letters as sent: they left long ago, in the story."""
    while deliveries.deliver_next(at):
        pass
    while letter := post.take_letter(by=STORY, at=at):
        post.record_sent(letter=letter, provider_ref="demonstration", by=STORY, at=at)
