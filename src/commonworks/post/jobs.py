"""Send what is waiting: the network calls are made between transactions, never inside one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from commonworks.kernel.jobs import Job, until_done
from commonworks.post import commands, ports


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
        provider_ref = ports.carrier().send(letter)
    except ports.Refused as refusal:
        commands.record_refused(letter=letter, code=refusal.code, by=by, at=at)
    except Exception as error:  # whatever a carrier does, the message stays and is tried again
        commands.postpone(letter=letter, error=error, by=by, at=at)
    else:
        commands.record_sent(letter=letter, provider_ref=provider_ref, by=by, at=at)
    return True


def erase_due(at: datetime) -> bool:
    """Erase the messages whose time is over, a batch a transaction; say whether there were any."""
    return until_done(lambda: commands.erase_due(by=Postman(), at=at))


SEND = Job("post.send", send_next)
ERASE = Job("post.erase", erase_due, every=timedelta(hours=1))
