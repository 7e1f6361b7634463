"""Paying: what is owed, to the provider and back, and the provider's own messages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonworks.kernel import clock
from commonworks.services import exchanges
from commonworks.services.exchanges import Standing
from commonworks.services.permissions import RESIDENT
from commonworks.services.queries import payments
from commonworks.services.web.private_pages import council_page
from commonworks.services.web.visits import token_of

RETRY_SECONDS = 5


@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, council: str, service: str) -> HttpResponse:
    """What there is to pay, and the way to pay it."""
    if request.method == "POST":
        return _begin(request, council, service)
    owed = payments.owed(f"{council}.{service}", token=token_of(request), at=clock.now())
    if owed.case:
        return redirect("services:sent", council, service)
    return council_page(request, "services/paying/pay.html", council, service, owed=owed)


def _begin(request: HttpRequest, council: str, service: str) -> HttpResponse:
    standing = exchanges.pay(
        f"{council}.{service}",
        token=token_of(request),
        agreed_pence=request.POST.get("pence", ""),
        by=RESIDENT,
        at=clock.now(),
    )
    if standing.state == "paid":
        return redirect("services:sent", council, service)
    to = standing.go_to or redirect("services:payment-return", council, service, standing.ref).url
    return HttpResponse(status=303, headers={"Location": to, "Cache-Control": "no-store"})


@require_safe
def payment_return(request: HttpRequest, council: str, service: str, ref: str) -> HttpResponse:
    """Where the provider sends people back to, and where they can look how it went."""
    deployment, token = f"{council}.{service}", token_of(request)
    payments.check_is_mine(deployment, ref, token=token)
    standing = exchanges.check_payment(ref, by=RESIDENT, at=clock.now())
    if standing.state == "paid":
        return redirect("services:sent", council, service)
    answer = council_page(
        request,
        "services/paying/standing.html",
        council,
        service,
        standing=standing,
        what=_what(standing),
    )
    if not standing.answered:
        answer.status_code = 503
        answer["Retry-After"] = str(RETRY_SECONDS)
    return answer


def _what(standing: Standing) -> str:
    """Which of the page's texts fits."""
    if not standing.answered:
        return "no-answer"
    if standing.state in exchanges.UNDER_WAY:
        return "unfinished" if standing.go_to else "checking"
    return standing.state


@csrf_exempt
@require_POST
def webhook(request: HttpRequest, council: str) -> HttpResponse:
    """A message of the provider's: signed, or refused."""
    signature = request.headers.get("Pay-Signature", "")
    exchanges.hear(council, request.body, signature, at=clock.now())
    return HttpResponse(status=204)
