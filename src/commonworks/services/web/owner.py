"""Where a council prepares the services it runs."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonworks.frontend.forms import Refusal, tried
from commonworks.frontend.pages import page
from commonworks.frontend.words import reader
from commonworks.kernel import clock
from commonworks.kernel.errors import Conflict, Invalid, Missing
from commonworks.network.ports import Actor
from commonworks.services.commands import deployments as commands
from commonworks.services.queries import deployments as queries
from commonworks.services.web.forms import PaymentsAccount
from commonworks.services.web.overlay_form import OverlayForm
from commonworks.services.web.overlay_groups import Group, chosen, groups, stale
from commonworks.services.web.preview import Preview, preview_of

VERBS = {
    "go-live": (commands.go_live, gettext_lazy("The service is live.")),
    "pause": (commands.pause, gettext_lazy("The service is paused.")),
    "resume": (commands.resume, gettext_lazy("The service is live again.")),
    "end": (commands.end, gettext_lazy("The service has ended here.")),
}


@login_required
@require_safe
def chooser(request: HttpRequest) -> HttpResponse:
    found = queries.managed_by(by=Actor.of(request))
    return page(request, "services/manage/chooser.html", councils=found)


@login_required
@require_safe
def manage(request: HttpRequest, council: str) -> HttpResponse:
    return _council(request, council)


def _council(request: HttpRequest, council: str, wrong: Refusal | None = None) -> HttpResponse:
    found = queries.council_page(council, by=Actor.of(request), on=localdate(clock.now()))
    return page(request, "services/manage/council.html", council=found, **_told(wrong))


@login_required
@require_POST
def adopt(request: HttpRequest, council: str) -> HttpResponse:
    service = request.POST.get("service", "")
    by, at = Actor.of(request), clock.now()
    _ref, wrong = tried(commands.adopt, service=service, council=council, by=by, at=at)
    if wrong:
        return _council(request, council, wrong)
    messages.success(request, _("Your council has taken on the service. Now fill in its settings."))
    return redirect("services:deployment", council, service)


@login_required
@require_safe
def deployment(request: HttpRequest, council: str, service: str) -> HttpResponse:
    return _deployment(request, f"{council}.{service}")


def _deployment(request: HttpRequest, ref: str, wrong: Refusal | None = None) -> HttpResponse:
    found = queries.deployment(ref, by=Actor.of(request), on=localdate(clock.now()))
    return page(request, "services/manage/deployment.html", deployment=found, **_told(wrong))


def _told(wrong: Refusal | None) -> dict[str, Any]:
    """What a page needs to say that a button did not do what it says. What is missing before a
    service goes live stands in the checklist below."""
    return {"status": wrong.status, "others": (wrong.said,), "errors": True} if wrong else {}


@login_required
@require_POST
def move(request: HttpRequest, council: str, service: str, verb: str) -> HttpResponse:
    if verb not in VERBS:
        raise Missing(_("There is no such page."))
    command, said = VERBS[verb]
    ref, by, at = f"{council}.{service}", Actor.of(request), clock.now()
    _done, wrong = tried(command, deployment=ref, by=by, at=at)
    if wrong:
        return _deployment(request, ref, wrong)
    messages.success(request, said)
    return redirect("services:deployment", council, service)


@login_required
@require_safe
def settings(request: HttpRequest, council: str, service: str) -> HttpResponse:
    """What can be changed, in groups, and how far each is filled in."""
    editor = _editor(request, council, service)
    found, old = groups(editor), stale(editor)
    return page(request, "services/manage/settings.html", editor=editor, groups=found, stale=old)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def group(request: HttpRequest, council: str, service: str, name: str) -> HttpResponse:
    editor = _editor(request, council, service)
    found = _group(editor, name)
    if request.method != "POST":
        return _draw(request, OverlayForm.saved(editor, found))
    form = OverlayForm.typed(editor, found, request.POST)
    action = request.POST.get("action", "save")
    if action.startswith("add "):
        return _draw(request, form.with_another_row(action.removeprefix("add ")))
    form, status = _save(request, form)
    if status:
        return _draw(request, form, status)
    messages.success(request, _("Saved: %(what)s.") % {"what": found.title})
    return redirect("services:settings", council, service)


@login_required
@require_POST
def preview(request: HttpRequest, council: str, service: str, name: str) -> HttpResponse:
    """How it looks with what is typed: a page of its own, or the part of one for the script."""
    editor = _editor(request, council, service)
    form = OverlayForm.typed(editor, _group(editor, name), request.POST)
    shown = _previewed(form)
    part = request.headers.get("X-Preview") == "part"
    template = "services/manage/preview_part.html" if part else "services/manage/preview.html"
    return page(request, template, preview=shown, editor=editor, theme=shown.theme)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("api_key", "webhook_secret")
def payments_account(request: HttpRequest, council: str) -> HttpResponse:
    by = Actor.of(request)
    saved = queries.account_saved_at(council, by=by)
    form = PaymentsAccount.of(request)
    if form.is_valid() and form.carries_out(
        commands.keep_account, council=council, by=by, at=clock.now()
    ):
        messages.success(request, _("Payments now go to this account."))
        return redirect("services:manage", council)
    return page(
        request,
        "services/manage/account.html",
        status=form.status,
        form=form,
        saved=saved,
        council=council,
    )


def _save(request: HttpRequest, form: OverlayForm) -> tuple[OverlayForm, int]:
    """The form to draw again and with what status; 0 if it was saved."""
    overlay, errors = form.read()
    if errors:
        return form.refused(errors), 422
    number = request.POST.get("number", "")
    try:
        commands.save_edition(
            deployment=form.editor.ref,
            overlay=overlay,
            number=int(number) if number.isascii() and number.isdecimal() else 0,
            by=Actor.of(request),
            at=clock.now(),
        )
    except commands.EditedMeanwhile:
        return form.after_a_colleague(), 409
    except Invalid as refused:
        return form.refused({"": " ".join([str(refused), *refused.fields.values()])}), 422
    except Conflict as refused:
        return form.refused({"": str(refused)}), refused.status
    return form, 0


def _draw(request: HttpRequest, form: OverlayForm, status: int = 200) -> HttpResponse:
    return page(
        request,
        "services/manage/group.html",
        status=status,
        form=form,
        editor=form.editor,
        group=form.group,
        others=[said for name, said in form.errors.items() if not name],
        preview=_previewed(form),
    )


def _editor(request: HttpRequest, council: str, service: str) -> queries.Editor:
    by, on = Actor.of(request), localdate(clock.now())
    return queries.editor(f"{council}.{service}", by=by, on=on)


def _group(editor: queries.Editor, name: str) -> Group:
    found = chosen(groups(editor), name)
    if found is None:
        raise Missing(_("There is nothing to change under this address."))
    return found


def _previewed(form: OverlayForm) -> Preview:
    overlay, _errors = form.read()
    return preview_of(form.editor.running, overlay, reader(), form.group.id)
