"""Who is asked about an entry, when its owner leaves or somebody better takes over."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from commonworks.kernel import events
from commonworks.kernel.errors import Conflict, Invalid, Missing
from commonworks.network.ports import Actor
from commonworks.network.queries import standing
from commonworks.signposts import permissions
from commonworks.signposts.models import Entry


@transaction.atomic
def reassign(*, ref: str, owner: str, by: Actor, at: datetime) -> None:
    """Have somebody else of the same organisation asked from now on."""
    entry = Entry.objects.select_for_update(of=("self",)).select_related("card").filter(card=ref)
    if (found := entry.first()) is None:
        raise Missing(_("There is no such entry, or nobody is asked about it."))
    permissions.check_may_reassign(by, found.card.authority_id)
    if not standing.belongs(owner, found.card.authority_id):
        raise Invalid(
            _("Choose somebody who belongs to the organisation."),
            {"owner": _("Choose somebody from the list")},
        )
    if owner == found.owner and found.left_on is None:
        raise Conflict(_("This person looks after the entry already."))
    found.give_to(owner)
    found.save()
    events.record("signposts.entry.reassigned", subject=ref, by=by, at=at, owner=owner)


@transaction.atomic
def pass_on(*, person: str, organisation: str, by: Actor, at: datetime) -> int:
    """Somebody left an organisation: whoever answers for it is asked instead; how many entries."""
    if standing.belongs(person, organisation):
        return 0
    rows = Entry.objects.filter(owner=person, card__authority=organisation)
    return _fill(rows, organisation, localdate(at))


@transaction.atomic
def adopt(*, organisation: str, by: Actor, at: datetime) -> int:
    """Somebody came who may answer for an organisation: for entries that have nobody, too."""
    rows = Entry.objects.filter(owner="", card__authority=organisation)
    return _fill(rows, organisation, localdate(at)) if rows.exists() else 0


@transaction.atomic
def settle(*, organisation: str, by: Actor, at: datetime) -> int:
    """Entries of an organisation whose owner is not one of its people fall to whoever answers for
    it; how many."""
    people = [person for _, person in standing.members([organisation])]
    rows = Entry.objects.filter(card__authority=organisation).exclude(owner__in=people)
    return _fill(rows, organisation, localdate(at))


def _fill(rows: QuerySet[Entry], organisation: str, today: date) -> int:
    return rows.update(
        owner=standing.stand_in(organisation),
        left_on=today,
        edition=F("edition") + 1,
        asked_on=None,
        reminded_on=None,
    )
