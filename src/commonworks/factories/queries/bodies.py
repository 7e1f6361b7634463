"""A factory as a body that decides."""

from django.urls import reverse

from commonworks.decisions.ports import Body
from commonworks.factories.models import Factory
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
    return Body(body_of(page.ref), page.name, link, tuple(page.voting))
