"""For those who lead a factory: take a release back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonworks.frontend.pages import page
from commonworks.kernel import clock
from commonworks.network.ports import Actor
from commonworks.services.commands import withdrawals as commands
from commonworks.services.queries import withdrawals as queries
from commonworks.services.web.forms import WithdrawRelease


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, service: str, release: str) -> HttpResponse:
    """Ask why, then whether they are sure, then do it."""
    by = Actor.of(request)
    found = queries.withdrawal(service, release, by=by)
    form = WithdrawRelease.of(request)
    sure = form.is_valid()
    last = sure and request.POST.get("step") == "send"
    if last and form.carries_out(commands.withdraw_release, release=release, by=by, at=clock.now()):
        messages.success(request, _("The release is withdrawn."))
        return redirect("services:service", service)
    template = "services/releases/withdraw.html"
    sure = sure and form.is_valid()
    return page(request, template, status=form.status, found=found, form=form, sure=sure)
