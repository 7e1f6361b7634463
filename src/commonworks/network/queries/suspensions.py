"""For stewards: whose account it is, and whether it is suspended."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from commonworks.kernel.errors import Missing
from commonworks.network import permissions
from commonworks.network.models import Person
from commonworks.network.permissions import Deed
from commonworks.network.ports import Actor

REASONS: tuple[tuple[str, str], ...] = tuple(
    (reason.value, str(reason.label)) for reason in Person.Suspended
)


@dataclass(frozen=True, slots=True)
class Standing:
    """`suspended_at` is None for an account that can sign in. `roles`: (organisation, role)."""

    ref: str
    name: str
    email: str
    suspended_at: datetime | None
    why: str
    roles: tuple[tuple[str, str], ...]


def account_with(email: str, *, by: Actor) -> str:
    """The ref of the account with exactly this address; "" where there is none. One SQL query."""
    permissions.check(by, Deed.SUSPEND)
    rows = Person.objects.filter(email=email.strip().lower())
    return next((str(ref) for ref in rows.values_list("ref", flat=True)), "")


def standing(person: str, *, by: Actor) -> Standing:
    """Two SQL queries. Raises Missing."""
    permissions.check(by, Deed.SUSPEND)
    row = Person.objects.filter(ref=person).first()
    if row is None:
        raise Missing(_("There is no such account."))
    held = row.memberships.filter(until=None).select_related("organisation")
    return Standing(
        str(row.ref),
        row.name,
        row.email,
        row.suspended_at,
        _(row.get_suspended_for_display()),
        tuple((m.organisation.name, _(m.get_role_display())) for m in held.order_by("pk")),
    )
