"""Say one line of news about a card."""

from collections.abc import Collection
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from commonworks.kernel.errors import Invalid, Missing
from commonworks.network.ports import Actor
from commonworks.signposts.models import Alert, Card, News
from commonworks.signposts.queries.follows import listeners

MOST_HEADLINE = 200


@transaction.atomic
def say(
    *,
    ref: str,
    headline: str,
    by: Actor,
    at: datetime,
    link: str = "",
    told: Collection[str] = (),
) -> None:
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
    news = News.objects.create(
        ref=uuid4(),
        card_id=ref,
        headline=headline,
        link=link or to,
        at=at,
        for_network=seen_by == Card.SeenBy.NETWORK,
    )
    if told:
        _spare(news, told, at)


def _spare(news: News, told: Collection[str], at: datetime) -> None:
    """Of followers who are written to otherwise, the alert is there already, and is done: a person
    has one of each piece of news, so that no other is made."""
    found = listeners(news.card_id, at=at, for_network=news.for_network)
    spared = {each.person: each for each in found if each.person in told and not each.hook}
    Alert.objects.bulk_create(
        Alert(
            person=each.person,
            news=news,
            follow_id=each.follow,
            frequency=each.frequency,
            at=at,
            done=True,
        )
        for each in spared.values()
    )
