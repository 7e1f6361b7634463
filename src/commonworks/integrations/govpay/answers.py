"""What GOV.UK Pay says of a payment, and what that means in our words.

https://docs.payments.service.gov.uk/api_reference/single_payment_reference/
https://docs.payments.service.gov.uk/api_reference/#payment-status-lifecycle
"""

from typing import Annotated

import msgspec
from msgspec import Meta

from commonworks.services.ports import PaymentFound


class State(msgspec.Struct):
    status: str
    code: str = ""


class Link(msgspec.Struct):
    href: str


class Links(msgspec.Struct):
    next_url: Link | None = None


class Payment(msgspec.Struct):
    """A payment, alone, in a list or in a webhook. What we do not use is left out."""

    payment_id: Annotated[str, Meta(min_length=1, max_length=100)]
    amount: Annotated[int, Meta(ge=0)]  # pence
    reference: str
    state: State
    links: Links = msgspec.field(name="_links", default_factory=Links)


class Found(msgspec.Struct):
    """A page of search results, newest first."""

    results: list[Payment]


class Problem(msgspec.Struct):
    """Why a request failed: P and four digits."""

    code: str


STATES = {
    "created": "started",
    "started": "started",
    "submitted": "started",
    "capturable": "started",
    "success": "paid",
    "failed": "failed",
    "cancelled": "cancelled",
    "error": "failed",
}
# https://docs.payments.service.gov.uk/api_reference/#errors-caused-by-payment-statuses
FAILURES = {"P0020": "expired", "P0030": "cancelled", "P0040": "cancelled"}


def found(payment: Payment) -> PaymentFound:
    """Raises KeyError for a status that the documentation does not name."""
    state = STATES[payment.state.status]
    code = payment.state.code
    return PaymentFound(
        provider_ref=payment.payment_id,
        ref=payment.reference,
        pence=payment.amount,
        state=FAILURES.get(code, state) if state == "failed" else state,
        code=code or payment.state.status,
        next_url=payment.links.next_url.href if payment.links.next_url else "",
    )
