"""Stand behind a need that another council declared, say otherwise why, and step back again."""

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
from commonworks.needs import permissions, queries
from commonworks.needs.commands import drafts
from commonworks.needs.commands import supports as commands
from commonworks.needs.permissions import Deed
from commonworks.needs.policies.personal import found_in
from commonworks.needs.policies.said import audience
from commonworks.needs.queries import NeedLine, others, standing
from commonworks.needs.web import forms
from commonworks.needs.web.steps import begun
from commonworks.network import queries as network
from commonworks.network.ports import Actor

CARRIED = ("authority", "volume", "cost_pence", "pain")  # from a need that somebody began to type
READ_BY = {
    "public": gettext_lazy("Anyone can read what you say here."),
    "network": gettext_lazy(
        "Only people of the network can read what you say here, and if this need is made public it"
        " stays so until your council shows it."
    ),
}
FOLLOWS = gettext_lazy(
    "You will follow this need: we write to you when there is news, once a day at most, and you can"
    " stop that in one step."
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def support(request: HttpRequest, ref: str) -> HttpResponse:
    by = Actor.of(request)
    need = others.supported(ref, by=by)
    permissions.check(by, Deed.SUPPORT, *by.organisations)
    councils = network.names(permissions.may_for(by, Deed.SUPPORT))
    start = {name: request.GET[name][:20] for name in CARRIED if name in request.GET}
    start |= {"visibility": need.visibility, **begun(request, ref, by)}
    form = forms.Support.of(request, councils=councils, initial=start)
    names = form.is_valid() and found_in({"note": form.cleaned_data["note"]})
    verb = drafts.keep_support if names else commands.support
    if form.is_valid() and form.carries_out(verb, need=ref, by=by, at=clock.now()):
        if names:
            return redirect("needs:personal", form.result)
        messages.success(request, _("Your council stands behind this need."))
        return redirect("needs:need", form.result)
    if form.refusal and form.refusal.code == commands.BehindItAlready.code:
        del form.fields["visibility"]  # what was typed can be saved there, for whom it was before
        return _amending(request, form, need)
    return page(
        request,
        "frontend/form.html",
        status=form.status,
        form=form,
        title=_("We have this too"),
        intro=_("Your council will stand behind “%(title)s”. None of this has to be answered.")
        % {"title": need.title}
        + f" {READ_BY[audience(need.visibility, form['visibility'].value())]} {FOLLOWS}",
        button=_("Stand behind this need"),
        back=reverse("needs:need", args=[ref]),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: HttpRequest, ref: str) -> HttpResponse:
    """What a council that stands behind a need said of it, said otherwise."""
    by = Actor.of(request)
    need = queries.need(ref, by=by)
    permissions.check(by, Deed.SUPPORT, *by.organisations)
    begun_with = begun(request, ref, by)
    named = {**request.GET.dict(), **begun_with, **request.POST.dict()}
    given = standing.given(need.survivor or ref, by=by, authority=named.get("authority", ""))
    asks = need.is_public and given.visibility == "network"
    start = {**given.evidence, "visibility": audience(need.visibility, given.visibility)}
    councils = network.names([given.authority])
    form = forms.Amend.of(request, councils=councils, asks=asks, initial=start | begun_with)
    names = form.is_valid() and found_in({"note": form.cleaned_data["note"]})
    verb = drafts.keep_amended if names else commands.amend
    if form.is_valid() and form.carries_out(verb, need=ref, by=by, at=clock.now()):
        if names:
            return redirect("needs:personal", form.result)
        messages.success(request, _("Saved."))
        return redirect("needs:need", form.result)
    return _amending(request, form, need)


def _amending(request: HttpRequest, form: forms.Support, need: NeedLine) -> HttpResponse:
    """The page of a form that says otherwise what stands."""
    return page(
        request,
        "frontend/form.html",
        status=form.status,
        form=form,
        title=_("Change what you said"),
        intro=_(
            "Your council stands behind “%(title)s”. What it said before stays on record, for those"
            " who could read it."
        )
        % {"title": need.title},
        button=_("Save"),
        to=reverse("needs:amend", args=[need.ref]),
        back=reverse("needs:need", args=[need.ref]),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step_back(request: HttpRequest, ref: str) -> HttpResponse:
    by = Actor.of(request)
    need = queries.need(ref, by=by)
    permissions.check(by, Deed.SUPPORT, *by.organisations)
    councils = network.names(permissions.may_for(by, Deed.SUPPORT))
    form = forms.StepBack.of(request, councils=councils)
    told = {"need": ref, "by": by, "at": clock.now()}
    if not form.is_valid() or not form.carries_out(commands.withdraw_support, **told):
        return page(
            request,
            "frontend/form.html",
            status=form.status,
            form=form,
            title=_("Step back from this need"),
            intro=_("“%(title)s” stays, and shows that you stood behind it.")
            % {"title": need.title},
            button=_("Step back"),
            back=reverse("needs:need", args=[ref]),
        )
    messages.success(request, _("Your council has stepped back."))
    return redirect("needs:need", ref)
