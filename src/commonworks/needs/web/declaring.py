"""Declare a need: first the form, then who has it too, then whether it names anybody.

Each step is answered by a redirect, but for a form with something wrong in it: what was typed is
kept sealed, no browser asks whether to send it again, and none of it stands in an address.
"""

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from commonworks.frontend.pages import page
from commonworks.kernel import clock
from commonworks.kernel.money import pounds
from commonworks.needs import permissions
from commonworks.needs.commands import drafts
from commonworks.needs.commands import needs as commands
from commonworks.needs.permissions import Deed
from commonworks.needs.policies.personal import found_in
from commonworks.needs.queries import drafts as queries
from commonworks.needs.queries import others, withdrawn
from commonworks.needs.queries.drafts import Kept
from commonworks.needs.web import forms
from commonworks.needs.web.steps import asked
from commonworks.needs.web.supporting import CARRIED
from commonworks.network import queries as network
from commonworks.network.ports import Actor
from commonworks.signposts import commands as signposts

KINDS = {
    "factory": gettext_lazy("A factory works on it"),
    "service": gettext_lazy("A service that runs"),
    "deployment": gettext_lazy("A council runs it"),
    "system": gettext_lazy("A system that a council uses"),
    "motion": gettext_lazy("A vote about it"),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: HttpRequest) -> HttpResponse:
    by = Actor.of(request)
    start = withdrawn.carried_on(request.GET.get("from", "")[:60], by=by)
    form = forms.Declare.of(request, councils=_councils(by), initial=start)
    if not form.is_valid():
        return page(request, "needs/declare.html", status=form.status, form=form)
    authority = form.cleaned_data["authority"]
    draft = drafts.keep(authority=authority, said=form.said, by=by, at=clock.now())
    kept = queries.kept(draft, by=by)
    if _others(kept, by).any:
        return redirect("needs:similar", draft)
    return _on(request, kept, by)


@login_required
@require_safe
def again(request: HttpRequest, draft: str) -> HttpResponse:
    """The form as it was filled in. What is said otherwise is looked at anew."""
    by = Actor.of(request)
    kept = queries.kept(draft, by=by)
    if kept.need:
        return redirect("needs:need", kept.need)
    if kept.kind != "declare":
        return redirect(_form_of(kept))
    told = {**kept.told, "authority": kept.authority}
    form = forms.Declare(councils=_councils(by), initial=told)
    return page(request, "needs/declare.html", status=form.status, form=form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def similar(request: HttpRequest, draft: str) -> HttpResponse:
    """Who has this too."""
    by = Actor.of(request)
    kept = queries.kept(draft, by=by)
    if kept.need:
        return redirect("needs:need", kept.need)
    if kept.kind != "declare":
        return redirect("needs:personal", draft)
    if refused := request.POST.get("refuse"):
        _refuse(refused, kept, by)
    found = _others(kept, by)
    if request.method != "POST":
        evidence = urlencode(_evidence(kept))
        shown = {"found": found, "draft": draft, "evidence": evidence, "kinds": KINDS, "by": by}
        return page(request, "needs/others.html", **shown)
    # A colleague, or another tab, may have declared it while this page was being read.
    unseen = found.own and "again" not in request.POST
    if unseen or (refused and found.any):
        return redirect("needs:similar", draft)
    if found.own:
        drafts.go_on(draft=draft, by=by, at=clock.now())
    return _on(request, kept, by)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def personal(request: HttpRequest, draft: str) -> HttpResponse:
    """Whether what they are about to say tells of a person."""
    by = Actor.of(request)
    kept = queries.kept(draft, by=by)
    if kept.need:
        return redirect("needs:need", kept.need)
    if request.method == "POST":
        return _published(request, kept, by, despite={commands.PERSONAL})
    asking = forms.Support if kept.kind in ("support", "amend") else forms.Told
    labels = {name: field.label for name, field in asking.base_fields.items()}
    return asked(request, found_in(kept.texts), labels, back_to=_form_of(kept))


def _form_of(kept: Kept) -> str:
    """Where it can be said otherwise, filled in."""
    if kept.kind == "declare":
        return reverse("needs:draft", args=[kept.ref])
    return f"{reverse(f'needs:{kept.kind}', args=[kept.about])}?draft={kept.ref}"


def _councils(by: Actor) -> Mapping[str, str]:
    """In whose name they declare needs."""
    permissions.check(by, Deed.DECLARE, *by.organisations)
    return network.names(permissions.may_for(by, Deed.DECLARE))


def _others(kept: Kept, by: Actor) -> others.Others:
    return others.have_this_too(kept.said, authority=kept.authority, by=by)


def _refuse(ref: str, kept: Kept, by: Actor) -> None:
    text = others.text_of(kept.said)
    signposts.refuse_suggestion(text=text, ref=ref, authority=kept.authority, by=by, at=clock.now())


def _evidence(kept: Kept) -> dict[str, Any]:
    """What the form for standing behind another need begins with."""
    told = {**kept.told, "authority": kept.authority}
    if kept.said.cost_pence is not None:
        told["cost_pence"] = pounds(kept.said.cost_pence).removeprefix("£")
    return {name: told[name] for name in CARRIED if told[name] not in (None, "")}


def _on(request: HttpRequest, kept: Kept, by: Actor) -> HttpResponse:
    """To the warning if there is one, else to the need."""
    if found_in(kept.texts):
        return redirect("needs:personal", kept.ref)
    return _published(request, kept, by)


def _published(
    request: HttpRequest, kept: Kept, by: Actor, despite: Collection[str] = ()
) -> HttpResponse:
    ref = drafts.publish(draft=kept.ref, despite=despite, by=by, at=clock.now())
    messages.success(request, SAID[kept.kind])
    return redirect("needs:need", ref)


SAID = {
    "declare": gettext_lazy("Your need is declared."),
    "change": gettext_lazy("Saved."),
    "support": gettext_lazy("Your council stands behind this need."),
    "amend": gettext_lazy("Saved."),
}
