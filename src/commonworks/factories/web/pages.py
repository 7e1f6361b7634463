"""How every page of a factory is framed: its name, its sections, and where one is."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonworks.factories.queries import FactoryPage
from commonworks.factories.queries.members import standing
from commonworks.frontend.forms import Form
from commonworks.frontend.pages import page
from commonworks.network.ports import Actor

SECTIONS = (
    ("factories:factory", gettext_lazy("Overview")),
    ("factories:phases", gettext_lazy("Phases")),
    ("factories:updates", gettext_lazy("Updates")),
    ("factories:assessments", gettext_lazy("Options")),
    ("factories:debate", gettext_lazy("Debate")),
    ("factories:decisions", gettext_lazy("Decisions")),
    ("factories:members", gettext_lazy("Members")),
    ("factories:agreement", gettext_lazy("Agreement")),
    ("factories:costs", gettext_lazy("Costs")),
    ("factories:risks", gettext_lazy("Risks")),
)


def section(
    request: HttpRequest, template: str, found: FactoryPage, *, at: str, **context: Any
) -> HttpResponse:
    """A page of one factory; `at` is the name of its view in SECTIONS."""
    by = Actor.of(request)
    return page(
        request,
        template,
        factory=found,
        standing=standing(found, by=by),
        sections=[
            (label, reverse(name, args=[found.ref]), name == at)
            for name, label in SECTIONS
            if not (found.is_body and name == "factories:phases")
        ],
        trail=[_above(found), (found.name, "")],
        by=by,
        **context,
    )


def _above(found: FactoryPage) -> tuple[str, str]:
    if found.is_body:
        return _("The body"), reverse("factories:body")
    return _("Factories"), reverse("factories:list")


def exact_text(text: str, *, name: str, kind: str, sha256: str) -> HttpResponse:
    """A text that is published with its hash, byte for byte, as a file of that name."""
    return HttpResponse(
        text.encode(),
        content_type=f"text/{kind}; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-SHA256": sha256,
        },
    )


def ask(
    request: HttpRequest,
    form: Form,
    found: FactoryPage,
    *,
    title: str,
    button: str,
    intro: str = "",
    danger: bool = False,
) -> HttpResponse:
    """One form about a factory, for the first time or with what was refused."""
    above = reverse("factories:factory", args=[found.ref])
    return page(
        request,
        "frontend/form.html",
        status=form.status,
        form=form,
        title=title,
        button=button,
        intro=intro,
        danger=danger,
        breadcrumbs=[
            (_("Factories"), reverse("factories:list")),
            (found.name, above),
            (title, ""),
        ],
    )
