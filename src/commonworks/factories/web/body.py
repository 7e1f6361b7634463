"""Pages of the convening body, and its convener's desk."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commonworks.factories import permissions, queries
from commonworks.factories.commands import body as commands
from commonworks.factories.commands import introductions
from commonworks.factories.permissions import Deed
from commonworks.factories.queries import body as found
from commonworks.factories.queries import desk as desks
from commonworks.factories.web.forms import body as forms
from commonworks.factories.web.pages import exact_text
from commonworks.frontend.forms import Form
from commonworks.frontend.once import once
from commonworks.frontend.pages import page
from commonworks.kernel import clock
from commonworks.network.ports import BODY, Actor
from commonworks.network.queries import organisations

CLOSING = time(17)  # on a clock in the UK, whatever the season
either = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def body(request: HttpRequest) -> HttpResponse:
    by, today = Actor.of(request), timezone.localdate(clock.now())
    shown = found.body(today=today)
    return page(
        request,
        "factories/body.html",
        body=shown,
        by=by,
        convenes=permissions.convenes(by),
        binds=any(permissions.may(by, Deed.BIND, each) for each in shown.factory.voting),
        speaks=bool(permissions.organisations(by, Deed.SPEAK)),
        home=BODY,
    )


@require_safe
def paper(request: HttpRequest, number: int) -> HttpResponse:
    return page(request, "factories/body_paper.html", **_of(found.paper(number)))


@require_safe
def paper_text(request: HttpRequest, number: int) -> HttpResponse:
    """The very bytes of which the hash was taken that the members' motion names."""
    shown = found.paper(number)
    return exact_text(shown.whole, name=_file_of(number), kind="plain", sha256=shown.sha256)


def _file_of(number: int) -> str:
    return f"paper-{number}.txt"


@login_required
@either
@once
def offer(request: HttpRequest) -> HttpResponse:
    by = _voter(request)
    form = forms.Offer.of(request)
    if form.is_valid() and form.carries_out(_offer, by=by, at=clock.now()):
        messages.success(request, _("The vote is open."))
        return redirect("decisions:motion", form.result)
    intro = _("The constitution needs two thirds of the votes, a strategy a majority.")
    return _ask(request, form, _("Put a paper to the members"), _("Open the vote"), intro)


@login_required
@either
@once
def elect(request: HttpRequest) -> HttpResponse:
    by = _voter(request)
    form = forms.Elect.of(request)
    if form.is_valid() and form.carries_out(_elect, by=by, at=clock.now()):
        messages.success(request, _("The vote is open."))
        return redirect("decisions:motion", form.result)
    intro = _("Whoever gets more than half of the votes convenes the network for that term.")
    return _ask(request, form, _("Elect the convener"), _("Open the vote"), intro)


@login_required
@either
@once
def hours(request: HttpRequest) -> HttpResponse:
    by = _convener(request)
    form = forms.Spend.of(request)
    if form.is_valid() and form.carries_out(commands.log_hours, by=by, at=clock.now()):
        messages.success(request, _("Saved."))
        return redirect("factories:body")
    return _ask(request, form, _("Log hours"), _("Save"), _("The totals are public."))


@login_required
@either
@once
def progress(request: HttpRequest, aim: int) -> HttpResponse:
    by, shown = _convener(request), found.aim(aim)
    form = forms.Report.of(request, initial={"percent": shown.percent})
    if form.is_valid() and form.carries_out(
        commands.report_progress, aim=aim, by=by, at=clock.now()
    ):
        messages.success(request, _("Saved."))
        return redirect("factories:body")
    return _ask(request, form, shown.text, _("Save"), "")


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    by, today = Actor.of(request), timezone.localdate(clock.now())
    return page(
        request,
        "factories/body_desk.html",
        desk=desks.desk(by=by, today=today),
        introductions=desks.introductions(by=by),
    )


@login_required
@either
@once
def introduce(request: HttpRequest) -> HttpResponse:
    by = _convener(request)
    places = [(each.ref, each.name) for each in organisations.organisations(desks.EVERYBODY)]
    start = {name: request.GET.get(name, "") for name in ("first", "second")}
    form = forms.Introduce.of(request, places=places, initial=start)
    if form.is_valid() and form.carries_out(introductions.introduce, by=by, at=clock.now()):
        messages.success(request, _("Both are asked, by email and on their pages."))
        return redirect("factories:body-desk")
    intro = _("Both are asked. Contact details are shared only if both say yes.")
    return _ask(request, form, _("You two should talk"), _("Ask both"), intro)


@login_required
@require_safe
def introduced(request: HttpRequest) -> HttpResponse:
    shown = desks.introductions(by=Actor.of(request))
    return page(request, "factories/body_introductions.html", introductions=shown)


@login_required
@either
def answer(request: HttpRequest, introduction: UUID, council: str) -> HttpResponse:
    by = Actor.of(request)
    shown = desks.introduction(introduction, authority=council, by=by)
    form = forms.Answer.of(request)
    told = {"introduction": introduction, "authority": council, "by": by, "at": clock.now()}
    if form.is_valid() and form.carries_out(introductions.answer, **told):
        messages.success(request, _("Saved."))
        return redirect("factories:introductions")
    title = _("Talk with %(name)s?") % {"name": shown.other_name}
    return _ask(request, form, title, _("Answer"), shown.why)


def _voter(request: HttpRequest) -> Actor:
    by = Actor.of(request)
    permissions.check_any(by, Deed.BIND, queries.factory(commands.THE_BODY).voting)
    return by


def _convener(request: HttpRequest) -> Actor:
    by = Actor.of(request)
    permissions.check_convenes(by)
    return by


def _offer(*, closes: date, **told: Any) -> str:
    return commands.offer_paper(closes=_five(closes), **told)


def _elect(*, closes: date, **told: Any) -> str:
    return commands.call_election(closes=_five(closes), **told)


def _five(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, CLOSING))


def _of(shown: found.PaperPage) -> dict[str, Any]:
    told = {"paper": shown.paper, "text": shown.text, "aims": shown.aims}
    return told | {"sha256": shown.sha256, "file": _file_of(shown.paper.number)}


def _ask(request: HttpRequest, form: Form, title: str, button: str, intro: str) -> HttpResponse:
    return page(
        request,
        "frontend/form.html",
        status=form.status,
        form=form,
        title=title,
        button=button,
        intro=intro,
        breadcrumbs=[(_("The body"), reverse("factories:body")), (title, "")],
    )
