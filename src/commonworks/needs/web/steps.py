"""A question on the way from a form to what it does: whether it tells of a person. What was typed
goes along in the page, so that nothing is kept of somebody who turns back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonworks.frontend.forms import Form
from commonworks.frontend.pages import page
from commonworks.needs.policies.personal import Finding, Kind

STEP, PASSED = "step", "passed"
KNOWN = ("personal",)  # what can be passed
OWN = {STEP, PASSED, "csrfmiddlewaretoken"}


@dataclass(frozen=True, slots=True)
class Steps:
    """Where somebody is: which questions they answered, and whether they turned back."""

    carried: Sequence[tuple[str, str]]
    passed: Collection[str]
    back: bool

    @classmethod
    def of(cls, request: HttpRequest) -> "Steps":
        posted = request.POST
        step = posted.get(STEP, "")
        passed = {each for each in [*posted.getlist(PASSED), step] if each in KNOWN}
        carried = [(name, v) for name, all_ in posted.lists() if name not in OWN for v in all_]
        return cls(carried, sorted(passed), step == "change")


def typed(request: HttpRequest, form: Form) -> bool:
    """Whether the form was sent, is right, and is not to be looked at again."""
    return request.method == "POST" and form.is_valid() and not Steps.of(request).back


def warned(request: HttpRequest, found: Sequence[Finding], form: Form) -> HttpResponse:
    """The page that shows what seems to be about a person."""
    labels = {name: field.label for name, field in form.fields.items()}
    return asked(request, found, labels, steps=Steps.of(request))


def asked(
    request: HttpRequest, found: Sequence[Finding], labels: Mapping[str, Any], **more: Any
) -> HttpResponse:
    return page(
        request,
        "needs/personal.html",
        found=[(KINDS[each.kind], each.text, labels[each.field]) for each in found],
        title=_("Does this say something about a person?"),
        **more,
    )


KINDS = {
    Kind.NAME: gettext_lazy("A name"),
    Kind.EMAIL: gettext_lazy("An email address"),
    Kind.PHONE: gettext_lazy("A phone number"),
    Kind.NI_NUMBER: gettext_lazy("A National Insurance number"),
    Kind.NHS_NUMBER: gettext_lazy("An NHS number"),
    Kind.ADDRESS: gettext_lazy("An address"),
}
