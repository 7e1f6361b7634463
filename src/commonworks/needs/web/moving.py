"""Each of these is a question with one button: withdraw, open again, met, split."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from commonworks.frontend.forms import Form
from commonworks.frontend.pages import page
from commonworks.kernel import clock
from commonworks.kernel.errors import Missing
from commonworks.needs import permissions, queries
from commonworks.needs.commands import merging, needs, stages
from commonworks.needs.permissions import OFFICERS, Deed
from commonworks.needs.queries import NeedLine
from commonworks.needs.web import forms
from commonworks.network import queries as network
from commonworks.network.ports import Actor


@dataclass(frozen=True, slots=True)
class Move:
    """What is asked, what its button says, and the command, which is told of the need as `name`."""

    command: Callable[..., None]
    deed: Deed
    title: str
    intro: str
    button: str
    danger: bool = False
    warning: Callable[[NeedLine], str] = lambda need: ""
    name: str = "need"


def _left_behind(need: NeedLine) -> str:
    if not (others := need.councils - 1):
        return ""
    return ngettext(
        "%(count)s other council stands behind it. Whoever said so there is told by email, and that"
        " council can declare it for itself.",
        "%(count)s other councils stand behind it. Whoever said so there is told by email, and each"
        " of these councils can declare it for itself.",
        others,
    ) % {"count": others}


MOVES = {
    "withdraw": Move(
        needs.withdraw,
        Deed.WITHDRAW,
        gettext_lazy("Withdraw this need"),
        gettext_lazy("Its page stays and says that you withdrew it. It leaves lists and search."),
        gettext_lazy("Withdraw"),
        danger=True,
        warning=_left_behind,
    ),
    "reopen": Move(
        needs.reopen,
        Deed.CHANGE,
        gettext_lazy("Open this need again"),
        gettext_lazy("It comes back to lists and search, and others can stand behind it."),
        gettext_lazy("Open it again"),
    ),
    "met": Move(
        stages.mark_met,
        Deed.CHANGE,
        gettext_lazy("Say that this need is met"),
        gettext_lazy("Its page stays, so that others find what solved it."),
        gettext_lazy("It is met"),
    ),
    "split": Move(
        merging.split,
        Deed.MERGE,
        gettext_lazy("Split this need off again"),
        gettext_lazy("It stands by itself again, with the councils that stood behind it before."),
        gettext_lazy("Split it off"),
        name="duplicate",
    ),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    if verb not in MOVES:
        raise Missing(_("There is no such page."))
    by, asked = Actor.of(request), MOVES[verb]
    need = queries.need(ref, by=by)
    if verb != "split":  # either council may split, and the command knows both
        permissions.check(by, asked.deed, need.authority)
    if request.method != "POST":
        return page(
            request,
            "frontend/form.html",
            form=Form(),
            title=asked.title,
            intro=f"“{need.title}”. {asked.intro} {asked.warning(need)}".rstrip(),
            button=asked.button,
            danger=asked.danger,
            back=reverse("needs:need", args=[ref]),
        )
    asked.command(**{asked.name: ref}, by=by, at=clock.now())
    messages.success(request, _("Done."))
    return redirect("needs:need", ref)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def owner(request: HttpRequest, ref: str) -> HttpResponse:
    by = Actor.of(request)
    need = queries.need(ref, by=by)
    permissions.check(by, Deed.CHANGE, need.authority)
    form = forms.Owner.of(request, colleagues=network.holders(need.authority, *OFFICERS))
    told = {"need": ref, "by": by, "at": clock.now()}
    if not form.is_valid() or not form.carries_out(needs.give_owner, **told):
        title = _("Who answers for “%(title)s”?") % {"title": need.title}
        back = reverse("needs:need", args=[ref])
        return page(
            request,
            "frontend/form.html",
            status=form.status,
            form=form,
            title=title,
            back=back,
        )
    messages.success(request, _("Saved."))
    return redirect("needs:need", ref)
