"""Send what is waiting: the network calls are made between transactions, never inside one."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from commonworks.kernel import demonstration
from commonworks.kernel.jobs import Job, until_done
from commonworks.post import commands, ports, queries

TOGETHER = 500  # refs a query: both databases take as many


@dataclass(frozen=True, slots=True)
class Postman:
    """Who sends, as events name it."""

    ref: str = "system:post"


def send_next(at: datetime) -> bool:
    """Send one message that is due; say whether there was one."""
    by = Postman()
    if (letter := commands.take_letter(by=by, at=at)) is None:
        return False
    try:
        provider_ref = ports.carrier().send(_marked(letter))
    except ports.Refused as refusal:
        commands.record_refused(letter=letter, code=refusal.code, by=by, at=at)
    except Exception as error:  # whatever a carrier does, the message stays and is tried again
        commands.postpone(letter=letter, error=error, by=by, at=at)
    else:
        commands.record_sent(letter=letter, provider_ref=provider_ref, by=by, at=at)
    return True


def _marked(letter: ports.Letter) -> ports.Letter:
    """In the demonstration a message says that it is of one: an email's subject, a text itself."""
    if letter.channel == "email":
        return replace(letter, subject=demonstration.named(letter.subject))
    return replace(letter, body=demonstration.named(letter.body))


def erase_due(at: datetime) -> bool:
    """Erase the messages whose time is over, a batch a transaction; say whether there were any.

    The files of all that was erased since, for whatever reason, go after that. They are looked
    for and not noted, so that whoever dies in between leaves nothing behind for good.
    """
    some = until_done(lambda: commands.erase_due(by=Postman(), at=at))
    discard_erased()
    return some


def discard_erased() -> None:
    """Leave no file of a message that may be read no more. Doing it again does no harm."""
    copies = ports.copies()
    refs = sorted(copies.kept())
    for first in range(0, len(refs), TOGETHER):
        for ref in queries.erased_among(refs[first : first + TOGETHER]):
            copies.discard(ref)


SEND = Job("post.send", send_next)
ERASE = Job("post.erase", erase_due, every=timedelta(hours=1))
