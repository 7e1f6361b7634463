"""GOV.UK Pay's API as documented at https://docs.payments.service.gov.uk/api_reference/.

Simulated: create, find, search, events, cancel; keys, validation, expiry after 90 minutes. Not
simulated: refunds, delayed capture, agreements, disputes and the rate limit.
"""

import hashlib
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from commonworks.integrations.simulators.exchange import (
    Answer,
    Request,
    World,
    json_answer,
    stamp,
)
from commonworks.integrations.simulators.store import Key

TEST_KEY = "api_test_"  # a key of a test account begins so; a live one would begin with api_live_
LIFETIME = timedelta(minutes=90)
MOST_PENCE = 10_000_000
PAGE_SIZE = 500
MESSAGES = {
    "P0010": "Payment method rejected",
    "P0020": "Payment expired",
    "P0030": "Payment was cancelled by the user",
    "P0040": "Payment was cancelled by the service",
    "P0050": "Payment provider returned an error",
}
OPEN = ("created", "started", "submitted")
ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"


@dataclass(slots=True)
class Payment:
    """A payment, and all that has happened to it: (status, code, when), oldest first."""

    id: str
    account: str
    token: str
    amount: int
    reference: str
    description: str
    return_url: str
    language: str
    made: datetime
    email: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)
    card: dict[str, str] = field(default_factory=dict)
    events: list[tuple[str, str, datetime]] = field(default_factory=list)

    @property
    def status(self) -> str:
        return self.events[-1][0]

    @property
    def code(self) -> str:
        return self.events[-1][1]

    @property
    def is_open(self) -> bool:
        return self.status in OPEN


def move(world: World, payment: Payment, status: str, code: str = "") -> None:
    payment.events.append((status, code, world.now()))
    keep(world, payment)


def keep(world: World, payment: Payment) -> None:
    key = Key("payment", payment.id, payment.account, payment.reference)
    world.store.save(key, payment)


def current(world: World, payment: Payment | None) -> Payment | None:
    """The payment, expired where its time is up."""
    if payment and payment.is_open and world.now() >= payment.made + LIFETIME:
        move(world, payment, "failed", "P0020")
    return payment


def create(world: World, request: Request) -> Answer:
    if not (account := _account(request)):
        return _unauthorised()
    if (told := request.json()) is None:
        return _problem(400, "P0197", "Unable to parse JSON")
    for problem in _problems(told):
        return problem
    payment = Payment(
        id="".join(secrets.choice(ALPHABET) for _ in range(26)),
        account=account,
        token=secrets.token_hex(16),
        made=world.now(),
        language=told.get("language", "en"),
        email=told.get("email", ""),
        metadata=told.get("metadata", {}),
        **{name: told[name] for name in ("amount", "reference", "description", "return_url")},
    )
    payment.events.append(("created", "", payment.made))
    world.store.save(Key("token", payment.token), payment.id)
    keep(world, payment)
    return json_answer(201, shown(payment, request.base))


def find(world: World, request: Request, *, id: str) -> Answer:
    if not (account := _account(request)):
        return _unauthorised()
    if not (payment := _of(world, account, id)):
        return _problem(404, "P0200", "Not found")
    return json_answer(200, shown(payment, request.base))


