"""An entry of Leeds that its lead keeps fresh and follows, and an address of Leeds' that is told."""

import re
from dataclasses import dataclass
from datetime import timedelta

from commonworks.kernel import clock, encryption
from commonworks.network.ports import SYSTEM, Actor
from commonworks.post.models import Message
from commonworks.signposts import commands
from commonworks.signposts.commands import alerts, follows, freshness, hooks
from commonworks.signposts.models import Digest
from commonworks.signposts.queries.follows import What, token_of

CARD = "need.leeds"


@dataclass(frozen=True, slots=True)
class Alerts:
    """Refs, and the tokens of the links in letters."""

    card: str = CARD
    fresh: str = ""
    follow: str = ""
    stop: str = ""
    hook: str = ""


def news_of_leeds(lead: Actor) -> Alerts:
    now = clock.now()
    yesterday = now - timedelta(days=1)
    commands.put_card(
        ref=CARD,
        kind="need",
        title="Permits",
        link="/organisations/leeds/",
        authority="leeds",
        by=SYSTEM,
        at=yesterday,
    )
    followed = follows.follow(what=What(card=CARD), frequency="immediate", by=lead, at=yesterday)
    commands.announce(ref=CARD, headline="News", by=SYSTEM, at=yesterday)
    while alerts.match_next(by=SYSTEM, at=yesterday):  # Leeds' system is news as well
        pass
    alerts.send_digests(frequency="immediate", by=SYSTEM, at=now)
    until = now.date() + timedelta(days=7)
    commands.keep_fresh(ref=CARD, owner=lead.ref, until=until, by=SYSTEM, at=yesterday)
    freshness.ask_next(by=SYSTEM, at=now)
    hook = hooks.add_hook(
        name="Channel",
        url="https://hooks.example.org/",
        authority="leeds",
        by=lead,
        at=now,
    )
    stop = token_of(str(Digest.objects.get(person=lead.ref).ref))
    return Alerts(CARD, _fresh_token(), followed, stop, hook.ref)


def _fresh_token() -> str:
    letter = Message.objects.get(about=CARD)
    body = encryption.seal_of(letter.ref).open("body", letter.body)
    return re.search(r"/fresh/(\S+)", body)[1]
