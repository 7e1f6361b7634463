"""Webhook messages of GOV.UK Pay: news that something happened to a payment.

https://docs.payments.service.gov.uk/webhooks/: each is signed with a secret of its webhook, comes
at least once and in any order, and its signature covers no time of sending. So whoever receives
one keeps its `id` and does nothing the second time, and asks Pay how the payment stands now
(`GovPay.find`) instead of believing the message, which may be older than what is known already.
"""

import hashlib
import hmac
from dataclasses import dataclass

import msgspec

from commonworks.integrations.govpay.answers import Payment, found
from commonworks.kernel.errors import Invalid, NotAllowed

MOST = 1_000_000  # bytes


class Forged(NotAllowed):
    """Not signed with this webhook's secret: it did not come from GOV.UK Pay."""

    code = "webhook-not-signed"


@dataclass(frozen=True, slots=True)
class WebhookMessage:
    """News of one payment. `state` and `code` are as in PaymentFound, at the time of the event."""

    id: str
    event: str  # CARD_PAYMENT_SUCCEEDED, for example
    provider_ref: str
    ref: str
    pence: int
    state: str
    code: str


class _Message(msgspec.Struct):
    id: str
    event_type: str
    resource_type: str
    resource: Payment


def read_webhook(body: bytes, signature: str, secret: str) -> WebhookMessage:
    """Check and read a message. `signature` is the header `Pay-Signature`: the lower-case hex of
    HMAC-SHA-256 over the body. Raises Forged, or Invalid for a signed message that is none."""
    if not secret or len(body) > MOST or not _signed(body, signature, secret):
        raise Forged("This message is not signed with this webhook's secret.")
    try:
        message = msgspec.json.decode(body, type=_Message)
        payment = found(message.resource)
    except (msgspec.DecodeError, UnicodeError, RecursionError, KeyError):
        raise Invalid("This is not a payment message of GOV.UK Pay.") from None
    if message.resource_type.upper() != "PAYMENT" or not message.id:
        raise Invalid("This message is not about a payment.")
    return WebhookMessage(
        id=message.id,
        event=message.event_type,
        provider_ref=payment.provider_ref,
        ref=payment.ref,
        pence=payment.pence,
        state=payment.state,
        code=payment.code,
    )


def _signed(body: bytes, signature: str, secret: str) -> bool:
    wanted = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    # As bytes: compare_digest refuses texts beyond ASCII with an error of its own.
    return hmac.compare_digest(wanted.encode(), signature.encode(errors="replace"))