def search(world: World, request: Request) -> Answer:
    """https://docs.payments.service.gov.uk/api_reference/search_payments_reference/. The real one
    lags behind; this one does not."""
    if not (account := _account(request)):
        return _unauthorised()
    asked = request.query
    rows = world.store.search(
        "payment", of=Payment, owner=account, reference=asked.get("reference")
    )
    rows = [current(world, row) or row for row in rows]
    rows = [row for row in rows if asked.get("state") in (None, row.status)]
    size = min(PAGE_SIZE, _whole(asked.get("display_size"), PAGE_SIZE))
    page = _whole(asked.get("page"), 1)
    if page > max(1, -(-len(rows) // size)):
        return _problem(404, "P0402", "Page not found")
    listed = [
        shown(row, request.base, listed=True) for row in rows[(page - 1) * size : page * size]
    ]
    here = f"{request.base}/v1/payments?{urlencode(asked)}"
    links = {"self": {"href": here, "method": "GET"}}
    return json_answer(
        200,
        {
            "total": len(rows),
            "count": len(listed),
            "page": page,
            "results": listed,
            "_links": links,
        },
    )


def events(world: World, request: Request, *, id: str) -> Answer:
    if not (account := _account(request)):
        return _unauthorised()
    if not (payment := _of(world, account, id)):
        return _problem(404, "P0300", "Not found")
    told = [
        {"payment_id": id, "state": _state(status, code), "updated": stamp(at)}
        for status, code, at in payment.events
    ]
    return json_answer(200, {"payment_id": id, "events": told})


def cancel(world: World, request: Request, *, id: str) -> Answer:
    if not (account := _account(request)):
        return _unauthorised()
    if not (payment := _of(world, account, id)):
        return _problem(404, "P0500", "Not found")
    if not payment.is_open:
        return _problem(400, "P0501", "Cancellation of payment failed")
    move(world, payment, "cancelled", "P0040")
    return Answer(204)


def shown(payment: Payment, base: str, *, listed: bool = False) -> dict[str, Any]:
    """A payment as the API shows it; a list leaves the way to its pages out."""
    here = f"{base}/v1/payments/{payment.id}"
    links: dict[str, Any] = {
        "self": {"href": here, "method": "GET"},
        "events": {"href": f"{here}/events", "method": "GET"},
        "refunds": {"href": f"{here}/refunds", "method": "GET"},
        "cancel": {"href": f"{here}/cancel", "method": "POST"} if payment.is_open else None,
    }
    if payment.is_open and not listed:
        links["next_url"] = {"href": f"{base}/card_details/{payment.token}", "method": "GET"}
    told: dict[str, Any] = {
        "amount": payment.amount,
        "description": payment.description,
        "reference": payment.reference,
        "language": payment.language,
        "state": _state(payment.status, payment.code),
        "payment_id": payment.id,
        "payment_provider": "sandbox",
        "created_date": stamp(payment.made),
        "refund_summary": {
            "status": "pending",
            "amount_available": payment.amount,
            "amount_submitted": 0,
        },
        "settlement_summary": {},
        "delayed_capture": False,
        "moto": False,
        "return_url": payment.return_url,
        "authorisation_mode": "web",
        "_links": links,
    }
    for name in ("email", "metadata"):
        if value := getattr(payment, name):
            told[name] = value
    if payment.card:
        told["card_details"] = payment.card
    return told


def by_token(world: World, token: str) -> Payment | None:
    id = world.store.find("token", token, of=str)
    return current(world, world.store.find("payment", id, of=Payment)) if id else None


def _of(world: World, account: str, id: str) -> Payment | None:
    payment = world.store.find("payment", id, of=Payment)
    return current(world, payment) if payment and payment.account == account else None


def _state(status: str, code: str) -> dict[str, Any]:
    told: dict[str, Any] = {"status": status, "finished": status not in OPEN}
    if code:
        told |= {"code": code, "message": MESSAGES[code]}
    return told


def _account(request: Request) -> str:
    """Whose key it is. The key itself is not kept."""
    key = request.bearer
    if not key.startswith(TEST_KEY) or key == TEST_KEY:
        return ""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def _unauthorised() -> Answer:
    return Answer(401, b"Credentials are required to access this resource.")


def _problem(status: int, code: str, description: str, field: str = "") -> Answer:
    told = {"code": code, "description": description}
    return json_answer(status, {"field": field, **told} if field else told)


def _problems(told: dict[str, Any]) -> Iterator[Answer]:
    """https://docs.payments.service.gov.uk/api_reference/create_a_payment_reference/"""
    for name in ("amount", "reference", "description", "return_url"):
        if told.get(name) in (None, ""):
            yield _problem(400, "P0101", f"Missing mandatory attribute: {name}", name)
    amount = told.get("amount")
    if not isinstance(amount, int) or isinstance(amount, bool) or not 1 <= amount <= MOST_PENCE:
        limits = f"Must be between 1 and {MOST_PENCE}"
        yield _problem(422, "P0102", f"Invalid attribute value: amount. {limits}", "amount")
    longest = {"reference": 255, "description": 255, "return_url": 2000, "email": 254}
    for name, most in longest.items():
        value = told.get(name, "")
        if not isinstance(value, str) or len(value) > most:
            limits = f"Must be less than or equal to {most} characters length"
            yield _problem(422, "P0102", f"Invalid attribute value: {name}. {limits}", name)
        elif name in ("reference", "description") and re.search(r'[<>"\\|]', value):
            yield _problem(403, "P0920", "Request blocked by firewall")
    if urlsplit(str(told.get("return_url"))).scheme not in ("http", "https"):
        yield _problem(422, "P0102", "Invalid attribute value: return_url. Must be a URL")
    if told.get("language", "en") not in ("en", "cy"):
        words = 'Must be "en" or "cy"'
        yield _problem(422, "P0102", f"Invalid attribute value: language. {words}", "language")
    if not isinstance(told.get("metadata", {}), dict):
        yield _problem(422, "P0102", "Invalid attribute value: metadata", "metadata")


def _whole(text: str | None, default: int) -> int:
    given = int(text) if text and re.fullmatch(r"[0-9]{1,6}", text) else 0
    return given or default
