"""The joint working agreement: read it, print it, offer a version, sign."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from markupsafe import Markup

from commonworks.factories import permissions, queries
from commonworks.factories.commands import agreements as commands
from commonworks.factories.permissions import Deed
from commonworks.factories.policies.agreements import Choices
from commonworks.factories.queries import agreements
from commonworks.factories.queries.agreements import Version
from commonworks.factories.web.forms import agreements as forms
from commonworks.factories.web.membership import either
from commonworks.factories.web.pages import ask, exact_text, section
from commonworks.frontend.once import once
from commonworks.kernel import clock
from commonworks.network.ports import Actor
from formwork import texts


@require_safe
def newest(request: HttpRequest, ref: str) -> HttpResponse:
    found = queries.factory(ref)
    return _show(request, found, agreements.agreement(found))


@require_safe
def version(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    found = queries.factory(ref)
    return _show(request, found, agreements.agreement(found, number))


@require_safe
def text(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """The very bytes of which the hash was taken."""
    found = agreements.exact(ref, number)
    return exact_text(found.text, name=file_of(ref, number), kind="markdown", sha256=found.sha256)


def file_of(ref: str, number: int) -> str:
    """What the text is called once it is downloaded."""
    return f"{ref}-agreement-{number}.md"


@login_required
@either
@once
def offer(request: HttpRequest, ref: str) -> HttpResponse:
    by, found = Actor.of(request), queries.going_on(ref)
    permissions.check(by, Deed.RUN, found.lead)
    last = agreements.agreement(found)
    form = forms.Agree.of(request, initial=(last.choices if last else Choices()).plain)
    if form.is_valid() and form.carries_out(_offer, factory=ref, by=by, at=clock.now()):
        messages.success(request, _("The agreement is open for signing."))
        return redirect("factories:agreement", ref)
    title = _("Offer an agreement for signing")
    intro = AGAIN if last else ""
    return ask(request, form, found, title=title, button=_("Offer for signing"), intro=intro)


@login_required
@require_POST
def sign(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    commands.sign_agreement(
        factory=ref,
        number=number,
        organisation=request.POST.get("organisation", ""),
        by=Actor.of(request),
        at=clock.now(),
    )
    messages.success(request, _("You have signed for your organisation."))
    return redirect("factories:agreement", ref)


AGAIN = gettext_lazy(
    "Whoever has signed an earlier version signs again. What is in force goes on until all have."
)


def _offer(*, factory: str, by: Actor, at: object, **choices: object) -> int:
    return commands.offer_agreement(factory=factory, choices=Choices(**choices), by=by, at=at)  # type: ignore[arg-type]


def _show(request: HttpRequest, found: queries.FactoryPage, shown: Version | None) -> HttpResponse:
    versions = agreements.versions(found.ref)
    return section(
        request,
        "factories/agreement.html",
        found,
        at="factories:agreement",
        agreement=shown,
        text=Markup(texts.render(shown.text)) if shown else "",  # noqa: S704 - it escapes
        file=file_of(found.ref, shown.number) if shown else "",
        versions=versions,
        is_newest=bool(shown and shown.number == versions[0].number),
    )
