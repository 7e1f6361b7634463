"""Say a need otherwise. What seems to be about a person is kept sealed until they have looked."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonworks.frontend.pages import page
from commonworks.kernel import clock
from commonworks.needs import permissions
from commonworks.needs.commands import drafts, needs
from commonworks.needs.permissions import Deed
from commonworks.needs.policies.personal import found_in
from commonworks.needs.policies.said import Said
from commonworks.needs.queries import pages
from commonworks.needs.queries.standing import inside
from commonworks.needs.web import forms
from commonworks.needs.web.steps import begun
from commonworks.network.ports import Actor


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, ref: str) -> HttpResponse:
    by = Actor.of(request)
    said, edition, authority = pages.said(ref, by=by)
    permissions.check(by, Deed.CHANGE, authority)
    start = {**asdict(said), "edition": edition, **begun(request, ref, by)}
    form = forms.Change.of(request, initial=start, inside=inside(ref))
    names = form.is_valid() and found_in(form.said.texts)
    verb = _keep if names else _change
    if form.is_valid() and form.carries_out(verb, need=ref, by=by, at=clock.now()):
        if names:
            return redirect("needs:personal", form.result)
        messages.success(request, _("Saved.") if form.result else _("Nothing was changed."))
        return redirect("needs:need", ref)
    return page(
        request,
        "frontend/form.html",
        status=form.status,
        # After a colleague's change, what was typed can be sent again over theirs, knowingly.
        form=form.of_edition(edition) if form.refusal else form,
        title=_("Change what this need says"),
        intro=_("What it said before stays to be read by those who could read it then."),
        back=reverse("needs:need", args=[ref]),
    )


def _keep(*, need: str, edition: int, by: Actor, at: datetime, **said: Any) -> str:
    return drafts.keep_change(need=need, said=Said(**said), edition=edition, by=by, at=at)


def _change(*, need: str, edition: int, by: Actor, at: datetime, **said: Any) -> bool:
    return needs.change(need=need, said=Said(**said), edition=edition, by=by, at=at)
