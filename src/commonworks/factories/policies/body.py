"""What the body is, and what its papers and elections must be."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

THE_BODY = "network"  # the factory of all members
KIND = "The convening body"
NAME = "Commonworks network"
PURPOSE = (
    "All members together: they keep the constitution, adopt a strategy each year and elect the "
    "convener. The body convenes and advises, and binds nobody."
)
LONGEST_PAPER = 50_000
MOST_AIMS, LONGEST_AIM = 20, 300
LONGEST_TERM = 3 * 366  # days
RULE = {"constitution": "two-thirds", "strategy": "majority"}


def paper_problems(kind: str, year: int | None, aims: Sequence[str], today: date) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if kind not in RULE:
        wrong["kind"] = _("Select what is to be adopted.")
    if kind == "strategy":
        if year is None or not today.year <= year <= today.year + 5:
            wrong["year"] = _("Enter the year of the strategy, from %(year)s on.") % {
                "year": today.year
            }
        if not 1 <= len(aims) <= MOST_AIMS:
            wrong["aims"] = _("Enter from 1 to %(most)s aims, one on each line.") % {
                "most": MOST_AIMS
            }
        elif any(len(aim) > LONGEST_AIM for aim in aims):
            wrong["aims"] = _("Use %(most)s characters or fewer for each aim.") % {
                "most": LONGEST_AIM
            }
    return wrong


def term_problems(starts: date, ends: date, today: date) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if starts < today:
        wrong["starts"] = _("The term must start today or later.")
    if ends <= starts:
        wrong["ends"] = _("The term must end after it starts.")
    elif (ends - starts).days > LONGEST_TERM:
        wrong["ends"] = _("A term lasts three years at most.")
    return wrong


def candidate_of(line: str) -> tuple[str, str]:
    """(name, email address or "") of a line such as "Ada Example, ada@example.gov.uk"."""
    name, _comma, last = " ".join(line.split()).rpartition(",")
    if "@" in last:
        return name.strip(), last.strip()
    return " ".join(line.split()), ""


def chosen_of(choice: str) -> int:
    """Which candidate a motion's choice is, from 0; where one stood alone, there is no choice."""
    number = choice.removeprefix("option-")
    return int(number) - 1 if number else 0


def minutes_of(hours: str) -> int:
    """1.5 or 0:45 as minutes; 0 for what is neither, or is not within a day."""
    text = hours.strip().replace(",", ".")
    if not (text.isascii() and 0 < len(text) < 6):
        return 0
    whole, colon, rest = text.partition(":")
    if colon:
        good = whole.isdecimal() and len(rest) == 2 and rest.isdecimal() and int(rest) < 60
        minutes = int(whole) * 60 + int(rest) if good else 0
    else:
        parts = text.split(".")
        good = len(parts) < 3 and all(part.isdecimal() for part in parts)
        minutes = round(float(text) * 60) if good else 0
    return minutes if minutes <= 24 * 60 else 0
