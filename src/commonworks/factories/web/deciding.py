"""Motions of a factory, and what was commissioned on them."""

from datetime import date, datetime, time
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commonworks.decisions.queries import MotionLine
from commonworks.factories import permissions, queries
from commonworks.factories.commands import deciding as commands
from commonworks.factories.permissions import Deed
from commonworks.factories.queries import debate, motions, phases
from commonworks.factories.web.forms import deciding as forms
from commonworks.factories.web.membership import either
from commonworks.factories.web.pages import ask, section
from commonworks.frontend.once import once
from commonworks.kernel import clock
from commonworks.network.ports import Actor

CLOSING = time(17)  # on a clock in the UK, whatever the season


@require_safe
def listed(request: HttpRequest, ref: str) -> HttpResponse:
    found = queries.factory(ref)
    return section(
        request,
        "factories/decisions.html",
        found,
        at="factories:decisions",
        open=motions.open_motions(ref),
        decided=motions.decided_motions(ref),
        commissions=phases.commissions(ref),
    )


@login_required
@either
@once
def propose(request: HttpRequest, ref: str) -> HttpResponse:
    by, found = Actor.of(request), queries.going_on(ref)
    permissions.check_proposes(by, found.proposing)
    about = request.GET.get("about", "")
    subjects = {each.about: each.label for each in debate.subjects(found, by=by)}
    start = {"title": subjects.get(about, "") if about else "", "rule": "majority", "quorum": "50%"}
    form = forms.Propose.of(request, initial=start)
    if form.is_valid() and form.carries_out(_put, factory=ref, about=about, by=by, at=clock.now()):
        messages.success(request, _("The vote is open."))
        return redirect("decisions:motion", form.result)
    intro = _("The lead and the partners vote, each with one vote.")
    if about.startswith("assessment."):
        intro = _("The lead and the partners choose one of the options that were assessed.")
    more = urlencode({"body": motions.body_of(ref), "about": about})
    link = '{} <a class="govuk-link" href="{}">{}</a>'
    said = _("Set when voting opens and closes, and options of your own")
    intro = format_html(link, intro, f"{reverse('decisions:propose')}?{more}", said)
    return ask(
        request, form, found, title=_("Put a motion"), button=_("Open the vote"), intro=intro
    )


@login_required
@either
def proposers(request: HttpRequest, ref: str) -> HttpResponse:
    by, found = Actor.of(request), queries.going_on(ref)
    permissions.check(by, Deed.BIND, found.lead)
    form = forms.Proposers.of(request, initial={"proposers": found.proposers})
    if form.is_valid() and form.carries_out(
        commands.choose_proposers, factory=ref, by=by, at=clock.now()
    ):
        messages.success(request, _("Saved."))
        return redirect("factories:decisions", ref)
    return ask(request, form, found, title=_("Who may put a motion?"), button=_("Save"))


@login_required
@either
def commission(request: HttpRequest, ref: str) -> HttpResponse:
    by, found = Actor.of(request), queries.going_on(ref)
    permissions.check(by, Deed.RUN, found.lead)
    carried = [each for each in motions.decided_motions(ref) if each.outcome == "carried"]
    named = [(each.ref, _named(each)) for each in carried]
    form = forms.Commission.of(request, motions=named)
    if form.is_valid() and form.carries_out(
        commands.commission, factory=ref, by=by, at=clock.now()
    ):
        messages.success(request, _("It is commissioned, with the motion as its mandate."))
        return redirect("factories:decisions", ref)
    intro = _(
        "A motion that was carried is the mandate. A joint brief is recorded here with its "
        "mandate; there is no marketplace on this site yet that would publish it to suppliers."
    )
    return ask(request, form, found, title=_("Commission"), button=_("Commission"), intro=intro)


def _named(motion: MotionLine) -> str:
    return f"{motion.title}: {motion.chosen_label}" if motion.chosen else motion.title


def _put(*, factory: str, closes: date, by: Actor, at: datetime, **told: str) -> str:
    moment = timezone.make_aware(datetime.combine(closes, CLOSING))
    return commands.put_motion(factory=factory, closes=moment, by=by, at=at, **told)
