"""Declare a need and say it otherwise: first the form, then who has it too, then whether it names
anybody."""

from dataclasses import asdict
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from commonworks.frontend.pages import page
from commonworks.kernel import clock
from commonworks.needs import permissions
from commonworks.needs.commands import needs as commands
from commonworks.needs.permissions import Deed
from commonworks.needs.policies.personal import found_in
from commonworks.needs.queries import others, pages
from commonworks.needs.web import forms
from commonworks.needs.web.steps import Steps, typed, warned
from commonworks.needs.web.supporting import CARRIED
from commonworks.network import queries as network
from commonworks.network.ports import Actor
from commonworks.signposts import commands as signposts

KINDS = {
    "factory": gettext_lazy("A factory works on it"),
    "service": gettext_lazy("A service that runs"),
    "deployment": gettext_lazy("A council runs it"),
    "system": gettext_lazy("A system that a council uses"),
}
DESPITE = {"others": commands.AGAIN, "personal": commands.PERSONAL}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: HttpRequest) -> HttpResponse:
    by = Actor.of(request)
    permissions.check(by, Deed.DECLARE, *by.organisations)
    councils = network.names(permissions.may_for(by, Deed.DECLARE))
    form = forms.Declare.of(request, councils=councils)
    if not typed(request, form):
        return page(request, "needs/declare.html", form=form)
    return _others(request, form, by) or _personal(request, form) or _declared(request, form, by)


def _others(request: HttpRequest, form: forms.Declare, by: Actor) -> HttpResponse | None:
    """Who has this too, unless they have looked at that."""
    steps, said, authority = Steps.of(request), form.said, form.cleaned_data["authority"]
    if refused := request.POST.get("refuse"):
        _refuse(refused, form, by)
    if "others" in steps.passed:
        return None
    found = others.have_this_too(said, authority=authority, by=by)
    if not found.any:
        return None
    evidence = urlencode([each for each in steps.carried if each[0] in CARRIED])
    return page(
        request, "needs/others.html", found=found, steps=steps, evidence=evidence, kinds=KINDS
    )


def _refuse(ref: str, form: forms.Declare, by: Actor) -> None:
    text, authority = others.text_of(form.said), form.cleaned_data["authority"]
    signposts.refuse_suggestion(text=text, ref=ref, authority=authority, by=by, at=clock.now())


def _personal(request: HttpRequest, form: forms.Told) -> HttpResponse | None:
    found = found_in(form.said.texts)
    if "personal" in Steps.of(request).passed or not found:
        return None
    return warned(request, found, form)


def _declared(request: HttpRequest, form: forms.Declare, by: Actor) -> HttpResponse:
    despite = {DESPITE[each] for each in Steps.of(request).passed}
    authority = form.cleaned_data["authority"]
    ref = commands.declare(
        authority=authority, said=form.said, despite=despite, by=by, at=clock.now()
    )
    messages.success(request, _("Your need is declared."))
    return redirect("needs:need", ref)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, ref: str) -> HttpResponse:
    by = Actor.of(request)
    said, edition, authority = pages.said(ref, by=by)
    permissions.check(by, Deed.CHANGE, authority)
    form = forms.Change.of(request, initial={**asdict(said), "edition": edition})
    if not typed(request, form):
        return page(
            request,
            "frontend/form.html",
            form=form,
            title=_("Change what this need says"),
            intro=_("What it said before stays to be read."),
            back=reverse("needs:need", args=[ref]),
        )
    return _personal(request, form) or _changed(request, form, ref, by)


def _changed(request: HttpRequest, form: forms.Change, ref: str, by: Actor) -> HttpResponse:
    despite = {DESPITE[each] for each in Steps.of(request).passed}
    edition = form.cleaned_data["edition"]
    changed = commands.change(
        need=ref, said=form.said, edition=edition, despite=despite, by=by, at=clock.now()
    )
    messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
    return redirect("needs:need", ref)
