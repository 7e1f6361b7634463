"""An entry is good again, until a day."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from commonworks.kernel.errors import Invalid, Missing
from commonworks.network.ports import Actor
from commonworks.signposts.models import Card, Entry
from commonworks.signposts.policies.freshness import LONGEST, SHORTEST


@transaction.atomic
def renew(*, ref: str, owner: str, until: date, by: Actor, at: datetime) -> None:
    """As `signposts.commands.keep_fresh`."""
    days = (until - localdate(at)).days
    if not SHORTEST <= days <= LONGEST:
        raise Invalid(
            _("Choose a day from tomorrow to %(years)s years ahead.") % {"years": LONGEST // 365},
            {"until": _("Choose a day in the next three years")},
        )
    card = Card.every.exclude(seen_by=Card.SeenBy.NOBODY).select_for_update().filter(ref=ref)
    if not card.update(good_until=until, standing=Card.Standing.FRESH):
        raise Missing(_("There is no card %(ref)s to keep fresh. Put it up first.") % {"ref": ref})
    entry, new = Entry.objects.select_for_update().get_or_create(
        card_id=ref, defaults={"owner": owner, "until": until, "days": days}
    )
    if new:
        return
    entry.owner, entry.until, entry.days = owner, until, days
    entry.edition += 1  # what was asked of an earlier edition cannot be answered any more
    entry.state = Entry.State.FRESH
    entry.asked_on = entry.reminded_on = entry.left_on = None
    entry.save()
