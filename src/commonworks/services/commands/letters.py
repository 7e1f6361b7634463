"""What residents are told: the definition's texts, in the language they applied in.

((reference)), ((status-link)), ((deadline)), ((paid)), ((decision)) and ((letter)) are filled in.
"""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from commonworks.kernel.events import Doer
from commonworks.kernel.money import pounds
from commonworks.post import commands as post
from commonworks.services.models import Case
from commonworks.services.queries.applications import Application
from commonworks.services.queries.plans import Message
from formwork import display_date, fill, plain

LINK = "status-link"


@transaction.atomic
def tell(
    *,
    case: Case,
    sent: Application,
    message: str,
    by: Doer,
    at: datetime,
    more: Mapping[str, str] | None = None,
) -> None:
    """Queue one message about a case, in the transaction that makes it true. Whoever gave no
    email address sees the same on the status page."""
    if not sent.email:
        return
    values = {**_values(case, sent), **(more or {})}
    text = sent.plan.message(message, sent.language) or _usual(message, sent)
    body = _filled(text.body, values)
    if values[LINK] not in body:
        body = f"{body}\n\n{values[LINK]}"  # else nobody without the text's help finds their case
    post.queue_email(
        to=sent.email,
        subject=" ".join(_filled(text.subject or sent.plan.title(sent.language), values).split()),
        body=body,
        about=sent.ref,
        authority=sent.organisation,
        by=by,
        at=at,
    )


def _values(case: Case, sent: Application) -> dict[str, str]:
    token = sent.seal.open("status_token", bytes(case.status_token))
    council, _dot, service = sent.deployment.partition(".")
    address = reverse("services:status", args=[council, service, token])
    return {
        "reference": case.ref,
        LINK: f"{settings.COMMONWORKS_ADDRESS}{address}",
        "deadline": display_date(case.deadline.isoformat(), sent.language),
        "paid": pounds(sent.pence),
    }


def _filled(text: str, values: Mapping[str, str]) -> str:
    """A text for an email: a block for each paragraph, its marks taken off."""
    return fill("\n\n".join(plain(text).splitlines()), values)


def _usual(message: str, sent: Application) -> Message:
    """What is said where a definition has no text of its own."""
    title = sent.plan.title(sent.language)
    with translation.override(sent.language):
        texts = {
            "received": (
                _("We have received your application: ((reference))"),
                _("Your reference is ((reference)). We will decide by ((deadline))."),
            ),
            LINK: (
                _("Your application ((reference))"),
                _("You asked how your application ((reference)) stands. See it here:"),
            ),
        }
        decided = (
            _("A decision on your application ((reference))"),
            _("We have decided: ((decision)).") + "\n\n((letter))",
        )
        subject, body = texts.get(message, decided)
    return Message(subject, f"{title}\n\n{body}")
