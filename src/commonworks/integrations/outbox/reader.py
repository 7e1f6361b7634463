"""Read what would have left: for the demonstration's outbox page, and for tests."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SentLetter:
    """A message as its reader would see it. `via` is "file" or "notify simulator"."""

    ref: str
    channel: str  # "email" or "text"
    recipient: str
    subject: str
    body: str
    at: datetime
    via: str


def sent_letters(data: Path, *, most: int = 500) -> list[SentLetter]:
    """The latest messages in the outbox folder and at the Notify simulator, newest first."""
    found = [*_in_files(data / "outbox"), *_at_simulator(data / "simulators")]
    return sorted(found, key=lambda letter: (letter.at, letter.ref), reverse=True)[:most]


def _in_files(folder: Path) -> list[SentLetter]:
    told = [json.loads(file.read_text()) for file in folder.glob("*.json")]
    return [
        SentLetter(
            ref=one["ref"],
            channel=one["channel"],
            recipient=one["recipient"],
            subject=one["subject"],
            body=one["body"],
            at=datetime.fromisoformat(one["written_at"]),
            via="file",
        )
        for one in told
    ]


def _at_simulator(folder: Path) -> list[SentLetter]:
    # With them comes Notify's client: a sixth of the time that a web worker takes to start.
    from commonworks.integrations.simulators import notify
    from commonworks.integrations.simulators.store import NAME, Store

    if not (folder / NAME).exists():
        return []
    return [
        SentLetter(
            ref=message.reference,
            channel="text" if message.channel == "sms" else "email",
            recipient=message.recipient,
            subject=message.subject,
            body=message.body,
            at=message.made,
            via="notify simulator",
        )
        for message in Store(folder).search("message", of=notify.Message)
    ]
