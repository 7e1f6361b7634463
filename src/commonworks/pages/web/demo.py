"""Tools of the demonstration. Outside it these addresses do not exist."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonworks.frontend.lists import Pagination
from commonworks.frontend.pages import page
from commonworks.frontend.words import date
from commonworks.kernel import clock
from commonworks.kernel.errors import Invalid, Missing
from commonworks.pages import ports

MOST_SENT = 500
STEPS = {"1": timedelta(days=1), "7": timedelta(days=7), "30": timedelta(days=30)}
View = Callable[[HttpRequest], HttpResponse]


def demonstration_only(view: View) -> View:
    @wraps(view)
    def there(request: HttpRequest) -> HttpResponse:
        if not settings.COMMONWORKS_DEMO:
            raise Missing(_("This page exists in the demonstration alone."))
        return view(request)

    return there


@demonstration_only
@require_safe
def tools(request: HttpRequest) -> HttpResponse:
    return page(
        request,
        "pages/demo.html",
        now=clock.now(),
        ahead=clock.shift().days,
        can_reset=ports.can_reset(),
    )


@demonstration_only
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """Every email and text that was sent, with its links made to follow."""
    sent = ports.outbox(MOST_SENT)
    pages = Pagination.of(request, len(sent), size=20)
    shown = sent[pages.offset : pages.offset + pages.size]
    return page(request, "pages/outbox.html", sent=shown, pages=pages)


@demonstration_only
@require_POST
def clock_forward(request: HttpRequest) -> HttpResponse:
    if (step := STEPS.get(request.POST.get("days", ""))) is None:
        raise Invalid(_("Choose a day, a week or a month."))
    now = clock.move_forward(step)
    messages.success(request, _("It is now %(day)s.") % {"day": date(now)})
    return redirect("pages:demo")


@demonstration_only
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: HttpRequest) -> HttpResponse:
    if not ports.can_reset():
        raise Missing(_("This demonstration cannot be reset."))
    if request.method != "POST":
        return page(request, "pages/reset.html")
    ports.reset()
    return redirect("pages:home")
