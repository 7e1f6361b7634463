"""How payments stand: for the resident who pays, for whoever asks the provider, for the council."""

from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from commonworks.frontend.words import reader
from commonworks.kernel import encryption
from commonworks.kernel.errors import Missing
from commonworks.network.ports import Actor
from commonworks.services.models import Account, Payment, Submission
from commonworks.services.ports import PaymentWanted, ProviderRefused
from commonworks.services.queries import applications, plans, prices
from commonworks.services.queries.access import check_sees_payments, no_application, token_hash

UNDER_WAY = Payment.UNDER_WAY


@dataclass(frozen=True, slots=True)
class Attempt:
    """A payment and what the provider has to be told of it."""

    ref: str
    state: str
    provider_ref: str
    next_url: str = field(repr=False)
    api_key: str = field(repr=False)
    wanted: PaymentWanted = field(repr=False)


@dataclass(frozen=True, slots=True)
class Line:
    description: str
    pence: int


@dataclass(frozen=True, slots=True)
class Owed:
    """What a resident owes, or has paid, for what they sent. `state` is the latest attempt's, or
    "" before the first; `case` is the reference once it is paid. `pence` is today's price where
    the one that was quoted has `expired`; `quoted_pence` is what they were told."""

    submission: str
    pence: int
    quoted_pence: int
    expired: bool
    lines: tuple[Line, ...]
    payment: str
    state: str
    case: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was paid, and when."""

    ref: str
    pence: int
    state: str
    label: str
    created_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Troubled:
    """A payment that a person has to look into, at the provider's and here."""

    ref: str
    provider_ref: str
    service: str
    pence: int
    why: str
    created_at: datetime


def owed(deployment: str, *, token: str, at: datetime) -> Owed:
    """For the resident whose browser sent it. Raises Missing for anyone else."""
    mine = Submission.objects.filter(deployment=deployment, draft__token_hash=token_hash(token))
    found = mine.values_list("ref", "case__ref").first()
    if found is None:
        raise no_application()
    ref, case = found
    attempt = Payment.objects.filter(submission=ref).order_by("-created_at", "-pk").first()
    sent = applications.application(ref)
    expires = sent.quote_expires
    open_ = attempt is None or (attempt.ended_at is not None and not case)
    today = timezone.localdate(at)
    expired = bool(open_ and expires and today > expires)
    quote = prices.price_today(sent, on=today).as_json() if expired else sent.quote
    words = sent.plan.words(reader())
    lines = (quote or {}).get("lines", ())
    return Owed(
        submission=ref,
        pence=quote["total_pence"] if expired and quote else sent.pence,
        quoted_pence=sent.pence,
        expired=expired,
        lines=tuple(
            Line(words.plain(f"product:{line['product']}", "description"), line["pence"])
            for line in lines
        ),
        payment=attempt.ref if attempt else "",
        state=attempt.state if attempt else "",
        case=case or "",
    )


def check_is_mine(deployment: str, payment: str, *, token: str) -> None:
    """Raises Missing for a payment of somebody else's. One SQL query."""
    mine = Payment.objects.filter(
        ref=payment, deployment=deployment, submission__draft__token_hash=token_hash(token)
    )
    if not mine.exists():
        raise no_application()


def attempt(ref: str, *, by: Actor) -> Attempt:
    """For whoever asks the provider: the house itself. Six SQL queries at most. Raises Missing,
    and ProviderRefused where the council has no account."""
    row = Payment.objects.select_related("quote").filter(ref=ref).first()
    if row is None:
        raise Missing(_("There is no such payment."))
    sent = applications.application(row.submission_id)
    council, _dot, service = row.deployment_id.partition(".")
    to = reverse("services:payment-return", args=[council, service, row.ref])
    next_url = sent.seal.open(f"next_url {row.ref}", row.next_url) if row.next_url else ""
    return Attempt(
        ref=row.ref,
        state=row.state,
        provider_ref=row.provider_ref or "",
        next_url=next_url,
        api_key=_api_key(row.authority_id),
        wanted=PaymentWanted(
            ref=row.ref,
            pence=row.pence,
            description=sent.plan.title(sent.language),
            return_url=f"{settings.COMMONWORKS_ADDRESS}{to}",
            language=sent.language,
            email=sent.email,
        ),
    )


def webhook_secret(council: str) -> str:
    """What signs the messages for a council; "" where it has no account. Two SQL queries."""
    row = Account.objects.filter(council=council).first()
    if row is None:
        return ""
    return encryption.seal_of(f"account.{council}").open("webhook_secret", row.webhook_secret)


def has_account(council: str) -> bool:
    """Whether a council has told us how it takes payments. One SQL query."""
    return Account.objects.filter(council=council).exists()


def receipts(submission: str, *, authority: str, by: Actor) -> list[Receipt]:
    """Every attempt to pay for one application, in order. One SQL query."""
    check_sees_payments(by, authority)
    return attempts_of(submission)


def attempts_of(submission: str) -> list[Receipt]:
    """As `receipts`, for the resident whose link led there. One SQL query."""
    rows = Payment.objects.filter(submission=submission).select_related("quote")
    return [
        Receipt(r.ref, r.pence, r.state, _(r.get_state_display()), r.created_at, r.ended_at)
        for r in rows.order_by("created_at", "ref")
    ]


def troubled(council: str, *, by: Actor) -> list[Troubled]:
    """Payments of another amount than asked, and those that the provider would say nothing of for
    days. One SQL query, beside the plans."""
    check_sees_payments(by, council)
    stuck = Q(state__in=UNDER_WAY) & Payment.given_up()
    rows = Payment.objects.filter(
        Q(state=Payment.State.DISPUTED) | stuck, authority=council
    ).order_by("created_at")
    rows = rows.select_related("submission__draft", "quote")
    return [
        Troubled(
            r.ref,
            r.provider_ref or "",
            plans.plan_of(r.submission.draft.release_id, r.submission.draft.edition_id).title(
                reader()
            ),
            r.pence,
            "another-amount" if r.state == Payment.State.DISPUTED else "no-answer",
            r.created_at,
        )
        for r in rows
    ]


def _api_key(council: str) -> str:
    row = Account.objects.filter(council=council).first()
    if row is None:
        raise ProviderRefused(
            _("The council cannot take payments at the moment. Tell the council.")
        )
    return encryption.seal_of(f"account.{council}").open("api_key", row.api_key)
