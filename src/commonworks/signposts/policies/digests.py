"""What a digest says: news and links, and which of it is for people of the network alone."""

from collections.abc import Sequence
from itertools import groupby

from django.conf import settings
from django.urls import reverse

from commonworks.signposts.models import News
from commonworks.signposts.models.follows import Frequency
from commonworks.signposts.policies.addresses import absolute

MOST = 50  # lines; more are counted, and are on the pages they lead to
EVERY = {
    Frequency.IMMEDIATE: "as it happens",
    Frequency.DAILY: "once a day",
    Frequency.WEEKLY: "once a week",
}
DIGEST = """{news}{more}
You get this {every} because you follow these things on Commonworks.
Change what you follow: {alerts_at}
Stop these emails, without signing in: {stop_at}
"""


def digest(news: Sequence[News], frequency: str, stop_at: str) -> tuple[str, str]:
    """Subject and body of one mail about all of it."""
    shown, left = news[:MOST], len(news) - MOST
    return (
        _subject(news),
        DIGEST.format(
            news="\n".join(_about(list(lines)) for lines in _by_card(shown)),
            more=f"\nAnd {left} more.\n" if left > 0 else "",
            every=EVERY[Frequency(frequency)],
            alerts_at=settings.COMMONWORKS_ADDRESS + reverse("signposts:alerts"),
            stop_at=stop_at,
        ),
    )


def _by_card(news: Sequence[News]) -> list[list[News]]:
    ordered = sorted(news, key=lambda each: (each.card.title, each.card_id, each.at))
    return [list(lines) for _, lines in groupby(ordered, key=lambda each: each.card_id)]


def _subject(news: Sequence[News]) -> str:
    if len(news) == 1:
        return f"{news[0].card.title}: {news[0].headline}"
    return f"{len(news)} things that are new on Commonworks"


def _about(lines: Sequence[News]) -> str:
    card = lines[0].card
    title = f"{card.title} (network only)" if card.is_inside else card.title
    said = "".join(f"- {each.headline}\n  {absolute(each.link)}\n" for each in lines)
    return f"{title}\n{said}"
