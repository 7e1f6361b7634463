"""How far it is: gates, updates, risks, and the board of all factories."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from commonworks.factories import permissions, queries
from commonworks.factories.commands import gates, reporting
from commonworks.factories.permissions import Deed
from commonworks.factories.queries import members, motions, phases
from commonworks.factories.web.debate import html
from commonworks.factories.web.forms import phases as forms
from commonworks.factories.web.membership import either
from commonworks.factories.web.pages import ask, section
from commonworks.factories.web.views import DAYS
from commonworks.frontend.lists import Pagination
from commonworks.frontend.once import once
from commonworks.frontend.pages import page
from commonworks.frontend.tables import Column, Table
from commonworks.kernel import clock
from commonworks.kernel.errors import Missing
from commonworks.network.ports import Actor

RISKS = (
    Column("title", gettext_lazy("What could go wrong")),
    Column("likelihood", gettext_lazy("Likelihood"), kind="number"),
    Column("impact", gettext_lazy("Impact"), kind="number"),
    Column("weight", gettext_lazy("Together"), kind="number"),
    Column("owner_name", gettext_lazy("Who looks after it")),
    Column("raised_at", gettext_lazy("Raised"), kind="date"),
    Column("closed_at", gettext_lazy("Closed"), kind="date", missing="–"),
)


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    return page(request, "factories/board.html", columns=phases.board(), by=Actor.of(request))


@require_safe
def listed(request: HttpRequest, ref: str) -> HttpResponse:
    found = queries.with_phases(ref)
    return section(
        request,
        "factories/phases.html",
        found,
        at="factories:phases",
        gates=phases.gates_of(found),
        days=_days(phases.days_to_live(found, on=localdate(clock.now()))),
        timeline=phases.timeline(found),
        decided=motions.by_what_they_answer(ref),
        html=html,
    )


@login_required
@either
def evidence(request: HttpRequest, ref: str, phase: str, requirement: str) -> HttpResponse:
    by, found = Actor.of(request), queries.going_on(ref)
    permissions.check_any(by, Deed.RUN, found.voting)
    line = next(
        (each for each in phases.gate(found, phase).requirements if each.id == requirement), None
    )
    if line is None:
        raise Missing(_("There is no such requirement at this gate."))
    start = {"note": line.shown.note, "link": line.shown.link} if line.shown else {}
    form = forms.Evidence.of(request, initial=start)
    if form.is_valid() and form.carries_out(
        gates.record_evidence,
        factory=ref,
        phase=phase,
        requirement=requirement,
        by=by,
        at=clock.now(),
    ):
        return redirect("factories:phases", ref)
    intro = _("What was recorded before stays to be read.") if line.shown else ""
    return ask(request, form, found, title=line.label, button=_("Save"), intro=intro)


@login_required
@either
def pass_gate(request: HttpRequest, ref: str, phase: str) -> HttpResponse:
    by, found = Actor.of(request), queries.factory(ref)
    permissions.check(by, Deed.BIND, found.lead)
    gate = phases.gate(found, phase)
    form = forms.Passing.of(request, motions=_carried(ref), ends=phase == "live")
    if form.is_valid() and form.carries_out(
        gates.pass_gate, factory=ref, phase=phase, by=by, at=clock.now()
    ):
        messages.success(request, _("The gate is passed."))
        return redirect("factories:phases", ref)
    title = _("Go on to %(phase)s") % {"phase": gate.next_name.lower()}
    return ask(request, form, found, title=title, button=title)


@login_required
@either
def stop(request: HttpRequest, ref: str) -> HttpResponse:
    by, found = Actor.of(request), queries.factory(ref)
    permissions.check(by, Deed.BIND, found.lead)
    form = forms.Stop.of(request, motions=_carried(ref))
    if form.is_valid() and form.carries_out(gates.stop, factory=ref, by=by, at=clock.now()):
        messages.success(request, _("The factory has stopped. What was learned is published."))
        return redirect("factories:factory", ref)
    intro = _("To stop in time is a good result. What you learned is published for the next.")
    title = _("Stop here")
    return ask(request, form, found, title=title, button=title, intro=intro, danger=True)


@require_safe
def updates(request: HttpRequest, ref: str) -> HttpResponse:
    found = queries.factory(ref)
    pages = Pagination.of(request, phases.how_many_updates(ref), size=10)
    return section(
        request,
        "factories/updates.html",
        found,
        at="factories:updates",
        updates=phases.updates(ref, offset=pages.offset, limit=pages.size),
        pages=pages,
        html=html,
    )


@login_required
@either
@once
def post_update(request: HttpRequest, ref: str) -> HttpResponse:
    by, found = Actor.of(request), queries.going_on(ref)
    mine = _run_for(found, by)
    permissions.check_any(by, Deed.RUN, mine)
    form = forms.Update.of(request, organisations=members.called(mine))
    if form.is_valid() and form.carries_out(
        reporting.post_update, factory=ref, by=by, at=clock.now()
    ):
        return redirect("factories:updates", ref)
    return ask(request, form, found, title=_("Write an update"), button=_("Publish"))


@require_safe
def risks(request: HttpRequest, ref: str) -> HttpResponse:
    found, known = queries.factory(ref), phases.risks(ref)
    table = Table(
        _("Risks"), RISKS, known, _("No risk has been raised."), f"risks-{ref}", stacked=True
    )
    if (file := table.download(request)) is not None:
        return file
    return section(
        request,
        "factories/risks.html",
        found,
        at="factories:risks",
        table=table,
        risks=known,
        may_close=bool(_run_for(found, Actor.of(request))),
    )


@login_required
@either
@once
def raise_risk(request: HttpRequest, ref: str) -> HttpResponse:
    by, found = Actor.of(request), queries.going_on(ref)
    permissions.check_any(by, Deed.RUN, [each.organisation for each in found.now])
    owners = [(each.organisation, each.name) for each in found.now]
    form = forms.Risk.of(request, owners=owners)
    if form.is_valid() and form.carries_out(
        reporting.raise_risk, factory=ref, by=by, at=clock.now()
    ):
        return redirect("factories:risks", ref)
    return ask(request, form, found, title=_("Raise a risk"), button=_("Save"))


@login_required
@either
def close_risk(request: HttpRequest, ref: str, risk: int) -> HttpResponse:
    by, found = Actor.of(request), queries.factory(ref)
    permissions.check_any(by, Deed.RUN, [each.organisation for each in found.now])
    known = phases.risk(ref, risk)
    form = forms.CloseRisk.of(request)
    if form.is_valid() and form.carries_out(
        reporting.close_risk, factory=ref, risk=risk, by=by, at=clock.now()
    ):
        return redirect("factories:risks", ref)
    title = _("Close a risk")
    return ask(request, form, found, title=title, button=_("Close"), intro=known.title)


def _days(days: phases.Days | None) -> str:
    return f"{days.count:,} {DAYS[days.is_live, days.from_need]}" if days else ""


def _carried(ref: str) -> list[tuple[str, str]]:
    decided = motions.decided_motions(ref)
    return [(each.ref, each.title) for each in decided if each.outcome == "carried"]


def _run_for(found: queries.FactoryPage, by: Actor) -> list[str]:
    inside = {each.organisation for each in found.now}
    return [each for each in permissions.organisations(by, Deed.RUN) if each in inside]
