"""A factory as a body that decides."""

from django.urls import reverse
from django.utils.translation import gettext as _

from commonworks.decisions.ports import Body, Settled
from commonworks.factories.models import Assessment, Factory, Option, Paper
from commonworks.factories.policies import ends
from commonworks.factories.policies.body import THE_BODY
from commonworks.factories.policies.subjects import (
    CONVENER,
    SECTIONS,
    assessment_of,
    option_of,
    paper_of,
)
from commonworks.factories.queries import factory
from commonworks.factories.queries.motions import body_of


def hold(body: str) -> None:
    """For `decisions`: nobody joins or leaves "factory.<ref>" until the transaction ends. One SQL
    query. Raises Missing."""
    Factory.objects.locked(body.partition(".")[2])


def describe(body: str) -> Body:
    """For `decisions`: who votes in "factory.<ref>" today. Three SQL queries. Raises Missing."""
    page = factory(body.partition(".")[2])
    link = reverse("factories:factory", args=[page.ref])
    return Body(
        body_of(page.ref),
        page.name,
        link,
        tuple(page.voting),
        tuple(page.proposing),
        over=ends.words(page.phase),
    )


def settled(body: str, about: str) -> Settled | None:
    """For `decisions`: the assessment, option or section that a motion of "factory.<ref>" settles,
    of the convening body also the paper or the election; None for what is none of these. Two SQL
    queries at most."""
    factory = body.partition(".")[2]
    if factory == THE_BODY and (found := _of_the_body(about)):
        return found
    if (number := assessment_of(about)) is not None:
        row = Assessment.objects.filter(factory=factory, number=number).first()
        return row and _of_assessment(row)
    if (option := option_of(about)) is not None:
        rows = Option.objects.filter(assessment__factory=factory, pk=option)
        return _of_option(rows.select_related("assessment").first())
    view = "factories:phases" if about.startswith("gate.") else f"factories:{about}"
    known = about and about in SECTIONS
    return Settled(SECTIONS[about], reverse(view, args=[factory])) if known else None


def _of_the_body(about: str) -> Settled | None:
    if about == CONVENER:
        return Settled(_("Who convenes the network"), reverse("factories:body"), has_own_form=True)
    number = paper_of(about)
    if number is None or not Paper.objects.filter(number=number).exists():
        return None
    label = _("Paper %(number)d") % {"number": number}
    return Settled(label, reverse("factories:body-paper", args=[number]), has_own_form=True)


def _of_assessment(row: Assessment) -> Settled:
    titles = row.options.order_by("pk").values_list("title", flat=True)
    return Settled(row.title, _page_of(row), tuple(titles))


def _of_option(row: Option | None) -> Settled | None:
    return row and Settled(row.title, f"{_page_of(row.assessment)}#option-{row.pk}")


def _page_of(row: Assessment) -> str:
    return reverse("factories:assessment", args=[row.factory_id, row.number])
