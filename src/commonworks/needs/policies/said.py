"""What a council says of a need: its fields, their limits, and what an edition changed."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonworks.kernel.errors import Invalid
from commonworks.kernel.money import MOST_PENCE, pounds
from commonworks.needs.models import Need, Pain, Visibility

MOST = {"title": 120, "problem": 4000, "who": 300, "tried": 2000, "constraints": 2000}
# Control characters and half characters cannot be stored or shown, but for line feeds and tabs; the
# last ones turn the direction of what is read.
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
MOST_NOTE = 1000
MOST_VOLUME = 1_000_000_000  # times a year
NAMES = {
    "title": gettext_noop("The title"),
    "problem": gettext_noop("The description of the problem"),
    "who": gettext_noop("What you say of who has it"),
    "tried": gettext_noop("What you say of what was tried"),
    "constraints": gettext_noop("What you say of constraints"),
    "note": gettext_noop("The note"),
    "why": gettext_noop("The reason"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A need in its council's words. Money in pence a year, volume in times a year."""

    title: str
    problem: str
    who: str = ""
    service_code: str = ""
    volume: int | None = None
    cost_pence: int | None = None
    pain: str = ""
    tried: str = ""
    constraints: str = ""
    visibility: str = Visibility.PUBLIC.value

    @classmethod
    def of(cls, need: Need) -> "Said":
        return cls(**{each.name: getattr(need, each.name) for each in fields(cls)})

    @property
    def texts(self) -> dict[str, str]:
        """What somebody wrote in their own words, where a person's name could be."""
        return {name: str(getattr(self, name)) for name in MOST if getattr(self, name)}


FIELDS = tuple(each.name for each in fields(Said))


@dataclass(frozen=True, slots=True)
class Change:
    """A field that one edition says otherwise than the one before."""

    name: str
    before: Any
    after: Any


def checked(said: Said) -> Said:
    """The same with its texts made clean. Raises Invalid, with what is wrong beside each field."""
    clean = {name: cleaned(getattr(said, name)) for name in MOST}
    wrong = {name: why for name, text in clean.items() if (why := too_long(name, text, MOST[name]))}
    for name, ask in (
        ("title", _("Say in a line what the problem is")),
        ("problem", _("Describe it")),
    ):
        if not clean[name]:
            wrong[name] = ask
    wrong |= wrong_evidence(said.volume, said.cost_pence, said.pain)
    if said.visibility not in Visibility:
        wrong["visibility"] = _("Choose who can see this")
    if wrong:
        raise Invalid(_("Check what you said of the need."), wrong)
    one_line = {"title": " ".join(clean["title"].split()), "who": " ".join(clean["who"].split())}
    return Said(**{**asdict(said), **clean, **one_line})


def checked_evidence(
    *, volume: int | None, cost_pence: int | None, pain: str, note: str, visibility: str
) -> str:
    """The note made clean. Raises Invalid, with what is wrong beside each field."""
    note = cleaned(note)
    wrong = wrong_evidence(volume, cost_pence, pain)
    if why := too_long("note", note, MOST_NOTE):
        wrong["note"] = why
    if visibility and visibility not in Visibility:
        wrong["visibility"] = _("Choose who can see this")
    if wrong:
        raise Invalid(_("Check what you said of your council."), wrong)
    return note


def wrong_evidence(volume: int | None, cost_pence: int | None, pain: str) -> dict[str, str]:
    """What is wrong with a council's evidence, by field."""
    wrong = {}
    if volume is not None and not 0 <= volume <= MOST_VOLUME:
        wrong["volume"] = _("Enter a number from 0 to %(most)s") % {"most": f"{MOST_VOLUME:,}"}
    if cost_pence is not None and not 0 <= cost_pence <= MOST_PENCE:
        wrong["cost_pence"] = _("Enter an amount from £0 to a thousand million pounds")
    if pain and pain not in Pain:
        wrong["pain"] = _("Choose how much it hurts")
    return wrong


def audience(*asked: str) -> str:
    """Who reads what several speak of: the need that it is about, and whoever says it. The fewest
    of them all; "" is nobody's wish."""
    return (Visibility.NETWORK if Visibility.NETWORK in asked else Visibility.PUBLIC).value


def cleaned(text: str) -> str:
    """Composed characters, line feeds for line ends, and no control characters but those."""
    plain = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return HIDDEN.sub("", plain).strip()


def says_now(now: Said, typed: Said, services: Mapping[str, str]) -> dict[str, str]:
    """What a need says today, beside each field that somebody would say otherwise. `services` are
    names by code."""
    told = {name: cleaned(v) if isinstance(v, str) else v for name, v in asdict(typed).items()}
    says = {
        each.name: in_words(each.name, each.before, services) or "–"
        for each in changes(asdict(now), told)
    }
    return {name: _("It says now: %(now)s") % {"now": said} for name, said in says.items()}


def in_words(name: str, value: Any, services: Mapping[str, str]) -> str:
    """What a need says in one of its fields, for a person; "" for nothing. `services` are names by
    code: Parking permits (474), or the number alone where the list has no such service any more."""
    if value is None or value == "":
        return ""
    if name == "service_code":
        return f"{services[value]} ({value})" if value in services else str(value)
    if name == "cost_pence":
        return pounds(value)
    if name in CHOICES:
        return _(dict(CHOICES[name].choices).get(value, value))
    return f"{value:,}" if isinstance(value, int) else str(value)


CHOICES: Mapping[str, type[Pain | Visibility]] = {"pain": Pain, "visibility": Visibility}


def too_long(name: str, text: str, most: int) -> str:
    if len(text) <= most:
        return ""
    return _("%(name)s must be %(most)s characters or fewer. It has %(count)s.") % {
        "name": _(NAMES[name]),
        "most": f"{most:,}",
        "count": f"{len(text):,}",
    }


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """What differs, in the order in which a need is told."""
    return tuple(
        Change(name, before.get(name), after.get(name))
        for name in FIELDS
        if before.get(name) != after.get(name)
    )
