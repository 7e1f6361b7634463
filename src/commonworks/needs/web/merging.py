from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonworks.frontend.pages import page
from commonworks.kernel import clock
from commonworks.needs import permissions, queries
from commonworks.needs.commands import merging as commands
from commonworks.needs.permissions import Deed
from commonworks.needs.web import forms
from commonworks.network.ports import Actor


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, ref: str) -> HttpResponse:
    """Say that a need is the same as another. Its page stays, and leads on."""
    by = Actor.of(request)
    need = queries.need(ref, by=by)
    permissions.check(by, Deed.MERGE, need.authority)
    form = forms.Merge.of(request, initial={"survivor": request.GET.get("into", "")[:60]})
    told = {"duplicate": ref, "by": by, "at": clock.now()}
    if not form.is_valid() or not form.carries_out(commands.merge, **told):
        return page(
            request,
            "frontend/form.html",
            status=form.status,
            form=form,
            title=_("Merge “%(title)s” with another need") % {"title": need.title},
            intro=_("Both pages stay. The councils behind this need count for the other one too."),
            button=_("Merge"),
            back=reverse("needs:need", args=[ref]),
        )
    messages.success(request, _("The two needs are one now."))
    return redirect("needs:need", form.cleaned_data["survivor"])
