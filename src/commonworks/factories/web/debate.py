"""Talk about the work: threads, answers, corrections, and what is hidden with a reason."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from markupsafe import Markup

from commonworks.factories import permissions, queries
from commonworks.factories.commands import debate as commands
from commonworks.factories.permissions import Deed
from commonworks.factories.queries import debate, members, motions
from commonworks.factories.web.forms import debate as forms
from commonworks.factories.web.membership import either
from commonworks.factories.web.pages import ask, section
from commonworks.frontend.lists import Pagination
from commonworks.kernel import clock
from commonworks.kernel.errors import NotAllowed
from commonworks.network.ports import Actor
from formwork import texts


@require_safe
def listed(request: HttpRequest, ref: str) -> HttpResponse:
    by, found = Actor.of(request), queries.factory(ref)
    about = request.GET.get("about")
    pages = Pagination.of(request, debate.how_many_threads(found, by=by, about=about), size=20)
    threads = debate.threads(
        found, by=by, at=clock.now(), about=about, offset=pages.offset, limit=pages.size
    )
    subjects = debate.subjects(found, by=by)
    return section(
        request,
        "factories/debate.html",
        found,
        at="factories:debate",
        threads=threads,
        subjects=subjects,
        labels={subject.about: subject.name for subject in subjects},
        about=about,
        pages=pages,
        html=html,
        decided=motions.by_what_they_answer(ref),
        may_write=bool(_voices(found, by)),
    )


@login_required
@either
def write(request: HttpRequest, ref: str) -> HttpResponse:
    by, found = Actor.of(request), queries.factory(ref)
    mine = _voices(found, by)
    permissions.check_any(by, Deed.TAKE_PART, mine)
    answers, about = request.GET.get("answers", ""), request.GET.get("about", "")
    form = forms.Comment.of(
        request,
        organisations=members.called(mine),
        is_answer=bool(answers),
        among_members=debate.is_inside(found, by),
    )
    if form.is_valid() and form.carries_out(
        commands.comment, factory=ref, about=about, answers=answers, by=by, at=clock.now()
    ):
        return redirect(_thread(ref, about))
    title = _("Answer") if answers else _("Write a comment")
    return ask(
        request,
        form,
        found,
        title=title,
        button=_("Post"),
        intro=_("Begin lines with - for a list. Put words in **stars** to make them bold."),
    )


@login_required
@either
def edit(request: HttpRequest, ref: str, comment: UUID) -> HttpResponse:
    by, found = Actor.of(request), queries.factory(ref)
    own = debate.own_comment(found, str(comment), by=by)
    if not own.is_own:
        raise NotAllowed(_("Only whoever wrote a comment can change it."))
    form = forms.Words.of(request, initial={"text": own.text})
    if form.is_valid() and form.carries_out(
        commands.edit_comment, factory=ref, comment=str(comment), by=by, at=clock.now()
    ):
        return redirect("factories:debate", ref)
    return ask(request, form, found, title=_("Change your comment"), button=_("Save"))


@login_required
@either
def hide(request: HttpRequest, ref: str, comment: UUID) -> HttpResponse:
    by, found = Actor.of(request), queries.factory(ref)
    permissions.check(by, Deed.MODERATE, found.lead)
    form = forms.Hide.of(request)
    if form.is_valid() and form.carries_out(
        commands.hide_comment, factory=ref, comment=str(comment), by=by, at=clock.now()
    ):
        messages.success(request, _("The comment is hidden. That it was, and why, is shown."))
        return redirect("factories:debate", ref)
    return ask(request, form, found, title=_("Hide a comment"), button=_("Hide"), danger=True)


@login_required
@require_POST
def show(request: HttpRequest, ref: str, comment: UUID) -> HttpResponse:
    commands.show_comment(factory=ref, comment=str(comment), by=Actor.of(request), at=clock.now())
    return redirect("factories:debate", ref)


def html(text: str) -> Markup:
    """A comment's words: the Markdown subset, in which any HTML is text."""
    return Markup(texts.render(text))  # noqa: S704 - it escapes


def _voices(found: queries.FactoryPage, by: Actor) -> list[str]:
    inside = {each.organisation for each in found.now}
    return [each for each in permissions.organisations(by, Deed.TAKE_PART) if each in inside]


def _thread(ref: str, about: str) -> str:
    query = f"?{urlencode({'about': about})}" if about else ""
    return reverse("factories:debate", args=[ref]) + query
