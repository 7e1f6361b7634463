"""Whether what somebody wrote tells of a person: asked before it is published, and what was kept
meanwhile."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonworks.frontend.pages import page
from commonworks.needs.policies.personal import Finding, Kind
from commonworks.needs.queries import drafts
from commonworks.network.ports import Actor


def asked(
    request: HttpRequest, found: Sequence[Finding], labels: Mapping[str, Any], *, back_to: str
) -> HttpResponse:
    """The page that shows what seems to be about a person; `back_to` is the form, filled in."""
    return page(
        request,
        "needs/personal.html",
        found=[(KINDS[each.kind], each.text, labels[each.field]) for each in found],
        title=_("Does this say something about a person?"),
        back_to=back_to,
    )


def begun(request: HttpRequest, need: str, by: Actor) -> dict[str, Any]:
    """What the form about a need was filled in with before, where the address names a draft of it.
    Raises Missing once its time is over."""
    if not (ref := request.GET.get("draft", "")):
        return {}
    kept = drafts.kept(ref, by=by)
    return {**kept.told, "authority": kept.authority} if kept.about == need else {}


KINDS = {
    Kind.NAME: gettext_lazy("A name"),
    Kind.EMAIL: gettext_lazy("An email address"),
    Kind.PHONE: gettext_lazy("A phone number"),
    Kind.NI_NUMBER: gettext_lazy("A National Insurance number"),
    Kind.NHS_NUMBER: gettext_lazy("An NHS number"),
    Kind.ADDRESS: gettext_lazy("An address"),
}
