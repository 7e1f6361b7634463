"""How an application stands, for the resident who has the link or the browser it was sent from."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from commonworks.kernel.errors import Gone, Missing
from commonworks.services.models import Case
from commonworks.services.queries import applications, payments
from commonworks.services.queries.access import no_application, token_hash
from commonworks.services.queries.applications import Application
from commonworks.services.queries.payments import Receipt


@dataclass(frozen=True, slots=True)
class Status:
    """What the resident sees. `state_label` is the definition's, empty where it has none; `letter`
    is empty until it is decided, and is in `language`. An outcome's label is what a caseworker
    chooses, so not here."""

    ref: str
    title: str
    state: str
    state_label: str
    received_at: datetime
    deadline: date
    decided_at: datetime | None
    favourable: bool
    letter: str
    language: str
    payments: tuple[Receipt, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """What is shown as soon as an application is in. `link` is there only for those who gave no
    email address: anyone else has it in their post, and screens are read over shoulders."""

    ref: str
    title: str
    deadline: date
    email: str
    link: str
    rated: bool


def status(deployment: str, *, token: str, lang: str) -> Status:
    """By the token of the emailed link. Four SQL queries. Raises Missing and Gone."""
    row = Case.objects.filter(deployment=deployment, status_hash=token_hash(token)).first()
    if row is None:
        raise Missing(_("This link does not lead to an application. Ask for a new one."))
    if row.erased_at:
        raise Gone(_("Your application was deleted when its time was over, as promised."))
    sent = applications.application(row.submission_id)
    outcome = sent.plan.outcome(row.outcome, lang)
    return Status(
        ref=row.ref,
        title=sent.plan.title(lang),
        state=row.state,
        state_label=sent.plan.state_label(row.state, lang),
        received_at=row.received_at,
        deadline=row.deadline,
        decided_at=row.decided_at,
        favourable=bool(outcome and outcome.favourable),
        letter=sent.seal.open("letter", row.letter) if row.letter else "",
        language=sent.language,
        payments=tuple(p for p in payments.attempts_of(row.submission_id) if p.state == "paid"),
    )


def sent(deployment: str, *, token: str, lang: str) -> Sent:
    """By the cookie of the browser. Three SQL queries. Raises Missing."""
    mine = Case.objects.filter(
        deployment=deployment, submission__draft__token_hash=token_hash(token)
    )
    row = mine.filter(erased_at=None).first()
    if row is None:
        raise no_application()
    what = applications.application(row.submission_id)
    link = "" if what.email else _link(row, what)
    return Sent(row.ref, what.plan.title(lang), row.deadline, what.email, link, row.rated)


def _link(row: Case, what: Application) -> str:
    token = what.seal.open("status_token", row.status_token)
    council, _dot, service = row.deployment_id.partition(".")
    path = reverse("services:status", args=[council, service, token])
    return f"{settings.COMMONWORKS_ADDRESS}{path}"
