"""Some hundreds of applications at past dates, made through the commands that residents and
caseworkers use, so that queues and figures come from events. Nobody in them exists."""

import random
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.timezone import localdate
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

EACH = 110  # applications a council
SEED = 2026
RESIDENT = Actor("resident")
STORY = Actor("system:demonstration")
# One in three gives up, on one of two pages: spread over more, each would be too few to tell of.
STOPS = ("proof-page", "vehicle")
SCORES = (5, 4, 4, 5, 4, 3, 5, 4, 4, 2)  # how satisfied people were, of those who say
RIPE = timedelta(days=3)  # how long a case waits, in the story, before somebody decides it
LATE = 3  # cases a council that are late when the story ends, at most
RUSH = timedelta(days=7)  # before the story ends: a seventh of all that apply do so in this time
LETTERS = {
    "granted": "We have granted your permit. It is electronic: there is nothing to put in your "
    "window.",
    "refused": "We have not granted a permit this time: the proof of address that we saw is older "
    "than the date on which we ask for one. You can apply again with a newer one.\n\nWe will pay "
    "back what you paid within 10 working days.",
}
NOTES = (
    "Proof of address seen: it is recent enough.",
    "The applicant called to ask when we decide. I told them the date.",
    "The address is in the zone that they chose.",
)
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
    score: int  # how satisfied they say they were; 0 if they do not say


def make(
    workers: Mapping[str, Sequence[Actor]], service: str, *, since: datetime, until: datetime
) -> None:
    """Applications over these days, more of them in the last: most are decided, the newest and a
    few late ones still wait. `workers` are each council's caseworkers."""
    chosen = random.Random(SEED)  # noqa: S311 - the same story each time, and no secret
    todo = list(_applicants(list(workers), service, chosen))
    days = zip(_moments(len(todo), since, until), todo, strict=True)
    bar = tqdm(days, desc="      applications", unit="", leave=False, total=len(todo), disable=None)
    for at, applicant in bar:
        deployment = f"{applicant.council}.{service}"
        token = _apply(applicant, deployment, at, chosen)
        _decide_what_is_ripe(applicant.council, workers[applicant.council], at, until, chosen)
        retention.expire_drafts(by=STORY, at=at)
        after = at + timedelta(minutes=30)
        _catch_up(after)
        if applicant.score:
            told = {"deployment": deployment, "token": token, "score": applicant.score}
            cases.give_feedback(**told, by=RESIDENT, at=after)
    for council, staff in workers.items():
        _leave_a_few_late(council, staff, until, chosen)
    _catch_up(until)


def _moments(count: int, since: datetime, until: datetime) -> Iterator[datetime]:
    """As many moments between the two, a seventh of them in the rush."""
    rush = count // 7
    for start, end, part in (
        (since, until - RUSH, count - rush),
        (until - RUSH, until - timedelta(hours=1), rush),
    ):
        yield from (start + (end - start) / (part + 1) * (place + 1) for place in range(part))


def _applicants(
    councils: Sequence[str], service: str, chosen: random.Random
) -> Iterator[Applicant]:
    postcodes = {council: _postcodes(council) for council in councils}
    zones = {council: _zones(f"{council}.{service}") for council in councils}
    for number in range(EACH * len(councils)):
        turn, place = divmod(number, len(councils))
        council = councils[place]
        stops_at = _stop(turn // 3, place) if turn % 3 == 1 else ""
        visits = chosen.random() < 0.3 and stops_at != "vehicle"  # visitors are asked for none
        says = not stops_at and chosen.random() < 0.4
        yield Applicant(
            number=number + 1,
            council=council,
            postcode=chosen.choice(postcodes[council]),
            zone=chosen.choice(zones[council]),
            kind="visitors" if visits else "own-vehicles",
            stops_at=stops_at,
            score=chosen.choice(SCORES) if says else 0,
        )


def _stop(number: int, council: int) -> str:
    """Three of four of a council's give up on the same page."""
    return STOPS[(council + (number % 4 == 3)) % len(STOPS)]


def _postcodes(council: str) -> list[str]:
    found = [code for part in OUTCODES[council] for code in places.postcodes_like(part, limit=60)]
    return [code for code in found if places.authority_of(code).ref == council]


def _zones(deployment: str) -> list[str]:
    field = live_plan(deployment).plan.shape.fields["parking-zone"]
    return [option.id for option in field.options]


def _apply(applicant: Applicant, deployment: str, at: datetime, chosen: random.Random) -> str:
    """Answer page after page, send it, and pay for it; answers the token of whoever applies."""
    token = secrets.token_urlsafe(32)
    begun = drafts.start_draft(
        token=token, deployment=deployment, language="en", by=RESIDENT, at=at
    )
    found = kept.opened(_kept(token, deployment), at=at)
    page = begun.page
    while step := found.path.next:
        page = step.page
        if page == applicant.stops_at:
            break
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
    if not applicant.stops_at:
        _send_and_pay(begun.ref, found, later)
    return token


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
    council: str, workers: Sequence[Actor], at: datetime, until: datetime, chosen: random.Random
) -> None:
    """What has waited long enough, but for what is to wait still when the story ends."""
    worker = chosen.choice(workers)
    recent = localdate(until) - RUSH
    for line in _waiting(council, worker, at):
        if line.received_at <= at - RIPE and line.deadline < recent:
            _decide(line, worker, at, chosen)


def _leave_a_few_late(
    council: str, workers: Sequence[Actor], until: datetime, chosen: random.Random
) -> None:
    """Those that are late by now are decided but for the last of them; of what waits, every
    second has been given to somebody, who wrote something down."""
    waiting = _waiting(council, workers[0], until)
    late = [line for line in waiting if line.late]
    for line in late[:-LATE]:
        _decide(line, workers[0], until - timedelta(days=1), chosen)
    for line in [line for line in waiting if line not in late[:-LATE]][::2]:
        worker = chosen.choice(workers)
        at = max(line.received_at + timedelta(hours=1), until - timedelta(days=1))
        cases.assign(case=line.ref, to=worker.ref, by=worker, at=at)
        cases.note(case=line.ref, text=chosen.choice(NOTES), by=worker, at=at)


def _waiting(council: str, worker: Actor, at: datetime) -> Sequence[Line]:
    """The nearest deadline first."""
    return queue(council, Filters(state="open"), first=0, size=50, by=worker, at=at).lines


def _decide(line: Line, worker: Actor, at: datetime, chosen: random.Random) -> None:
    before = at - timedelta(hours=1)
    outcome = "refused" if chosen.random() < 0.08 else "granted"
    cases.assign(case=line.ref, to=worker.ref, by=worker, at=before)
    if outcome == "refused" or chosen.random() < 0.1:
        note = "Proof of address seen." if outcome == "refused" else chosen.choice(NOTES)
        cases.note(case=line.ref, text=note, by=worker, at=before)
    cases.decide(case=line.ref, outcome=outcome, letter=LETTERS[outcome], by=worker, at=at)


def _catch_up(at: datetime) -> None:
    """Deliver what happened, and count its letters as sent: they left long ago, in the story."""
    while deliveries.deliver_next(at):
        pass
    while letter := post.take_letter(by=STORY, at=at):
        post.record_sent(letter=letter, provider_ref="demonstration", by=STORY, at=at)
