"""For whoever has sent an application: that it is in, how it stands, how they found the service."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from markupsafe import Markup

from commonworks.frontend.fields import Field, Option
from commonworks.frontend.forms import tried
from commonworks.kernel import clock
from commonworks.services.commands import cases
from commonworks.services.permissions import RESIDENT
from commonworks.services.queries import statuses
from commonworks.services.web.private_pages import council_page
from commonworks.services.web.visits import language, token_of
from formwork import render


@require_safe
def sent(request: HttpRequest, council: str, service: str) -> HttpResponse:
    """The reference, and what happens next."""
    found = statuses.sent(f"{council}.{service}", token=token_of(request), lang=language(request))
    return council_page(
        request, "services/status/sent.html", council, service, sent=found, fields=_score()
    )


@require_POST
def feedback(request: HttpRequest, council: str, service: str) -> HttpResponse:
    """Keep a score from 1 to 5; then the page says thank you instead of asking."""
    given = request.POST.get("score", "")
    _none, wrong = tried(
        cases.give_feedback,
        deployment=f"{council}.{service}",
        token=token_of(request),
        score=int(given) if given in ("1", "2", "3", "4", "5") else 0,
        by=RESIDENT,
        at=clock.now(),
    )
    if wrong is None:
        return redirect("services:sent", council, service)
    found = statuses.sent(f"{council}.{service}", token=token_of(request), lang=language(request))
    answer = council_page(
        request,
        "services/status/sent.html",
        council,
        service,
        sent=found,
        fields=_score(wrong.fields.get("score", "")),
        errors=True,
    )
    answer.status_code = wrong.status
    return answer


def _score(error: str = "") -> list[Field]:
    words = (
        _("Very satisfied"),
        _("Satisfied"),
        _("Neither satisfied nor dissatisfied"),
        _("Dissatisfied"),
        _("Very dissatisfied"),
    )
    options = tuple(Option(str(5 - n), label) for n, label in enumerate(words))
    label = _("Overall, how did you feel about the service you received today?")
    return [Field("radios", "score", label, options=options, error=error, size="m")]


@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request: HttpRequest, council: str, service: str) -> HttpResponse:
    """Have the link emailed again. The answer is the same whether there is such a case or not."""
    reference = request.POST.get("reference", "").strip()[:40]
    email = request.POST.get("email", "").strip()[:254]
    if reference and email:
        cases.send_status_link(
            deployment=f"{council}.{service}",
            reference=reference,
            email=email,
            by=RESIDENT,
            at=clock.now(),
        )
        return council_page(request, "services/status/looked.html", council, service)
    asked = request.method == "POST"
    return council_page(
        request,
        "services/status/lookup.html",
        council,
        service,
        status=422 if asked else 200,
        errors=asked,
        fields=_which(reference, email, asked),
    )


def _which(reference: str, email: str, asked: bool) -> list[Field]:
    """What a case is found by; what is missing once it was asked for is said beside it."""
    no_reference = _("Enter your reference") if asked and not reference else ""
    no_email = _("Enter the email address you applied with") if asked and not email else ""
    return [
        Field(
            "text",
            "reference",
            _("Your reference"),
            hint=_("For example 7K3M-9QXT-2B"),
            value=reference,
            error=no_reference,
            width=20,
        ),
        Field(
            "email",
            "email",
            _("The email address you applied with"),
            value=email,
            error=no_email,
            autocomplete="email",
        ),
    ]


@require_safe
def status(request: HttpRequest, council: str, service: str, token: str) -> HttpResponse:
    """How the application of an emailed link stands."""
    found = statuses.status(f"{council}.{service}", token=token, lang=language(request))
    letter = Markup(render(found.letter))  # noqa: S704 - formwork lets no HTML through
    return council_page(
        request, "services/status/status.html", council, service, found=found, letter=letter
    )
