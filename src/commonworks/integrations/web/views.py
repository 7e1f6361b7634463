"""The demonstration's outbox: every email and text, as its reader would see it."""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from commonworks.frontend.pages import page
from commonworks.integrations.outbox.reader import sent_letters
from commonworks.kernel.errors import Missing

LATEST = 100


@never_cache
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """404 outside the demonstration: real messages are for their readers alone."""
    if not settings.COMMONWORKS_DEMO:
        raise Missing("This page is part of the demonstration.")
    letters = sent_letters(Path(settings.COMMONWORKS_DATA), most=LATEST)
    return page(request, "integrations/outbox.html", letters=letters, latest=LATEST)
