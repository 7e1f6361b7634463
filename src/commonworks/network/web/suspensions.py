"""For stewards: find an account by its address, suspend it, restore it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonworks.frontend.pages import page
from commonworks.kernel import clock
from commonworks.network import permissions
from commonworks.network.commands import suspensions as commands
from commonworks.network.permissions import Deed
from commonworks.network.ports import Actor
from commonworks.network.queries import suspensions as queries
from commonworks.network.web.forms import FindAccount, Suspend


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def accounts(request: HttpRequest) -> HttpResponse:
    """A POST: whose address it is must not stay in addresses and logs."""
    by = Actor.of(request)
    permissions.check(by, Deed.SUSPEND)
    form = FindAccount.of(request)
    if form.is_valid():
        if found := queries.account_with(form.cleaned_data["email"], by=by):
            return redirect("network:standing", found)
        form.add_error("email", _("No account has this email address"))
    title = _("Find an account")
    return page(request, "frontend/form.html", status=form.status, form=form, title=title)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def standing(request: HttpRequest, person: UUID) -> HttpResponse:
    by, at, ref = Actor.of(request), clock.now(), str(person)
    who = queries.standing(ref, by=by)
    if request.POST.get("verb") == "restore":
        commands.restore(person=ref, by=by, at=at)
        messages.success(request, _("The account is restored."))
        return redirect("network:standing", ref)
    form = Suspend.of(request)
    if form.is_valid() and form.carries_out(commands.suspend, person=ref, by=by, at=at):
        messages.success(request, _("The account is suspended."))
        return redirect("network:standing", ref)
    return page(request, "network/standing.html", status=form.status, who=who, form=form)
