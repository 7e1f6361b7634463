"""A resident's payment, step by step. The amount is the quote's, and nobody else's to say.

open_payment    a row says what is wanted           (a crash here: the worker begins it)
  the provider is asked                             (a crash here: the worker asks again)
record_started  where the resident is to be sent    (a crash here: the worker looks how it went)
record_found    what the provider says became of it; the case is opened with it or not at all
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonworks.kernel import encryption, events
from commonworks.kernel.errors import Conflict, Gone, Missing
from commonworks.kernel.leases import LONGEST_WAIT
from commonworks.kernel.money import pounds
from commonworks.network.ports import Actor
from commonworks.services.commands import cases
from commonworks.services.models import Heard, Payment, Quote, Submission
from commonworks.services.ports import PaymentFound
from commonworks.services.queries import applications, prices
from commonworks.services.queries.applications import Application
from formwork import canonical

State = Payment.State
UNDER_WAY = Q(state__in=Payment.UNDER_WAY)
FIRST_LOOK = timedelta(seconds=30)


class NothingToPay(Conflict):
    code = "nothing-to-pay"


class QuoteExpired(Gone):
    """The price was held for some days, and they are over."""

    code, title = "quote-expired", gettext_noop("The price has to be worked out again")


class PriceChanged(Conflict):
    code = "price-changed"


class NotThatPayment(Conflict):
    code = "not-that-payment"


@dataclass(frozen=True, slots=True)
class Opened:
    """`new` says that nobody has asked the provider for this payment yet."""

    ref: str
    state: str
    new: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """A payment that a worker looks after for the moment."""

    ref: str
    attempt: int


@transaction.atomic
def open_quote(*, submission: str, by: Actor, at: datetime) -> None:
    """Keep the price that a submission was sent with, so that a payment can name it. In the
    transaction that sends it."""
    row = _locked(submission)
    _quote(row, 1, None, row.pence, at)


@transaction.atomic
def open_payment(*, submission: str, by: Actor, at: datetime) -> Opened:
    """The attempt that is under way or paid; if there is none, a new one."""
    row = _locked(submission)
    sent = applications.application(submission)
    if sent.pence == 0:
        raise NothingToPay(_("There is nothing to pay for this application."))
    live = (*Payment.UNDER_WAY, State.PAID, State.DISPUTED)
    if attempt := row.payments.filter(state__in=live).first():
        return Opened(attempt.ref, attempt.state, new=False)
    if _has_expired(sent, at):
        raise QuoteExpired(
            _("The price you were given no longer holds. See the price as it is today, then pay.")
        )
    attempt = Payment.objects.create(
        ref=f"P-{secrets.token_hex(10)}",
        authority_id=row.authority_id,
        submission=row,
        deployment_id=row.deployment_id,
        quote_id=sent.quote_ref,
        created_at=at,
        due=at + FIRST_LOOK,  # the resident's own request is asking already
    )
    return Opened(attempt.ref, attempt.state, new=True)


@transaction.atomic
def renew_quote(*, submission: str, accepted_pence: int, by: Actor, at: datetime) -> None:
    """Quote today's price after one that has expired, as the resident was shown it. The submission
    stays as it was sent; so does every earlier quote. Two tabs that ask at once get one quote."""
    row = _locked(submission)
    if row.payments.filter(state__in=(*Payment.UNDER_WAY, State.PAID, State.DISPUTED)).exists():
        return  # being paid already: that price stands
    sent = applications.application(submission)
    expired = _has_expired(sent, at)
    price = prices.price_today(sent, on=timezone.localdate(at)) if expired else None
    pence = price.total_pence if price else sent.pence
    if pence != accepted_pence:
        raise PriceChanged(
            _("The price is %(price)s now. Check it before you pay.") % {"price": pounds(pence)}
        )
    if price is None:
        return  # another tab was first, with the same price
    body = canonical(price.as_json()).decode()
    _quote(row, row.quotes.count() + 1, body, pence, at)
    if pence == 0:
        cases.open_case(submission=submission, by=by, at=at)


@transaction.atomic
def record_started(
    *, payment: str, provider_ref: str, next_url: str, by: Actor, at: datetime
) -> None:
    """The provider knows of it. If two asked at once the first answer counts: only its address is
    handed on, so nobody can pay the other."""
    row = _locked_payment(payment)
    if row.state == State.CREATED:
        _start(row, provider_ref, next_url, by, at)


@transaction.atomic
def record_refused(*, payment: str, code: str, by: Actor, at: datetime) -> None:
    """The provider would not begin it. Nobody was sent to pay, so nothing can have been taken."""
    row = _locked_payment(payment)
    if row.state == State.CREATED:
        row.error_code = code[:40]
        _end(row, State.FAILED, by, at)


@transaction.atomic
def record_earlier(*, payment: str, found: PaymentFound, by: Actor, at: datetime) -> None:
    """The provider has one with our reference already, from a call whose answer we did not hear.
    If another tab's answer came first, about a second one, that counts: nobody was sent to this."""
    row = _locked_payment(payment)
    if row.provider_ref in (None, found.provider_ref):
        record_found(payment=payment, found=found, by=by, at=at)


