"""For those who publish a factory's services: take one on to its next phase."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonworks.frontend.pages import page
from commonworks.kernel import clock
from commonworks.network.ports import Actor
from commonworks.services.commands import catalogue as commands
from commonworks.services.queries import phases as queries


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move_on(request: HttpRequest, service: str) -> HttpResponse:
    """Say what changes, then do it. The form gives back the phase it was drawn in, so that a second
    press of its button does not take the service two steps on."""
    by = Actor.of(request)
    found = queries.step(service, by=by)
    if request.method != "POST":
        return page(request, "services/phase.html", found=found)
    seen = request.POST.get("phase", "")
    commands.move_on(service=service, phase=seen, by=by, at=clock.now())
    said = _("The service is in this phase now: %(phase)s.")
    messages.success(request, said % {"phase": _(found.next)})
    return redirect("services:service", service)
