"""Decide a case: choose and write, read it as the resident will, then send."""

from collections.abc import Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from markupsafe import Markup

from commonworks.frontend.fields import Field, Option
from commonworks.frontend.forms import tried
from commonworks.frontend.pages import page
from commonworks.frontend.words import reader
from commonworks.kernel import clock
from commonworks.network.ports import Actor
from commonworks.services import permissions
from commonworks.services.commands import cases
from commonworks.services.permissions import Deed
from commonworks.services.policies.decisions import decision_problems, tidy
from commonworks.services.queries import cases as asked
from commonworks.services.queries.cases import Page
from commonworks.services.queries.plans import Outcome
from commonworks.services.web.visits import language
from formwork import fill, render


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, council: str, ref: str) -> HttpResponse:
    by = Actor.of(request)
    found = asked.case(ref, council=council, lang=language(request), by=by, at=clock.now())
    permissions.check(by, Deed.WORK_CASES, council)
    step = request.POST.get("step", "")
    if request.method != "POST":
        return _decided(request, found) if found.is_decided else _form(request, found)
    outcome = next((o for o in found.outcomes if o.id == request.POST.get("outcome")), None)
    if outcome is None:
        return _form(request, found, wrong={"outcome": _("Select a decision.")})
    letter = tidy(request.POST.get("letter" if step else f"letter-{outcome.id}", ""))
    if step == "send":
        return _send(request, found, outcome, letter, by)
    wrong = decision_problems(letter, wanted=bool(outcome.letter))
    if wrong or step == "change":
        return _form(request, found, outcome, letter, wrong)
    return _preview(request, found, outcome, letter)


def _form(
    request: HttpRequest,
    found: Page,
    chosen: Outcome | None = None,
    letter: str = "",
    wrong: Mapping[str, str] | None = None,
) -> HttpResponse:
    options = tuple(
        Option(
            each.id,
            each.label,
            reveals=(_letter(found, each, chosen, letter, (wrong or {}).get("letter", "")),),
        )
        for each in found.outcomes
    )
    label = _("What do you decide?")
    error = (wrong or {}).get("outcome", "")
    value = chosen.id if chosen else ""
    field = Field("radios", "outcome", label, options=options, value=value, error=error, size="m")
    return page(
        request,
        "services/casework/decide.html",
        status=422 if wrong else 200,
        case=found,
        fields=[field],
        errors=bool(wrong),
    )


def _unlike_the_page(found: Page) -> str:
    """The language of letters, where it is not the reader's."""
    return found.language if found.language != reader() else ""


def _letter(found: Page, each: Outcome, chosen: Outcome | None, letter: str, error: str) -> Field:
    mine = chosen is not None and chosen.id == each.id
    label = _("Letter to the resident") if each.letter else _("Letter to the resident (optional)")
    return Field(
        "long-text",
        f"letter-{each.id}",
        label,
        value=letter if mine else fill(each.letter, {"reference": found.ref}),
        error=error if mine else "",
        rows=10,
        lang=_unlike_the_page(found),
    )


def _preview(request: HttpRequest, found: Page, outcome: Outcome, letter: str) -> HttpResponse:
    return page(
        request,
        "services/casework/preview.html",
        case=found,
        outcome=outcome,
        letter=letter,
        shown=Markup(render(letter)),  # noqa: S704 - formwork lets no HTML through
    )


def _send(
    request: HttpRequest, found: Page, outcome: Outcome, letter: str, by: Actor
) -> HttpResponse:
    decision, wrong = tried(
        cases.decide, case=found.ref, outcome=outcome.id, letter=letter, by=by, at=clock.now()
    )
    if decision is None:
        return _form(request, found, outcome, letter, wrong.fields if wrong else {})
    if decision.first:
        messages.success(request, _("The case is decided and the resident is being told."))
        return redirect("services:case", found.organisation, found.ref)
    now = asked.case(
        found.ref, council=found.organisation, lang=language(request), by=by, at=clock.now()
    )
    return _decided(request, now, outcome, letter, status=409)


def _decided(
    request: HttpRequest,
    found: Page,
    outcome: Outcome | None = None,
    letter: str = "",
    status: int = 200,
) -> HttpResponse:
    """Somebody was first. What was typed here is shown, so that it can be copied."""
    typed = Field(
        "long-text",
        "letter",
        _("Your letter, which was not sent"),
        value=letter,
        rows=10,
        lang=_unlike_the_page(found),
    )
    return page(
        request,
        "services/casework/decided.html",
        status=status,
        case=found,
        outcome=outcome,
        typed=typed if letter else None,
    )
