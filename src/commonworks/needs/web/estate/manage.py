"""Where a council says what it runs."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commonworks.frontend.forms import Form
from commonworks.frontend.pages import page
from commonworks.kernel import clock
from commonworks.needs.commands import systems as commands
from commonworks.needs.policies.systems import Entry
from commonworks.needs.queries import systems as queries
from commonworks.needs.web.estate.forms import SystemForm
from commonworks.network.ports import Actor

Trail = list[tuple[str, str]]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, council: str) -> HttpResponse:
    by = Actor.of(request)
    name = queries.check_keeps(council, by=by)
    form = SystemForm.of(request)
    if form.is_valid() and form.carries_out(_adding, council=council, by=by, at=clock.now()):
        messages.success(request, _("The system is on your council's list."))
        return redirect("needs:system", form.result)
    return asked(request, form, _("Add a system"), trail=trail(council, name), button=_("Save"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, system: str) -> HttpResponse:
    by = Actor.of(request)
    entry, edition = queries.editable(system, by=by)
    form = SystemForm.of(request, initial=SystemForm.filled(entry, edition))
    if form.is_valid() and form.carries_out(_changing, ref=system, by=by, at=clock.now()):
        messages.success(request, _("Saved."))
        return redirect("needs:system", system)
    if form.refusal:
        form.send_again_over(*queries.editable(system, by=by))
    return asked(
        request,
        form,
        _("Change this entry"),
        trail=to_system(system, entry.name),
        button=_("Save"),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def retire(request: HttpRequest, system: str) -> HttpResponse:
    by = Actor.of(request)
    entry, _edition = queries.editable(system, by=by)
    form = Form.of(request)
    if form.is_valid() and form.carries_out(
        commands.retire_system, ref=system, by=by, at=clock.now()
    ):
        messages.success(request, _("The system is retired. Its history stays."))
        return redirect("needs:system", system)
    return asked(
        request,
        form,
        _("Retire %(name)s") % {"name": entry.name},
        trail=to_system(system, entry.name),
        intro=_("Do this when your council runs it no longer. The entry leaves all lists."),
        button=_("Retire it"),
        danger=True,
    )


@login_required
@require_POST
def bring_back(request: HttpRequest, system: str) -> HttpResponse:
    commands.bring_back(ref=system, by=Actor.of(request), at=clock.now())
    messages.success(request, _("The system is on the list again. Check that all of it is true."))
    return redirect("needs:system", system)


def asked(
    request: HttpRequest, form: Form, title: str, *, trail: Trail, **more: Any
) -> HttpResponse:
    """A form's page, for the first time or with what was refused."""
    return page(
        request,
        "frontend/form.html",
        status=form.status,
        form=form,
        title=title,
        breadcrumbs=[*trail, (title, "")],
        **more,
    )


def trail(council: str, name: str) -> Trail:
    return [
        (_("Technology estate"), reverse("needs:systems")),
        (name, reverse("needs:estate", args=[council])),
    ]


def to_system(ref: str, name: str) -> Trail:
    return [
        (_("Technology estate"), reverse("needs:systems")),
        (name, reverse("needs:system", args=[ref])),
    ]


def _adding(*, council: str, by: Actor, at: datetime, edition: int | None, **typed: Any) -> str:
    return commands.add_system(council=council, entry=Entry(**typed), by=by, at=at)


def _changing(*, ref: str, by: Actor, at: datetime, edition: int | None, **typed: Any) -> None:
    entry = Entry(**typed)
    commands.change_system(ref=ref, entry=entry, edition=edition or 0, by=by, at=at)
