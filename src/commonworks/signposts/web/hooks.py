"""Addresses of other systems: register, test, turn off, remove."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonworks.frontend.once import once
from commonworks.frontend.pages import page
from commonworks.kernel import clock
from commonworks.kernel.errors import Missing
from commonworks.network.ports import Actor
from commonworks.signposts.commands import hooks as commands
from commonworks.signposts.queries import hooks as queries
from commonworks.signposts.web import forms

VERBS: dict[str, tuple[Callable[..., object], object]] = {
    "test": (commands.send_test, gettext_lazy("The test is on its way. Reload to see the answer.")),
    "on": (partial(commands.turn, on=True), gettext_lazy("Turned on.")),
    "off": (partial(commands.turn, on=False), gettext_lazy("Turned off.")),
    "secret": (commands.renew_secret, ""),
    "remove": (commands.remove_hook, gettext_lazy("Removed.")),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def add(request: HttpRequest) -> HttpResponse:
    by = Actor.of(request)
    form = forms.NewHook.of(request, places=queries.places(by=by), initial={"authority": "own"})
    if form.is_valid() and form.carries_out(commands.add_hook, by=by, at=clock.now()):
        return page(request, "signposts/secret.html", made=form.result)
    trail = [(_("My alerts"), reverse("signposts:alerts")), (_("Web addresses"), "")]
    return page(
        request,
        "frontend/form.html",
        status=form.status,
        form=form,
        title=_("Send news to a web address"),
        intro=_("Public news that you follow can be sent to another system as it happens."),
        button=_("Register"),
        breadcrumbs=trail,
    )


@login_required
@require_safe
def hook(request: HttpRequest, ref: UUID) -> HttpResponse:
    return page(request, "signposts/hook.html", hook=queries.hook(str(ref), by=Actor.of(request)))


@login_required
@require_POST
def act(request: HttpRequest, ref: UUID, verb: str) -> HttpResponse:
    if verb not in VERBS:
        raise Missing(_("There is no such page."))
    command, said = VERBS[verb]
    made = command(ref=str(ref), by=Actor.of(request), at=clock.now())
    if isinstance(made, commands.Registered):
        return page(request, "signposts/secret.html", made=made)
    messages.success(request, str(said))
    return redirect(
        "signposts:alerts" if verb == "remove" else reverse("signposts:hook", args=[ref])
    )