@transaction.atomic
def record_found(*, payment: str, found: PaymentFound, by: Actor, at: datetime) -> str:
    """Believe what the provider says now; answers the state it leads to. A payment of the quoted
    amount opens the case in this very transaction; of another amount, it waits for a person."""
    row = _locked_payment(payment)
    if row.state not in Payment.UNDER_WAY:
        return row.state  # somebody else was told before
    if found.ref != row.ref or row.provider_ref not in (None, found.provider_ref):
        raise NotThatPayment(_("The payment provider answered about another payment."))
    if row.state == State.CREATED:
        _start(row, found.provider_ref, found.next_url, by, at)
    if found.state == State.PAID and found.pence == row.pence:
        _end(row, State.PAID, by, at)
        cases.open_case(submission=row.submission_id, by=by, at=at)
    elif found.state == State.PAID:
        _end(row, State.DISPUTED, by, at)
    elif found.state in (State.FAILED, State.CANCELLED, State.EXPIRED):
        _end(row, State(found.state), by, at)
    return row.state


@transaction.atomic
def take_payment(*, by: Actor, at: datetime) -> Taken | None:
    """Lease the next payment that is due for a look."""
    row = Payment.take(at=at, where=UNDER_WAY)
    return Taken(row.ref, row.attempts) if row else None


@transaction.atomic
def look_again(*, taken: Taken, by: Actor, at: datetime) -> None:
    """It is still under way: look again, after twice as long each time. The provider ends it
    after 90 minutes, which the eighth look finds; after twelve it is left to a person."""
    wait = min(FIRST_LOOK * 2 ** (taken.attempt - 1), LONGEST_WAIT)
    _held(taken).update(due=at + wait, lease_until=None, error_code="")


@transaction.atomic
def postpone(*, taken: Taken, error: Exception, by: Actor, at: datetime) -> None:
    """The provider did not answer: try again later."""
    if row := _held(taken).first():
        row.postpone(error, at=at)


@transaction.atomic
def hear(*, council: str, message: str, payment: str, by: Actor, at: datetime) -> None:
    """The provider says that something happened. It is asked itself what: a message may be old,
    late, or sent twice."""
    _row, new = Heard.objects.get_or_create(
        authority_id=council, message=message[:80], defaults={"at": at}
    )
    if new:
        # Without the lease: whoever holds it may have asked just before this happened.
        Payment.objects.filter(UNDER_WAY, authority=council, ref=payment[:40]).update(
            due=at, lease_until=None, attempts=0
        )


def _quote(row: Submission, number: int, body: str | None, pence: int, at: datetime) -> None:
    ref = f"Q-{secrets.token_hex(10)}"
    # Sealed with the submission's key: it dies with it, and which products were chosen tells much.
    sealed = encryption.seal_of(row.ref).seal(f"quote {ref}", body) if body else None
    Quote.objects.create(
        ref=ref,
        authority_id=row.authority_id,
        submission=row,
        number=number,
        body=sealed,
        pence=pence,
        quoted_at=at,
    )


def _has_expired(sent: Application, at: datetime) -> bool:
    return sent.quote_expires is not None and timezone.localdate(at) > sent.quote_expires


def _start(row: Payment, provider_ref: str, next_url: str, by: Actor, at: datetime) -> None:
    seal = encryption.seal_of(row.submission_id)
    row.state, row.provider_ref = State.STARTED, provider_ref
    row.next_url = seal.seal(f"next_url {row.ref}", next_url)
    row.save(update_fields=["state", "provider_ref", "next_url"])
    _say(row, "started", by, at)


def _end(row: Payment, state: str, by: Actor, at: datetime) -> None:
    row.state, row.ended_at, row.lease_until = state, at, None
    row.next_url = None  # whoever held it could pay
    row.save(update_fields=["state", "ended_at", "lease_until", "next_url", "error_code"])
    _say(row, str(state), by, at)


def _say(row: Payment, what: str, by: Actor, at: datetime) -> None:
    events.record(
        f"services.payment.{what}",
        subject=row.ref,
        by=by,
        at=at,
        deployment=row.deployment_id,
        submission=row.submission_id,
    )


def _held(taken: Taken) -> QuerySet[Payment]:
    return Payment.objects.filter(UNDER_WAY, ref=taken.ref, attempts=taken.attempt)


def _locked(submission: str) -> Submission:
    row = Submission.objects.select_for_update().filter(ref=submission).first()
    if row is None:
        raise Missing(_("There is no such application."))
    return row


def _locked_payment(ref: str) -> Payment:
    rows = Payment.objects.select_for_update(of=("self",)).select_related("quote")
    row = rows.filter(ref=ref).first()
    if row is None:
        raise Missing(_("There is no such payment."))
    return row
