"""Contract ends as iCalendar (RFC 5545): days, not hours, that a calendar keeps as its own.

A UID is made of the entry's ref and of what ends, so that a calendar that asks again moves the
event it has (3.8.4.7); SEQUENCE is the entry's edition (3.8.7.4).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from hashlib import sha1
from uuid import NAMESPACE_URL

from django.utils.translation import gettext as _

from commonworks.frontend.words import date as in_words
from commonworks.needs.queries.calendar import Ending

LONGEST_LINE = 75  # octets, without the line break (3.1)
CONTROLS = {code: None for code in (*range(32), 127) if code != 9}
NAMESPACE = NAMESPACE_URL.bytes
SOURCE = "-//Commonworks//Technology estate//EN"


@dataclass(frozen=True, slots=True)
class Event:
    """A whole day. `stamp` is when what it says was last changed."""

    uid: str
    day: date
    summary: str
    description: str
    url: str
    stamp: datetime
    sequence: int


@dataclass(frozen=True, slots=True)
class Words:
    """What events say, looked up once: a thousand times six takes a tenth of a second."""

    ends: str
    notice: str
    supplier: str
    period: str
    contract: str
    purpose: str
    unconfirmed: str

    @classmethod
    def now(cls) -> "Words":
        """In the reader's language."""
        return cls(
            ends=_("Contract ends: %(system)s (%(council)s)"),
            notice=_("Give notice by: %(system)s (%(council)s)"),
            supplier=_("Supplier"),
            period=_("Notice period"),
            contract=_("Contract ends"),
            purpose=_("Used for"),
            unconfirmed=_(
                "Nobody at the council has confirmed this since %(day)s. It may no longer be true."
            ),
        )


def events_of(endings: Iterable[Ending], address: Callable[[str], str]) -> Iterator[Event]:
    """The end of each contract, and the last day on which to give notice, if that is known.
    `address` makes an entry's own of its ref."""
    words, said_on = Words.now(), cache(in_words)
    for each in endings:
        about = {"system": each.name, "council": each.council_name}
        told, url = _description(each, words, said_on), address(each.ref)
        ends = (each.contract_end, "end", words.ends % about)
        notice = (each.notice_by, "notice", words.notice % about)
        for day, what, summary in (ends, notice):
            if day is not None:
                uid = _uid(each.ref, what)
                yield Event(uid, day, summary, told, url, each.changed_at, each.edition)


def calendar(name: str, events: Iterable[Event]) -> str:
    """A whole calendar, its lines ended by CRLF as 3.1 has it."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{SOURCE}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{escaped(name)}",  # RFC 7986
        f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:P1D",
    ]
    head = "".join(f"{folded(line)}\r\n" for line in lines)
    return "".join((head, *map(_event, events), "END:VCALENDAR\r\n"))


def _event(event: Event) -> str:
    lines = (
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{event.stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTART;VALUE=DATE:{_basic(event.day)}",
        f"DTEND;VALUE=DATE:{_basic(event.day + timedelta(days=1))}",  # the day after: it is open
        # Those above and below are never so long that they are folded.
        folded(f"SUMMARY:{escaped(event.summary)}"),
        folded(f"DESCRIPTION:{escaped(event.description)}"),
        folded(f"URL:{event.url}"),
        "TRANSP:TRANSPARENT",  # nobody is busy because a contract ends
        "END:VEVENT",
        "",
    )
    return "\r\n".join(lines)


def _basic(day: date) -> str:
    """20261122 (3.3.4)."""
    return day.isoformat().replace("-", "")


def escaped(text: str) -> str:
    """A TEXT value (3.3.11); a control character, which it may not hold, is left out."""
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    plain = plain.replace("\r\n", "\\n").replace("\n", "\\n")
    return plain if plain.isprintable() else plain.translate(CONTROLS)  # which takes ten times that


def folded(line: str) -> str:
    """In lines of 75 octets at most, each but the first begun by a space, no letter cut (3.1)."""
    if line.isascii():  # a letter is an octet: nearly all lines
        if len(line) <= LONGEST_LINE:
            return line
        rest = range(LONGEST_LINE, len(line), LONGEST_LINE - 1)
        return "\r\n ".join([line[:LONGEST_LINE], *(line[n : n + LONGEST_LINE - 1] for n in rest)])
    parts, part, size = [], "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LONGEST_LINE:
            parts.append(part)
            part, size = "", 1  # the space that begins it
        part += letter
        size += octets
    return "\r\n ".join([*parts, part])


def _uid(ref: str, what: str) -> str:
    """A UUID, as RFC 7986, 5.3 would have it: version 5, of RFC 9562, 5.5."""
    # By hand: a thousand of `uuid.uuid5` take a fifth of the whole calendar's time.
    hashed = sha1(NAMESPACE + f"system.{ref}/{what}".encode(), usedforsecurity=False)
    text = hashed.hexdigest()
    variant = "89ab"[int(text[16], 16) & 3]
    return f"{text[:8]}-{text[8:12]}-5{text[13:16]}-{variant}{text[17:20]}-{text[20:32]}"


def _description(ending: Ending, words: Words, said_on: Callable[[date], str]) -> str:
    said = [
        f"{words.supplier}: {ending.supplier_name}" if ending.supplier_name else "",
        f"{words.period}: {ending.notice}" if ending.notice else "",
        f"{words.contract}: {said_on(ending.contract_end)}",
        f"{words.purpose}: {ending.purpose}" if ending.purpose else "",
        words.unconfirmed % {"day": said_on(ending.good_until)} if ending.stale else "",
    ]
    return "\n".join(text for text in said if text)
