"""The GOV.UK Pay API, as far as we use it (https://docs.payments.service.gov.uk/api_reference/).

No client is published. Logs name the call, the status and Pay's own code: no key, no address, no
description.
"""

import logging
import re
from typing import TypeVar
from urllib.parse import quote, urlsplit

import msgspec

from commonworks.integrations.govpay.answers import Found, Payment, Problem, found
from commonworks.integrations.http import SECONDS, Answer, Call, NoAnswer
from commonworks.integrations.suppliers import is_loopback
from commonworks.services.ports import (
    PaymentFound,
    PaymentStarted,
    PaymentWanted,
    ProviderDown,
    ProviderRefused,
)

LIVE = "https://publicapi.payments.service.gov.uk"
PAYMENTS = "/v1/payments"
LONGEST_TEXT = 255  # of a description
LONGEST_EMAIL = 254
KEY = re.compile(r"[!-~]{1,200}")
# Pay's firewall blocks a request that has any of these (error P0920).
BLOCKED = str.maketrans(dict.fromkeys('<>"\\|', " "))
# Account not set up, payments switched off, trouble with the account: only its council can help.
ACCOUNT = {"P0199", "P0940", "P0941"}

log = logging.getLogger(__name__)
T = TypeVar("T")


class GovPay:
    """Payments by GOV.UK Pay. The key decides whose payments, and whether they are tests."""

    def __init__(self, url: str = LIVE, *, seconds: float = SECONDS) -> None:
        self._url = url
        self._seconds = seconds

    def start(
        self, wanted: PaymentWanted, *, api_key: str, again: bool
    ) -> PaymentStarted | PaymentFound:
        """Create the payment; with `again`, first look for one with this reference.

        Pay's search lags behind ("eventually consistent"), so an earlier payment can be missed
        and a second one made. No money can move twice by that: only the payment whose `next_url`
        we hand on can be paid, and the other ends by itself after 90 minutes.
        """
        call = self._call(api_key)
        if again and (earlier := self._earlier(call, wanted)):
            return earlier
        made = self._found(_ask(call, Payment, "POST", PAYMENTS, json=_order(wanted)))
        if (made.ref, made.pence) != (wanted.ref, wanted.pence) or not made.next_url:
            raise _down("made another payment than the one we asked for")
        return PaymentStarted(made.provider_ref, made.next_url)

    def find(self, provider_ref: str, *, api_key: str) -> PaymentFound:
        """How the payment stands now. The caller compares the amount with its own quote."""
        return self._one(self._call(api_key), provider_ref)

    def _call(self, api_key: str) -> Call:
        if not KEY.fullmatch(api_key):
            raise ProviderRefused(
                "The council's GOV.UK Pay key is missing or mistyped. Ask the council to check it."
            )
        headers = {"Authorization": f"Bearer {api_key}"}
        return Call(self._url, headers=headers, seconds=self._seconds)

    def _earlier(self, call: Call, wanted: PaymentWanted) -> PaymentFound | None:
        listed = _ask(call, Found, "GET", PAYMENTS, params={"reference": wanted.ref})
        # Pay takes no notice of case when it searches.
        same = [payment for payment in listed.results if payment.reference == wanted.ref]
        if not same:
            return None
        paid = [payment for payment in same if payment.state.status == "success"]
        # The list leaves `next_url` out, and lags: ask for the payment itself.
        earlier = self._one(call, (paid or same)[0].payment_id)
        if (earlier.ref, earlier.pence) != (wanted.ref, wanted.pence):
            raise ProviderRefused(
                "The payment provider knows this payment by another amount. Tell the council."
            )
        return earlier

    def _one(self, call: Call, provider_ref: str) -> PaymentFound:
        path = f"{PAYMENTS}/{quote(provider_ref, safe='')}"
        one = self._found(_ask(call, Payment, "GET", path))
        if one.provider_ref != provider_ref:
            raise _down("answered about another payment")
        return one

    def _found(self, payment: Payment) -> PaymentFound:
        try:
            answer = found(payment)
        except KeyError:
            raise _down("named a status that its documentation does not") from None
        if answer.next_url and not self._may_lead_to(answer.next_url):
            raise _down("would lead people to an unsafe address")
        return answer

    def _may_lead_to(self, next_url: str) -> bool:
        return urlsplit(next_url).scheme == "https" or (
            is_loopback(self._url) and is_loopback(next_url) and next_url.startswith("http://")
        )


def _order(wanted: PaymentWanted) -> dict[str, str | int]:
    """The body of https://docs.payments.service.gov.uk/api_reference/create_a_payment_reference/"""
    order: dict[str, str | int] = {
        "amount": wanted.pence,
        "reference": wanted.ref,
        "description": wanted.description.translate(BLOCKED)[:LONGEST_TEXT],
        "return_url": wanted.return_url,
        "language": "cy" if wanted.language == "cy" else "en",
    }
    if 0 < len(wanted.email) <= LONGEST_EMAIL:
        order["email"] = wanted.email
    return order


def _ask(
    call: Call,
    kind: type[T],
    method: str,
    path: str,
    *,
    params: dict[str, str] | None = None,
    json: object = None,
) -> T:
    try:
        answer = call.ask(method, path, params=params, json=json)
    except NoAnswer as error:
        raise _down(error.code) from None
    if answer.status not in (200, 201):
        raise _problem(answer)
    try:
        return msgspec.json.decode(answer.body, type=kind)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise _down("answered nonsense") from None


def _problem(answer: Answer) -> ProviderDown | ProviderRefused:
    """Refused where asking again is of no use; down where it may be."""
    code = _code(answer)
    log.warning("GOV.UK Pay answered %d %s", answer.status, code)
    if answer.status in (401, 403) or code in ACCOUNT:
        return ProviderRefused(
            "The payment provider does not take payments for this council at the moment."
            " Tell the council."
        )
    if answer.status == 404 and code:
        return ProviderRefused("The payment provider does not know this payment. Tell the council.")
    if answer.status in (400, 422) and code:
        return ProviderRefused(
            f"The payment provider did not accept this payment ({code}). Tell the council."
        )
    return _unreachable()


def _code(answer: Answer) -> str:
    try:
        code = msgspec.json.decode(answer.body, type=Problem).code
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return ""
    return code if re.fullmatch(r"P\d{4}", code) else ""


def _down(why: str) -> ProviderDown:
    log.warning("GOV.UK Pay: %s", why)
    return _unreachable()


def _unreachable() -> ProviderDown:
    return ProviderDown("The payment provider is not answering. Try again in a few minutes.")
