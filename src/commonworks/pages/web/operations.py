"""How the house is running, for its stewards."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commonworks.frontend.pages import page
from commonworks.kernel import clock, deliveries
from commonworks.network.ports import Actor
from commonworks.pages import permissions
from commonworks.pages.queries.operations import health as health_of


@login_required
@require_safe
def operations(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    health = health_of(by=Actor.of(request), at=at)
    return page(request, "pages/operations.html", health=health, at=at)


@login_required
@require_POST
def again(request: HttpRequest, letter: int) -> HttpResponse:
    permissions.check_runs_the_house(Actor.of(request))
    deliveries.try_again(letter, at=clock.now())
    messages.success(request, _("It will be tried again in a moment."))
    return redirect("pages:operations")
