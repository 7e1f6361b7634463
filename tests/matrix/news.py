"""An entry of Leeds that its lead keeps fresh and follows, and an address that is told."""

import re
from dataclasses import dataclass
from datetime import timedelta

from commonworks.kernel import clock, encryption
from commonworks.network.ports import SYSTEM, Actor
from commonworks.post.models import Message
from commonworks.signposts import commands
from commonworks.signposts.commands import alerts, follows, freshness, hooks
from commonworks.signposts.models import Digest, Question
from commonworks.signposts.policies.answering import token_hash
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
    while alerts.match_next(by=SYSTEM, at=yesterday):
        pass
    alerts.send_digests(frequency="immediate", by=SYSTEM, at=now)
    until = now.date() + timedelta(days=7)
    commands.keep_fresh(ref=CARD, owner=lead.ref, until=until, by=SYSTEM, at=yesterday)
    while freshness.ask_next(by=SYSTEM, at=now):
        pass
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
    """From whichever letter asks about the card: an owner is asked about all that is due in one."""
    for letter in Message.objects.all():
        body = encryption.seal_of(letter.ref).open("body", letter.body)
        for token in re.findall(r"/fresh/(\S+)", body):
            if Question.objects.filter(token_sha256=token_hash(token), entry__card=CARD).exists():
                return token
    raise AssertionError("Nobody was asked about the card.")
