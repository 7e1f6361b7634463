"""Paying, which needs the provider: a command, a call, and a command with the answer.

Every step can be repeated, and a crash between any two is finished by `check_next_payment`.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from commonworks.kernel.errors import NotAllowed
from commonworks.kernel.money import pounds
from commonworks.network.ports import Actor
from commonworks.places import ports as places
from commonworks.places.ports import FoundAddress, LookupDown
from commonworks.services import ports
from commonworks.services.commands import payments
from commonworks.services.ports import PaymentStarted, ProviderDown, ProviderRefused
from commonworks.services.queries import payments as asked
from commonworks.services.queries.payments import Attempt

CHECKER = Actor("system:payments")
UNDER_WAY = ("created", "started")


@dataclass(frozen=True, slots=True)
class Standing:
    """How a payment stands. `go_to` is where the resident can pay, if there is such a place now;
    `answered` is false where the provider could not be asked."""

    ref: str
    state: str
    go_to: str = ""
    answered: bool = True


def pay(deployment: str, *, token: str, agreed_pence: str, by: Actor, at: datetime) -> Standing:
    """Begin to pay what the resident was shown, for the application of their browser."""
    owed = asked.owed(deployment, token=token, at=at)
    if owed.case:
        return Standing(owed.payment, "paid")
    if agreed_pence != str(owed.pence):
        raise payments.PriceChanged(
            _("The price is %(price)s now. Go back to see it, then pay.")
            % {"price": pounds(owed.pence)}
        )
    if owed.expired:
        payments.renew_quote(submission=owed.submission, accepted_pence=owed.pence, by=by, at=at)
    if owed.pence == 0:
        return Standing("", "paid")
    return begin_payment(owed.submission, by=by, at=at)


def begin_payment(submission: str, *, by: Actor, at: datetime) -> Standing:
    """Send the resident to pay: once, however often and from however many tabs this is asked."""
    opened = payments.open_payment(submission=submission, by=by, at=at)
    standing = _advance(opened.ref, new=opened.new, by=by, at=at)
    if standing.state in ("failed", "cancelled", "expired") and not opened.new:
        # The attempt that was under way had ended at the provider: this one is another.
        again = payments.open_payment(submission=submission, by=by, at=at)
        return _advance(again.ref, new=again.new, by=by, at=at)
    return standing


def check_payment(ref: str, *, by: Actor, at: datetime) -> Standing:
    """Ask how it went; a provider that does not answer decides nothing."""
    return _advance(ref, new=False, by=by, at=at)


def check_next_payment(at: datetime) -> bool:
    """Look after one payment that is due; say whether there was one."""
    if (taken := payments.take_payment(by=CHECKER, at=at)) is None:
        return False
    try:
        _ask(asked.attempt(taken.ref, by=CHECKER), new=False, by=CHECKER, at=at)
    except Exception as error:  # whatever a provider does, the payment stays and is looked at again
        payments.postpone(taken=taken, error=error, by=CHECKER, at=at)
    else:
        payments.look_again(taken=taken, by=CHECKER, at=at)
    return True


def hear(council: str, body: bytes, signature: str, *, at: datetime) -> None:
    """Take a message of the provider's. Raises NotAllowed if it is not signed for this council."""
    secret = asked.webhook_secret(council)
    if not secret:
        raise NotAllowed(_("This message is not signed with this council's secret."))
    news = ports.read_news(body, signature, secret)
    payments.hear(council=council, message=news.id, payment=news.ref, by=CHECKER, at=at)


def _advance(ref: str, *, new: bool, by: Actor, at: datetime) -> Standing:
    attempt = asked.attempt(ref, by=CHECKER)
    try:
        return _ask(attempt, new=new, by=by, at=at)
    except (ProviderDown, ProviderRefused):
        return Standing(ref, attempt.state, answered=False)


def _ask(attempt: Attempt, *, new: bool, by: Actor, at: datetime) -> Standing:
    if attempt.state == "created":
        return _start(attempt, new=new, by=by, at=at)
    if attempt.state != "started":
        return Standing(attempt.ref, attempt.state)
    found = ports.payments().find(attempt.provider_ref, api_key=attempt.api_key)
    state = payments.record_found(payment=attempt.ref, found=found, by=by, at=at)
    return Standing(attempt.ref, state, found.next_url if state == "started" else "")


def _start(attempt: Attempt, *, new: bool, by: Actor, at: datetime) -> Standing:
    try:
        answer = ports.payments().start(attempt.wanted, api_key=attempt.api_key, again=not new)
    except ProviderRefused as refusal:
        payments.record_refused(payment=attempt.ref, code=refusal.code, by=by, at=at)
        raise
    if isinstance(answer, PaymentStarted):
        payments.record_started(
            payment=attempt.ref,
            provider_ref=answer.provider_ref,
            next_url=answer.next_url,
            by=by,
            at=at,
        )
    else:
        payments.record_earlier(payment=attempt.ref, found=answer, by=by, at=at)
    # What was written down, not what we were told: another tab may have been first.
    kept = asked.attempt(attempt.ref, by=CHECKER)
    return Standing(kept.ref, kept.state, kept.next_url)


def can_find_addresses() -> bool:
    """Whether this installation has a source of addresses."""
    return places.has_address_source()


def find_addresses(postcode: str, council: str) -> list[FoundAddress] | None:
    """The addresses at a postcode; None where the source does not answer: let people type."""
    try:
        return places.address_source().addresses(postcode, council) if postcode else []
    except LookupDown:
        return None
