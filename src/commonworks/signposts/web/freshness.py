"""An owner answers a letter; stewards, the convener and councils see what goes stale."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commonworks.frontend.fields import Field, Option
from commonworks.frontend.lists import Filter, Pagination
from commonworks.frontend.pages import page
from commonworks.kernel import clock
from commonworks.network.ports import Actor
from commonworks.signposts import queries as cards
from commonworks.signposts.commands import freshness as commands
from commonworks.signposts.commands import owners
from commonworks.signposts.queries import freshness as queries
from commonworks.signposts.web import forms

PAGE_SIZE = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows and changes nothing: mail scanners follow links. Only a POST answers."""
    by, at = Actor.of(request), clock.now()
    asked = queries.asked(token, at=at)
    form = forms.Answer.of(request)
    if form.is_valid() and form.carries_out(commands.answer, token=token, by=by, at=at):
        told = {"answer": form.cleaned_data["answer"], "ref": asked.ref}
        return redirect(f"{reverse('signposts:answered')}?{urlencode(told)}")
    return page(request, "signposts/answer.html", status=form.status, asked=asked, form=form)


@require_safe
def answered(request: HttpRequest) -> HttpResponse:
    """Without the card's words, where it is not for anyone: an address like this can be guessed."""
    ref, said = request.GET.get("ref", "")[:120], request.GET.get("answer", "")
    card = cards.card_for_anyone(ref)
    return page(request, "signposts/answered.html", card=card, ref=ref, answer=said)


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    by, today = Actor.of(request), localdate(clock.now())
    asked = {name: request.GET.get(name, "") for name in ("which", "kind", "authority")}
    start = Pagination.of(request, 10**6, PAGE_SIZE)
    found = queries.overview(**asked, today=today, by=by, offset=start.offset, limit=PAGE_SIZE)
    return page(
        request,
        "signposts/freshness.html",
        found=found,
        pages=Pagination.of(request, found.total, PAGE_SIZE),
        filter=Filter.of(request, _fields(found)),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def owner(request: HttpRequest, ref: str) -> HttpResponse:
    by = Actor.of(request)
    entry = queries.handover(ref, by=by)
    form = forms.Owner.of(request, people=entry.people)
    if form.is_valid() and form.carries_out(owners.reassign, ref=ref, by=by, at=clock.now()):
        messages.success(request, _("Somebody else will be asked from now on."))
        return redirect("signposts:freshness")
    trail = [(_("What goes stale"), reverse("signposts:freshness")), (entry.title, "")]
    return page(
        request,
        "frontend/form.html",
        status=form.status,
        form=form,
        title=entry.title,
        button=_("Save"),
        breadcrumbs=trail,
    )


def _fields(found: queries.Overview) -> list[Field]:
    sorts = (
        ("soon", _("Going stale in the next 30 days")),
        ("stale", _("Stale")),
        ("archived", _("Archived")),
        ("left", _("Owner has left")),
        ("nobody", _("Nobody is asked")),
    )
    return [
        _select("which", _("Show"), _("All that need a look"), sorts),
        _select("kind", _("Kind"), _("All kinds"), [*_counted(found.kinds)]),
        _select("authority", _("Organisation"), _("All"), [*_counted(found.authorities)]),
    ]


def _counted(values: tuple[tuple[str, str, int], ...]) -> list[tuple[str, str]]:
    return [(value, f"{words} ({count:,})") for value, words, count in values]


def _select(name: str, label: str, every: str, values: object) -> Field:
    options = [Option("", every), *(Option(value, words) for value, words in values)]  # type: ignore[attr-defined]
    return Field("select", name, label, options=tuple(options), required=False)
