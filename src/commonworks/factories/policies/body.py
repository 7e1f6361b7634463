"""What the body is, and what its papers and elections must be."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from commonworks.frontend.words import date as in_words

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
MOST_CANDIDATES, LONGEST_NAME = 12, 100
Span = tuple[date, date]  # the first and the last day
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


def whole_text(text: str, aims: Sequence[str]) -> str:
    """All that the members adopt, as the file has it whose SHA-256 their motion names: the text,
    and below it the aims of a strategy."""
    numbered = "\n".join(f"{number}. {aim}" for number, aim in enumerate(aims, 1))
    return f"{text}\n\nAims\n\n{numbered}\n" if aims else text


def term_problems(starts: date, ends: date, closes: date) -> dict[str, str]:
    """`closes`: the day on which voting ends. Nobody convenes before they are elected."""
    wrong: dict[str, str] = {}
    if starts < closes:
        wrong["starts"] = _(
            "The term must start on the day voting closes or later: %(day)s or later."
        ) % {"day": in_words(closes)}
    if ends <= starts:
        wrong["ends"] = _("The term must end after it starts.")
    elif (ends - starts).days > LONGEST_TERM:
        wrong["ends"] = _("A term lasts three years at most.")
    return wrong


def overlap_problems(
    starts: date, ends: date, elected: Iterable[tuple[str, date]], voted_on: Iterable[Span]
) -> dict[str, str]:
    """`elected`: each name with the first day of a term; `voted_on`: the terms of elections under
    way.

    A term that has begun by then is no obstacle: members may choose anew at any time, and the
    earlier term ends as the later begins.
    """
    for first, last in voted_on:
        if starts <= last and first <= ends:
            said = _(
                "An election for a term from %(first)s to %(last)s is under way. Choose a term "
                "that does not overlap it, or wait until it is decided."
            )
            return {"starts": said % {"first": in_words(first), "last": in_words(last)}}
    for name, first in elected:
        if starts <= first <= ends:
            said = _(
                "%(name)s is elected from %(day)s. The term must end before that day, or start "
                "after it."
            )
            return {"ends": said % {"name": name, "day": in_words(first)}}
    return {}


def candidate_problem(names: Sequence[str]) -> str:
    """What is wrong with the names of those who stand; "" if nothing."""
    if not names:
        return _("Enter at least one candidate, one on each line.")
    if len(names) > MOST_CANDIDATES:
        return _("Enter %(most)s candidates or fewer.") % {"most": MOST_CANDIDATES}
    if any(len(name) > LONGEST_NAME for name in names):
        return _("Use %(most)s characters or fewer for each name.") % {"most": LONGEST_NAME}
    if len({name.casefold() for name in names}) < len(names):
        return _("Two candidates have the same name. Add what tells them apart, like a council.")
    return ""


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
