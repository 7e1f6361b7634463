"""Where somebody acts for their organisation: propose, vote, take back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commonworks.decisions import commands, permissions, queries
from commonworks.decisions.commands import mandates
from commonworks.decisions.policies.times import shown
from commonworks.decisions.queries import bodies, voting
from commonworks.decisions.web import forms
from commonworks.frontend.once import once
from commonworks.frontend.pages import page
from commonworks.kernel import clock
from commonworks.network.ports import Actor


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def propose(request: HttpRequest) -> HttpResponse:
    by = Actor.of(request)
    about = request.GET.get("about", "")
    body = bodies.to_propose(request.GET.get("body", ""), about=about, by=by)
    form = forms.Propose.of(request, initial=_begun(body))
    if form.is_valid() and form.carries_out(
        commands.propose, body=body.ref, answers=body.about, by=by, at=clock.now()
    ):
        messages.success(request, _("The motion is put."))
        return redirect("decisions:motion", form.result)
    return page(request, "decisions/propose.html", status=form.status, form=form, body=body)


def _begun(body: bodies.Proposing) -> dict[str, str]:
    """What stands in the form already, of what the motion settles."""
    settles = body.settles
    return {"title": settles.label, "choices": "\n".join(settles.choices)} if settles else {}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest, ref: str, council: str) -> HttpResponse:
    by, at = Actor.of(request), clock.now()
    own = voting.own_ballot(ref, authority=council, by=by, at=at)
    motion = queries.motion(ref)
    form = forms.Vote.of(
        request, initial=own.as_form(), choices=motion.choices, needs_mandate=own.needs_mandate
    )
    seen = request.POST.get("seen", "")
    replaces = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else 0
    if form.is_valid() and form.carries_out(
        commands.cast, motion=ref, authority=council, replaces=replaces, by=by, at=at
    ):
        messages.success(request, _("Your vote is in. You can change it until voting closes."))
        return redirect("decisions:motion", ref)
    return page(
        request,
        "decisions/vote.html",
        status=form.status,
        form=form,
        motion=motion,
        own=own,
        closes=shown(motion.closes),
    )


@login_required
@require_POST
def take_back(request: HttpRequest, ref: str, council: str) -> HttpResponse:
    commands.take_back(motion=ref, authority=council, by=Actor.of(request), at=clock.now())
    messages.success(request, _("Your vote is taken back. You can vote again until it closes."))
    return redirect("decisions:motion", ref)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    by, motion = Actor.of(request), queries.motion(ref)
    permissions.voting_role(by, motion.proposed_by)
    if request.method != "POST":
        return page(request, "decisions/withdraw.html", motion=motion)
    commands.withdraw(motion=ref, by=by, at=clock.now())
    messages.success(request, _("The motion is withdrawn."))
    return redirect("decisions:motion", ref)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mandate(request: HttpRequest, council: str) -> HttpResponse:
    by = Actor.of(request)
    rule = voting.mandate_rule(council, by=by)
    form = forms.Mandate.of(request, initial={"required": "yes" if rule.required else "no"})
    if form.is_valid():
        mandates.require_mandate(authority=council, **form.cleaned_data, by=by, at=clock.now())
        messages.success(request, _("Saved."))
        return redirect("decisions:mandate", council)
    return page(request, "decisions/mandate.html", status=form.status, form=form, rule=rule)
