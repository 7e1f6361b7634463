"""GOV.UK Notify's API (https://docs.notifications.service.gov.uk/rest-api.html), for one service
with two templates: ((subject)) and ((body)) by email, ((body)) by text.

Simulated: keys as JSON Web Tokens, validation, references, the limit of 3,000 requests a minute,
and the addresses that always fail. Messages are kept for the demonstration's outbox.
"""

import re
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

from notifications_python_client.authentication import decode_jwt_token, get_token_issuer
from notifications_python_client.errors import TokenError

from commonworks.integrations.simulators.exchange import (
    Answer,
    Request,
    World,
    json_answer,
    stamp,
)
from commonworks.integrations.simulators.store import Key

SERVICE = "3c3a2b1e-6d58-4c0f-9a3e-5f0d4f6b7a10"
SECRET = "9b7d1f42-0c9e-4f0a-8a57-2f6f1d3c8e21"  # noqa: S105 - of the simulator, and known
DEMO_KEY = f"demonstration-{SERVICE}-{SECRET}"
EMAIL_TEMPLATE = "6f0b4a52-1b6c-4bb9-9f5e-1d5a7a0c2e31"
TEXT_TEMPLATE = "b1e9d6a4-77f0-4d0b-8c7e-0a3f5c9d4e42"
TEMPLATES = {
    "email": (EMAIL_TEMPLATE, ("subject", "body")),
    "sms": (TEXT_TEMPLATE, ("body",)),
}
RECIPIENT = {"email": "email_address", "sms": "phone_number"}
# https://docs.notifications.service.gov.uk/rest-api.html#smoke-testing and #test
FAILING = {
    "temp-fail@simulator.notify": "temporary-failure",
    "perm-fail@simulator.notify": "permanent-failure",
    "07700900003": "temporary-failure",
    "07700900002": "permanent-failure",
}
A_MINUTE = 3000
PAGE_SIZE = 250


@dataclass(slots=True)
class Message:
    """A message as it was taken, filled in."""

    id: str
    channel: str  # "email" or "sms"
    recipient: str
    reference: str
    subject: str
    body: str
    status: str
    made: datetime


@dataclass(slots=True)
class Rate:
    """How many requests came in the last minute. Not kept: a restart forgives."""

    seen: deque[float] = field(default_factory=deque)

    def exceeded(self) -> bool:
        now = monotonic()
        while self.seen and self.seen[0] <= now - 60:
            self.seen.popleft()
        if len(self.seen) >= A_MINUTE:
            return True
        self.seen.append(now)
        return False


rate = Rate()


def send(world: World, request: Request, *, channel: str) -> Answer:
    if problem := _refused(request):
        return problem
    told = request.json()
    if told is None:
        return _problem(400, "BadRequestError", "Invalid JSON supplied in POST data")
    if problem := _invalid(told, channel):
        return problem
    words = told.get("personalisation", {})
    message = Message(
        id=str(uuid4()),
        channel=channel,
        recipient=told[RECIPIENT[channel]],
        reference=told.get("reference") or "",
        subject=str(words.get("subject", "")),
        body=str(words["body"]),
        status=FAILING.get(told[RECIPIENT[channel]], "delivered"),
        made=world.now(),
    )
    world.store.save(Key("message", message.id, SERVICE, message.reference), message)
    return json_answer(201, _taken(message, request.base))


def find(world: World, request: Request, *, id: str) -> Answer:
    if problem := _refused(request):
        return problem
    try:
        UUID(id)
    except ValueError:
        return _problem(400, "ValidationError", "id is not a valid UUID")
    if not (message := world.store.find("message", id, of=Message)):
        return _problem(404, "NoResultFound", "No result found")
    return json_answer(200, _shown(message))


def search(world: World, request: Request) -> Answer:
    if problem := _refused(request):
        return problem
    reference = request.query.get("reference")
    found = [
        message
        for message in world.store.search("message", of=Message, reference=reference)
        if reference in (None, message.reference)
    ]
    told = [_shown(message) for message in found[:PAGE_SIZE]]
    here = f"{request.base}/v2/notifications"
    return json_answer(200, {"notifications": told, "links": {"current": here}})


def _refused(request: Request) -> Answer | None:
    if not request.bearer:
        words = "Unauthorized: authentication token must be provided"
        return _problem(401, "AuthError", words)
    try:
        if get_token_issuer(request.bearer) != SERVICE:
            return _problem(403, "AuthError", "Invalid token: API key not found")
        decode_jwt_token(request.bearer, SECRET)
    except TokenError as error:
        return _problem(403, "AuthError", error.message)
    if rate.exceeded():
        words = f"Exceeded rate limit for key type TEST of {A_MINUTE} requests per 60 seconds"
        return _problem(429, "RateLimitError", words)
    return None


def _invalid(told: dict[str, Any], channel: str) -> Answer | None:
    name = RECIPIENT[channel]
    template, placeholders = TEMPLATES[channel]
    recipient, words = told.get(name), told.get("personalisation", {})
    if not isinstance(recipient, str) or not recipient:
        return _problem(400, "ValidationError", f"{name} is a required property")
    if channel == "email" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", recipient):
        return _problem(400, "ValidationError", "email_address Not a valid email address")
    if channel == "sms" and not re.fullmatch(r"(\+44|0)7\d{9}", re.sub(r"[\s()-]", "", recipient)):
        return _problem(400, "ValidationError", "phone_number Not a UK mobile number")
    if told.get("template_id") != template:
        return _problem(400, "BadRequestError", "Template not found")
    if not isinstance(words, dict):
        return _problem(400, "ValidationError", "personalisation is not of type object")
    if missing := [word for word in placeholders if word not in words]:
        words = f"Missing personalisation: {', '.join(missing)}"
        return _problem(400, "BadRequestError", words)
    if len(told.get("reference") or "") > 1000:
        return _problem(400, "ValidationError", "reference is too long")
    return None


def _taken(message: Message, base: str) -> dict[str, Any]:
    template, _ = TEMPLATES[message.channel]
    content = {"body": message.body}
    if message.channel == "email":
        content |= {"subject": message.subject, "from_email": "demonstration@example.invalid"}
    else:
        content |= {"from_number": "DEMO"}
    return {
        "id": message.id,
        "reference": message.reference or None,
        "content": content,
        "uri": f"{base}/v2/notifications/{message.id}",
        "template": {"id": template, "version": 1, "uri": f"{base}/v2/template/{template}"},
        "scheduled_for": None,
    }


def _shown(message: Message) -> dict[str, Any]:
    template, _ = TEMPLATES[message.channel]
    return {
        "id": message.id,
        "reference": message.reference or None,
        RECIPIENT[message.channel]: message.recipient,
        "type": message.channel,
        "status": message.status,
        "template": {"id": template, "version": 1},
        "subject": message.subject or None,
        "body": message.body,
        "created_at": stamp(message.made),
        "sent_at": stamp(message.made),
        "completed_at": stamp(message.made),
    }


def _problem(status: int, error: str, words: str) -> Answer:
    told = {"status_code": status, "errors": [{"error": error, "message": words}]}
    return json_answer(status, told)
