"""Suppliers answer entries that name them; stewards moderate, and match names to suppliers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commonworks.frontend.pages import page
from commonworks.kernel import clock
from commonworks.needs.commands import suppliers as commands
from commonworks.needs.queries import suppliers as queries
from commonworks.needs.web.estate.forms import AnswerForm, MatchForm, TakeDownForm
from commonworks.needs.web.estate.manage import asked, to_system
from commonworks.network.ports import Actor


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, system: str) -> HttpResponse:
    by = Actor.of(request)
    found = queries.answerable(system, by=by)
    form = AnswerForm.of(request, initial={"text": found.text})
    if form.is_valid() and form.carries_out(commands.answer, system=system, by=by, at=clock.now()):
        messages.success(request, _("Your answer is beneath the entry."))
        return redirect("needs:system", system)
    title = _("Answer what %(council)s says of %(system)s") % {
        "council": found.council_name,
        "system": found.system_name,
    }
    trail = to_system(system, found.system_name)
    return asked(request, form, title, trail=trail, button=_("Publish"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_down(request: HttpRequest, system: str) -> HttpResponse:
    by = Actor.of(request)
    found = queries.moderated(system, by=by)
    form = TakeDownForm.of(request)
    if form.is_valid() and form.carries_out(
        commands.take_answer_down, system=system, by=by, at=clock.now()
    ):
        messages.success(request, _("The answer is taken down."))
        return redirect("needs:system", system)
    trail = to_system(system, found.system_name)
    button = _("Take it down")
    title = _("Take an answer down")
    return asked(request, form, title, trail=trail, button=button, danger=True)


@login_required
@require_POST
def put_back(request: HttpRequest, system: str) -> HttpResponse:
    commands.put_answer_back(system=system, by=Actor.of(request), at=clock.now())
    messages.success(request, _("The answer is shown again."))
    return redirect("needs:system", system)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def match(request: HttpRequest) -> HttpResponse:
    by = Actor.of(request)
    names = queries.unmatched(by=by)
    form = MatchForm.of(request, initial={"name": request.GET.get("name", "")})
    if form.is_valid() and form.carries_out(commands.match_supplier, by=by, at=clock.now()):
        said = _("%(count)s entries name this supplier now.") % {"count": form.result}
        messages.success(request, said)
        return redirect(reverse("needs:suppliers"))
    return page(request, "needs/estate/suppliers.html", status=form.status, form=form, names=names)
