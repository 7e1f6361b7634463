"""Found a factory, join, ask others in, answer, leave, and say what a member brings."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from markupsafe import Markup

from commonworks.factories import commands, permissions, queries
from commonworks.factories.commands import leaving, membership, taking
from commonworks.factories.permissions import Deed
from commonworks.factories.queries import agreements, costs, founding, joining, members
from commonworks.factories.web.forms import membership as forms
from commonworks.factories.web.pages import ask, section
from commonworks.frontend.once import once
from commonworks.frontend.pages import page
from commonworks.kernel import clock
from commonworks.network.ports import Actor
from formwork import texts

either = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@either
@once
def found(request: HttpRequest) -> HttpResponse:
    by = Actor.of(request)
    permissions.check_speaks(by, _("found a factory"))
    on = _ground(request, by)
    told = {
        "leads": members.to_lead(by=by),
        "authorities": members.combined_authorities(),
        "asked": on.councils,
    }
    if SHOW in request.POST:  # other needs: the rest of the form stays as it was typed
        form = forms.Found(initial=forms.Found.begun_with(request.POST, on.councils), **told)
    else:
        form = forms.Found.of(request, initial=_suggested(request), **told)
    if form.is_valid() and form.carries_out(
        commands.found_factory, needs=_needs(request), by=by, at=clock.now()
    ):
        messages.success(request, _("The factory is founded. Ask others to join it."))
        return redirect("factories:members", form.result)
    return page(
        request,
        "factories/found.html",
        status=form.status,
        form=form,
        needs=on.needs,
        choosing=forms.ChooseNeeds(initial=_chosen(request), needs=on.choices),
        show=SHOW,
    )


SHOW = "show"  # the button beside the needs


def _picked(request: HttpRequest) -> QueryDict:
    """What names the needs: the form, once it is sent; until then the address that led here."""
    return request.POST if "words" in request.POST else request.GET


def _needs(request: HttpRequest) -> list[str]:
    return _picked(request).getlist("need")[: founding.MOST_NEEDS]


def _chosen(request: HttpRequest) -> dict[str, object]:
    return {"need": _needs(request), "words": _words(request)}


def _words(request: HttpRequest) -> str:
    return _picked(request).get("words", "")[:200]


def _ground(request: HttpRequest, by: Actor) -> founding.Ground:
    return founding.ground(_needs(request), words=_words(request), also=_known(request), by=by)


def _suggested(request: HttpRequest) -> dict[str, str]:
    """What an address that led here says of the factory: a system that councils buy again."""
    system = request.GET.get("system", "")[:80]
    purpose = _("Councils that buy %(system)s again look for something better together.")
    said = {"purpose": purpose % {"system": system}} if system else {}
    return {"kind": "project", **said}


def _known(request: HttpRequest) -> list[str]:
    """The councils that the address suggests to ask in: "councils=leeds,camden", or several."""
    return ",".join(request.GET.getlist("councils")).split(",")[:60]


@login_required
@either
def take_on(request: HttpRequest, ref: str) -> HttpResponse:
    by, factory = Actor.of(request), queries.going_on(ref)
    permissions.check(by, Deed.SPEAK, factory.lead)
    words = request.GET.get("words", "")[:200]
    named = request.POST.get("need") or request.GET.get("need", "")
    form = forms.TakeOn.of(
        request,
        initial={"need": named},
        needs=founding.to_take_on(factory, words=words, named=named, by=by),
    )
    if form.is_valid() and form.carries_out(taking.take_on, factory=ref, by=by, at=clock.now()):
        messages.success(request, _("The factory works on this need from now on."))
        return redirect("factories:factory", ref)
    at = "factories:factory"
    shown = {"status": form.status, "form": form, "words": words}
    return section(request, "factories/take_on.html", factory, at=at, **shown)


@login_required
@either
def join(request: HttpRequest, ref: str) -> HttpResponse:
    by, factory = Actor.of(request), queries.going_on(ref)
    permissions.check_speaks(by, _("join a factory"))
    mine = members.to_join(factory, by=by)
    form = forms.Join.of(request, able=mine)
    if form.is_valid() and form.carries_out(commands.join, factory=ref, by=by, at=clock.now()):
        messages.success(request, _("You are in."))
        return redirect("factories:members", ref)
    figure = _figure(request)
    pays = "partner" in mine[0].parts and not factory.part_of(mine[0].organisation)
    change = costs.resplit(factory, joins=mine[0].organisation, figure=figure) if pays else None
    return _change(
        request,
        form,
        factory,
        title=_("Join this factory"),
        button=_("Join"),
        intro=INTROS["partner"] if "partner" in mine[0].parts else WATCHING,
        change=change,
        asks_figure=bool(change and (change.lacks or figure)),
        figure=figure or "",
    )


@login_required
@either
def leave(request: HttpRequest, ref: str, organisation: str) -> HttpResponse:
    by, factory = Actor.of(request), queries.factory(ref)
    permissions.check(by, Deed.SPEAK, organisation)
    form = forms.Nothing.of(request)
    told = {"factory": ref, "organisation": organisation, "by": by, "at": clock.now()}
    if form.is_valid() and form.carries_out(commands.leave, **told):
        messages.success(request, _("Your organisation has left."))
        return redirect("factories:members", ref)
    votes = organisation in factory.voting
    return _change(
        request,
        form,
        factory,
        title=_("Leave this factory"),
        button=_("Leave"),
        intro=_("What you bring ends today, and your votes in open motions are struck."),
        danger=True,
        change=costs.resplit(factory, leaves=organisation) if votes else None,
        promised=(promised := agreements.promised(factory, organisation)),
        leaving=Markup(texts.render(promised.leaving)),  # noqa: S704 - it escapes
    )


@login_required
@either
def end_part(request: HttpRequest, ref: str, organisation: str) -> HttpResponse:
    by, factory = Actor.of(request), queries.factory(ref)
    permissions.check(by, Deed.SPEAK, factory.lead)
    member = members.to_end(factory, organisation)
    form = forms.EndPart.of(request)
    told = {"factory": ref, "organisation": organisation, "by": by, "at": clock.now()}
    if form.is_valid() and form.carries_out(leaving.end_part, **told):
        messages.success(request, _("Their part has ended, and they are told why."))
        return redirect("factories:members", ref)
    title = _("End the part of %(name)s") % {"name": member.name}
    return ask(request, form, factory, title=title, button=_("End"), danger=True)


@login_required
@either
def invite(request: HttpRequest, ref: str) -> HttpResponse:
    """Whom first."""
    by, factory = Actor.of(request), queries.going_on(ref)
    permissions.check(by, Deed.RUN, factory.lead)
    if organisation := request.GET.get("organisation"):
        return _ask_as(request, factory, members.to_ask(factory, organisation), by)
    form = forms.Whom.of(request, organisations=members.could_be_asked(factory))
    if form.is_valid():
        named = urlencode(form.cleaned_data)
        return redirect(f"{reverse('factories:invite', args=[ref])}?{named}")
    return ask(request, form, factory, title=_("Ask an organisation in"), button=_("Continue"))


def _ask_as(
    request: HttpRequest, factory: queries.FactoryPage, able: members.Able, by: Actor
) -> HttpResponse:
    """As what: that depends on who it is."""
    form = forms.Ask.of(request, parts=able.parts)
    told = {"factory": factory.ref, "organisation": able.organisation, "by": by, "at": clock.now()}
    if form.is_valid() and form.carries_out(membership.ask, **told):
        messages.success(request, _("They are asked. It is theirs to answer."))
        return redirect("factories:members", factory.ref)
    title = _("Ask %(name)s in") % {"name": able.name}
    return ask(request, form, factory, title=title, button=_("Ask"))


@login_required
@either
def answer(request: HttpRequest, ref: str, asking: int) -> HttpResponse:
    """What saying yes would do is shown before it is said, as to whoever joins unasked."""
    by, factory = Actor.of(request), queries.factory(ref)
    form = forms.Answer.of(request)
    if (said := request.POST.get("answer")) in ANSWERS and form.is_valid():
        told = {"accepts": said == "accept", "by": by, "at": clock.now()}
        if form.carries_out(membership.answer, factory=ref, asking=asking, **told):
            messages.success(request, ANSWERS[said])
            return redirect("factories:members", ref)
    asked = members.to_answer(factory, asking, by=by)
    figure = _figure(request)
    gets_vote = asked.kind == "partner" and asked.organisation not in factory.voting
    change = costs.resplit(factory, joins=asked.organisation, figure=figure) if gets_vote else None
    return _change(
        request,
        form.showing(joining.shown(factory, organisation=asked.organisation, part=asked.kind)),
        factory,
        title=_("Take the lead") if asked.kind == "lead" else _("Join this factory"),
        button=_("Accept"),
        value="accept",
        may_decline=True,
        intro=INTROS.get(asked.kind, WATCHING),
        change=change,
        asks_figure=bool(change and (change.lacks or figure)),
        figure=figure or "",
    )


ANSWERS = {"accept": gettext_lazy("You accepted."), "decline": gettext_lazy("You declined.")}
WATCHING = gettext_lazy("You have no vote, and you can leave again.")
INTROS = {  # by the part that one was asked to take
    "partner": gettext_lazy("Partners and the lead have one vote each. You can leave again."),
    "lead": gettext_lazy(
        "From then on your organisation leads it, and the lead of today is a partner."
    ),
}


def _figure(request: HttpRequest) -> int | None:
    """What one types to see what each would pay."""
    figure = "".join(request.GET.get("figure", "").replace(",", "").split())
    fits = figure.isascii() and figure.isdecimal() and len(figure) < 11
    return int(figure) or None if fits else None


@login_required
@require_POST
def withdraw(request: HttpRequest, ref: str, asking: int) -> HttpResponse:
    membership.withdraw_asking(factory=ref, asking=asking, by=Actor.of(request), at=clock.now())
    messages.success(request, _("They are not asked any more."))
    return redirect("factories:members", ref)


@login_required
@either
@once
def bring(request: HttpRequest, ref: str) -> HttpResponse:
    by, factory = Actor.of(request), queries.going_on(ref)
    mine = members.standing(factory, by=by).speaks_for
    permissions.check_any(by, Deed.SPEAK, mine)
    form = forms.Bring.of(request, organisations=members.called(mine))
    if form.is_valid() and form.carries_out(membership.bring, factory=ref, by=by, at=clock.now()):
        messages.success(request, _("Thank you. It is on the list."))
        return redirect("factories:members", ref)
    return ask(request, form, factory, title=_("What do you bring?"), button=_("Save"))


@login_required
@require_POST
def take_back(request: HttpRequest, ref: str, contribution: int) -> HttpResponse:
    membership.take_back(
        factory=ref, contribution=contribution, by=Actor.of(request), at=clock.now()
    )
    messages.success(request, _("It has ended."))
    return redirect("factories:members", ref)


def _change(
    request: HttpRequest, form: forms.Form, factory: queries.FactoryPage, **more: Any
) -> HttpResponse:
    """A member comes or goes: with what that would do to everybody's costs, before it does."""
    at = "factories:members"
    return section(
        request, "factories/change.html", factory, at=at, status=form.status, form=form, **more
    )
