"""Assess options: draw them up, score them, see how the scores lie."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from commonworks.factories import permissions, queries
from commonworks.factories.commands import assessments as commands
from commonworks.factories.permissions import Deed
from commonworks.factories.queries import assessments, debate, members, motions
from commonworks.factories.queries.assessments import AssessmentPage
from commonworks.factories.web.forms import assessments as forms
from commonworks.factories.web.membership import either
from commonworks.factories.web.pages import ask, section
from commonworks.factories.web.spread import Row, SpreadChart
from commonworks.frontend.once import once
from commonworks.frontend.tables import Column, Table
from commonworks.kernel import clock
from commonworks.kernel.errors import Missing
from commonworks.network.ports import Actor

SPREAD = (
    Column("title", gettext_lazy("Option")),
    Column("count", gettext_lazy("Assessors"), kind="number"),
    Column("least", gettext_lazy("Least"), kind="number"),
    Column("lower", gettext_lazy("Lower quartile"), kind="number"),
    Column("middle", gettext_lazy("Median"), kind="number"),
    Column("upper", gettext_lazy("Upper quartile"), kind="number"),
    Column("most", gettext_lazy("Most"), kind="number"),
)


@require_safe
def listed(request: HttpRequest, ref: str) -> HttpResponse:
    found = queries.factory(ref)
    return section(
        request,
        "factories/assessments.html",
        found,
        at="factories:assessments",
        assessments=assessments.assessments(ref),
    )


@require_safe
def assessment(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    by, found = Actor.of(request), queries.factory(ref)
    shown = assessments.assessment(ref, number, by=by)
    table = _table(shown, f"{ref}-assessment-{number}")
    if (file := table.download(request)) is not None:
        return file
    rows = [Row(option.title, option.spread) for option in shown.ranked if option.spread]
    return section(
        request,
        "factories/assessment.html",
        found,
        at="factories:assessments",
        assessment=shown,
        table=table,
        chart=SpreadChart(_("How the scores lie"), rows),
        said={subject.about: subject.comments for subject in debate.subjects(found, by=by)},
        decided=motions.by_what_they_answer(ref),
        scores_for=[each for each in _scorers(found, by) if shown.state == "scoring"],
    )


@login_required
@either
@once
def begin(request: HttpRequest, ref: str) -> HttpResponse:
    by, found = Actor.of(request), queries.going_on(ref)
    permissions.check(by, Deed.RUN, found.lead)
    form = forms.Begin.of(request)
    if form.is_valid() and form.carries_out(
        commands.begin_assessment, factory=ref, by=by, at=clock.now()
    ):
        return redirect("factories:assessment", ref, form.result)
    return ask(request, form, found, title=_("Assess options"), button=_("Continue"))


@login_required
@either
@once
def option(request: HttpRequest, ref: str, number: int, option: int = 0) -> HttpResponse:
    by, found = Actor.of(request), queries.going_on(ref)
    permissions.check(by, Deed.RUN, found.lead)
    shown = assessments.assessment(ref, number, by=by)
    form = forms.Choice.of(request, initial=_filled(shown, option))
    if form.is_valid() and form.carries_out(
        commands.put_option,
        factory=ref,
        assessment=number,
        option=option or None,
        by=by,
        at=clock.now(),
    ):
        return redirect("factories:assessment", ref, number)
    title = _("Change the option") if option else _("Add an option")
    return ask(request, form, found, title=title, button=_("Save"))


@login_required
@require_POST
def drop_option(request: HttpRequest, ref: str, number: int, option: int) -> HttpResponse:
    by = Actor.of(request)
    commands.drop_option(factory=ref, assessment=number, option=option, by=by, at=clock.now())
    return redirect("factories:assessment", ref, number)


@login_required
@either
def criteria(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    by, found = Actor.of(request), queries.going_on(ref)
    permissions.check(by, Deed.RUN, found.lead)
    shown = assessments.assessment(ref, number, by=by)
    text = "\n".join(f"{each.weight} {each.label}" for each in shown.criteria)
    form = forms.Criteria.of(request, initial={"criteria": text})
    if form.is_valid() and form.carries_out(
        commands.put_criteria, factory=ref, assessment=number, by=by, at=clock.now()
    ):
        return redirect("factories:assessment", ref, number)
    return ask(request, form, found, title=_("What counts, and how much"), button=_("Save"))


@login_required
@require_POST
def move(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Open the scoring, or close it."""
    verb = commands.close_assessment if "close" in request.POST else commands.open_scoring
    verb(factory=ref, assessment=number, by=Actor.of(request), at=clock.now())
    return redirect("factories:assessment", ref, number)


@login_required
@either
def score(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    by, found = Actor.of(request), queries.going_on(ref)
    mine = _scorers(found, by)
    permissions.check_any(by, Deed.ASSESS, mine)
    shown = assessments.assessment(ref, number, by=by)
    form = forms.Scores.of(request, assessment=shown, organisations=members.called(mine))
    if form.is_valid() and form.carries_out(
        commands.score, factory=ref, assessment=number, by=by, at=clock.now()
    ):
        messages.success(request, _("Your scores are in."))
        return redirect("factories:assessment", ref, number)
    intro = _("0 is not at all, 5 is fully. You see what others gave once you have scored.")
    return ask(request, form, found, title=shown.title, button=_("Save my scores"), intro=intro)


def _scorers(found: queries.FactoryPage, by: Actor) -> list[str]:
    return [each for each in permissions.organisations(by, Deed.ASSESS) if each in found.voting]


def _filled(shown: AssessmentPage, option: int) -> dict[str, str]:
    if not option:
        return {}
    for each in shown.options:
        if each.id == option:
            return {"kind": each.kind, "title": each.title, "text": each.text}
    raise Missing(_("There is no such option."))


def _table(shown: AssessmentPage, name: str) -> Table:
    names = [column.name for column in SPREAD[2:]]
    rows = [
        {"title": option.title, "count": option.spread.count}
        | dict(zip(names, (round(figure, 2) for figure in option.spread.figures), strict=True))
        for option in shown.ranked
        if option.spread
    ]
    return Table(
        _("Scores over all criteria"),
        SPREAD,
        rows,
        _("There are no scores to show."),
        name,
        stacked=True,
    )
