"""A factory that has stopped or was retired: what it did stays to be read, and nothing is added."""

from django.utils.translation import gettext as _

from commonworks.factories.models import Factory
from commonworks.kernel.errors import Gone


class HasEnded(Gone):
    code = "factory-has-ended"


def words(phase: str) -> str:
    """Why it takes nothing more; empty while it goes on. One that is archived does: any word from
    its lead brings it back."""
    if phase not in Factory.ENDED:
        return ""
    return _("This factory has ended. What it did stays to be read, and nothing is added to it.")


def check_goes_on(phase: str) -> None:
    if said := words(phase):
        raise HasEnded(said)


def going_on(ref: str) -> Factory:
    """The row of a factory that goes on, held as by `Factory.objects.locked`."""
    found = Factory.objects.locked(ref)
    check_goes_on(found.phase)
    return found
