"""The phase a service is in, and the one that it can go on to."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from commonworks.factories.queries import FactoryPage
from commonworks.factories.queries import factory as factory_page
from commonworks.frontend.words import reader
from commonworks.kernel.errors import Missing
from commonworks.network.ports import Actor
from commonworks.services import permissions
from commonworks.services.models import Service
from commonworks.services.models.languages import said_in
from commonworks.services.permissions import Deed


@dataclass(frozen=True, slots=True)
class Step:
    """A service that may be moved on. `seen` is the phase that it is in, as a form gives it back;
    `phase` and `next` are in words, `next` empty where it cannot go on."""

    service: str
    title: str
    seen: str
    phase: str
    next: str


def step(service: str, *, by: Actor) -> Step:
    """For whoever may move it on. Four SQL queries. Raises Missing and NotAllowed."""
    rows = Service.objects.filter(ref=service)
    found = rows.values_list("factory", said_in(reader(), "title"), "phase").first()
    if found is None:
        raise Missing(_("There is no such service. Look it up in the list of services."))
    factory, title, seen = found
    permissions.check_any(by, Deed.PUBLISH, publishers(factory_page(factory)))
    phase = Service.Phase(seen)
    onward = Service.ONWARD.get(phase)
    return Step(service, title, seen, phase.label, onward.label if onward else "")


def publishers(factory: FactoryPage) -> list[str]:
    """The organisations whose people publish what a factory makes: all of it but observers."""
    return [member.organisation for member in factory.now if member.part != "observer"]
