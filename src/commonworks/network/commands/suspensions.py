"""Shut somebody out for a while, and let them in again. What they did stays; so do their roles."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commonworks.kernel import events
from commonworks.kernel.errors import Conflict, Invalid, Missing
from commonworks.network import permissions
from commonworks.network.models import Person
from commonworks.network.permissions import Deed
from commonworks.network.ports import Actor


class YourOwnAccount(Conflict):
    code = "own-account"


@transaction.atomic
def suspend(*, person: str, why: str, by: Actor, at: datetime) -> None:
    """Suspend an account: its sessions end at once and for good, and it cannot sign in. `why` is
    one of Person.Suspended. Doing it again changes nothing."""
    row = _locked(person, by)
    if why not in Person.Suspended:
        raise Invalid(
            _("The account was not suspended."), {"why": _("Choose a reason from the list")}
        )
    if person == by.ref:
        raise YourOwnAccount(_("You cannot suspend your own account. Ask another steward."))
    if row.suspended_at is not None:
        return
    row.suspended_at, row.suspended_for, row.suspensions = at, why, row.suspensions + 1
    row.save(update_fields=["suspended_at", "suspended_for", "suspensions"])
    events.record("network.person.suspended", subject=person, by=by, at=at, why=why)


@transaction.atomic
def restore(*, person: str, by: Actor, at: datetime) -> None:
    """Let somebody sign in again, in the roles they hold. Doing it again changes nothing."""
    row = _locked(person, by)
    if row.suspended_at is None:
        return
    row.suspended_at, row.suspended_for = None, ""
    row.save(update_fields=["suspended_at", "suspended_for"])
    events.record("network.person.restored", subject=person, by=by, at=at)


def _locked(person: str, by: Actor) -> Person:
    permissions.check(by, Deed.SUSPEND)
    row = Person.objects.select_for_update().filter(ref=person).first()
    if row is None:
        raise Missing(_("There is no such account."))
    return row
