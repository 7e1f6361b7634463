"""Say one line of news about a card."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from commonworks.kernel.errors import Invalid, Missing
from commonworks.network.ports import Actor
from commonworks.signposts.models import Card, News

MOST_HEADLINE = 200


@transaction.atomic
def say(*, ref: str, headline: str, by: Actor, at: datetime, link: str = "") -> None:
    """As `signposts.commands.announce`."""
    printable = (each if each.isprintable() else " " for each in headline)
    headline = " ".join("".join(printable).split())
    if not headline:
        raise Invalid(_("Say in a line what is new."))
    if len(headline) > MOST_HEADLINE:
        headline = f"{headline[: MOST_HEADLINE - 1].rstrip()}…"
    row = Card.every.hanging().filter(ref=ref).values_list("link", "seen_by").first()
    if row is None:
        raise Missing(
            _("There is no card %(ref)s to announce anything about. Put it up first.")
            % {"ref": ref}
        )
    to, seen_by = row
    News.objects.create(
        ref=uuid4(),
        card_id=ref,
        headline=headline,
        link=link or to,
        at=at,
        for_network=seen_by == Card.SeenBy.NETWORK,
    )
