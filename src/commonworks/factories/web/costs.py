"""Who pays which part: figures, plans, commitments, and what a change would do."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from commonworks.factories import permissions, queries
from commonworks.factories.commands import costs as commands
from commonworks.factories.permissions import Deed
from commonworks.factories.queries import costs, members
from commonworks.factories.queries.costs import PlanPage
from commonworks.factories.web.forms import costs as forms
from commonworks.factories.web.membership import either
from commonworks.factories.web.pages import ask, section
from commonworks.frontend.charts import Chart
from commonworks.frontend.once import once
from commonworks.frontend.tables import Column, Table
from commonworks.kernel import clock
from commonworks.kernel.errors import Invalid
from commonworks.kernel.money import pounds
from commonworks.network.ports import Actor

SHARES = (
    Column("name", gettext_lazy("Member")),
    Column("figure", gettext_lazy("Figure"), kind="number", missing="–"),
    Column("source", gettext_lazy("Source")),
    Column("pence", gettext_lazy("Share"), kind="money"),
    Column("committed_at", gettext_lazy("Committed"), kind="date", missing="–"),
)


@require_safe
def newest(request: HttpRequest, ref: str) -> HttpResponse:
    found = queries.factory(ref)
    shown = costs.plan(found)
    change = costs.resplit(found) if shown and not shown.fits else None
    return _show(request, found, shown, change)


@require_safe
def plan(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    found = queries.factory(ref)
    return _show(request, found, costs.plan(found, number), None)


@login_required
@either
def figure(request: HttpRequest, ref: str) -> HttpResponse:
    by, found = Actor.of(request), queries.going_on(ref)
    mine = members.standing(found, by=by).speaks_for
    permissions.check_any(by, Deed.SPEAK, mine)
    form = forms.Figure.of(request, organisations=members.called(mine))
    if form.is_valid() and form.carries_out(
        commands.state_figure, factory=ref, by=by, at=clock.now()
    ):
        return redirect("factories:costs", ref)
    return ask(request, form, found, title=_("State a figure"), button=_("Save"))


@login_required
@either
@once
def offer(request: HttpRequest, ref: str) -> HttpResponse:
    by, found = Actor.of(request), queries.going_on(ref)
    permissions.check(by, Deed.RUN, found.lead)
    voting = [
        (each.organisation, each.name) for each in found.now if each.organisation in found.voting
    ]
    last = costs.plan(found)
    start = (
        {"title": last.title, "rule": last.rule, "total_pence": last.total_pence} if last else {}
    )
    form = forms.Plan.of(request, initial=start, voting=voting)
    if form.is_valid() and form.carries_out(
        commands.offer_plan, factory=ref, by=by, at=clock.now()
    ):
        messages.success(request, _("Each member’s lead can now commit to its share."))
        return redirect("factories:costs", ref)
    intro = _("Nobody is bound until their own lead has committed. Earlier commitments end.")
    return ask(request, form, found, title=_("Share costs"), button=_("Offer"), intro=intro)


@login_required
@require_POST
def commit(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    commands.commit(
        factory=ref,
        number=number,
        organisation=request.POST.get("organisation", ""),
        pence=_whole(request.POST.get("pence", "")),
        by=Actor.of(request),
        at=clock.now(),
    )
    messages.success(request, _("Your organisation is committed to its share."))
    return redirect("factories:costs", ref)


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 15):
        raise Invalid(_("Say to which amount your organisation commits."))
    return int(text)


def _show(
    request: HttpRequest,
    found: queries.FactoryPage,
    shown: PlanPage | None,
    change: costs.Resplit | None,
) -> HttpResponse:
    table = Table(
        _("Shares"), SHARES, shown.shares if shown else (), name=f"shares-{found.ref}", stacked=True
    )
    if (file := table.download(request)) is not None:
        return file
    plans = costs.numbers(found.ref)
    return section(
        request,
        "factories/costs.html",
        found,
        at="factories:costs",
        plan=shown,
        is_newest=bool(shown and shown.number == plans[0][0]),
        table=table,
        chart=_chart(shown) if shown else None,
        plans=plans,
        figures=costs.figures(found.ref),
        change=change,
    )


def _chart(shown: PlanPage) -> Chart:
    return Chart(
        _("Who pays which part"),
        [share.name for share in shown.shares],
        [share.pence for share in shown.shares],
        shown=[pounds(share.pence) for share in shown.shares],
        label_heading=_("Member"),
        unit=_("Share"),
    )
