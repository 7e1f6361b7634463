"""What somebody follows, and how they stop."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonworks.frontend.pages import page
from commonworks.kernel import clock
from commonworks.network.ports import Actor
from commonworks.signposts.commands import follows as commands
from commonworks.signposts.queries import follows as queries
from commonworks.signposts.queries import hooks
from commonworks.signposts.queries.follows import What
from commonworks.signposts.web import forms


@login_required
@require_safe
def alerts(request: HttpRequest) -> HttpResponse:
    by = Actor.of(request)
    return page(
        request,
        "signposts/alerts.html",
        follows=queries.following(by=by),
        hooks=hooks.hooks(by=by),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    by, what = Actor.of(request), What.of(request.GET.dict())
    named = queries.named(what, by=by)
    to = () if named.inside else hooks.hooks(by=by)
    places = tuple((hook.ref, hook.name) for hook in to)
    start = {"frequency": "daily", "hook": "mail"}
    form = forms.HowOften.of(request, hooks=places, initial=start)
    if form.is_valid():
        often, hook = form.cleaned_data["frequency"], form.chosen_hook
        commands.follow(what=what, frequency=often, hook=hook, by=by, at=clock.now())
        messages.success(request, _("You follow “%(what)s” now.") % {"what": named.label})
        return redirect("signposts:alerts")
    return page(
        request,
        "signposts/follow.html",
        status=form.status,
        form=form,
        named=named,
        inside=queries.INSIDE,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, ref: UUID) -> HttpResponse:
    by = Actor.of(request)
    found = queries.followed(str(ref), by=by)
    start = {"frequency": found.frequency, "paused": found.paused}
    form = forms.Change.of(request, initial=start)
    if form.is_valid() and form.carries_out(commands.change, ref=str(ref), by=by, at=clock.now()):
        messages.success(request, _("Saved."))
        return redirect("signposts:alerts")
    trail = [(_("My alerts"), reverse("signposts:alerts")), (found.named.label, "")]
    return page(
        request,
        "frontend/form.html",
        status=form.status,
        form=form,
        title=found.named.label,
        button=_("Save"),
        breadcrumbs=trail,
    )


@login_required
@require_POST
def stop(request: HttpRequest, ref: UUID) -> HttpResponse:
    commands.stop(ref=str(ref), by=Actor.of(request), at=clock.now())
    messages.success(request, _("You will hear no more about this."))
    return redirect("signposts:alerts")


@csrf_exempt  # mailbox providers post here by themselves (RFC 8058): the token says who is meant
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_mail(request: HttpRequest, token: str) -> HttpResponse:
    if request.method != "POST":
        return page(request, "signposts/stop_mail.html", leaving=queries.leaving(token))
    left = commands.stop_mail(token=token, by=Actor.of(request), at=clock.now())
    return page(request, "signposts/mail_stopped.html", leaving=left)
