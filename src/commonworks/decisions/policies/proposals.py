"""What a motion must be before it is put."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from commonworks.decisions.policies.counting import ABSTAIN, AGAINST, CONSENT, FOR, OBJECT

LONGEST = {"title": 150, "text": 20_000, "option": 150}
MOST_OPTIONS = 12
MOST_SEATS = 1000
LONGEST_VOTE = timedelta(days=366)
RULES = ("majority", "two-thirds", "consent")
BALLOT = {
    **{each: each for each in (FOR, AGAINST, ABSTAIN, CONSENT, OBJECT)},
    "o blaid": FOR,
    "yn erbyn": AGAINST,
    "ymatal": ABSTAIN,
    "cydsyniad": CONSENT,
    "gwrthwynebu": OBJECT,
}
STANDARD = ({FOR, AGAINST}, {CONSENT, OBJECT})
YES_OR_NO = {"yes", "no", "aye", "nay", "ydw", "nac ydw", "ydy", "nac ydy", "ie", "na", "nage"}


def options_of(choices: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """(id, label) of each option; none for what every motion has without being told, however it
    is spelled: as options, 5 against and 2 for would be carried."""
    said = {label: BALLOT.get(label.strip().casefold(), label) for label in choices}
    if set(said.values()) - {ABSTAIN} in STANDARD:
        return ()
    named = [label for label in choices if said[label] != ABSTAIN]
    return tuple((f"option-{at}", label) for at, label in enumerate(named, 1))


def quorum_of(quorum: int | str) -> tuple[int, bool]:
    """(number, is it a share?) of 5, "5", "50%". (0, …) for what is neither."""
    text = str(quorum).strip()
    number, share = text.removesuffix("%").strip(), text.endswith("%")
    if number.isascii() and number.isdecimal() and len(number) < 5:
        return int(number), share
    return 0, share


def text_problems(title: str, text: str, options: Sequence[tuple[str, str]]) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if not title:
        wrong["title"] = _("Say in one line what is to be decided.")
    for name, given in (("title", title), ("text", text)):
        if len(given) > LONGEST[name]:
            wrong[name] = _("Use %(most)s characters or fewer; these are %(given)s.") % {
                "most": f"{LONGEST[name]:,}",
                "given": f"{len(given):,}",
            }
    labels = [label.casefold() for _id, label in options]
    if options and not 2 <= len(options) <= MOST_OPTIONS:
        wrong["choices"] = _("Give from two to %(most)s options, or none.") % {"most": MOST_OPTIONS}
    elif options and YES_OR_NO.issuperset(labels):
        wrong["choices"] = _(
            "A motion that is answered by yes or no leaves the options empty: organisations then "
            "vote for or against it."
        )
    elif len(set(labels)) < len(labels) or "" in labels:
        wrong["choices"] = _("Each option needs words of its own.")
    elif any(len(label) > LONGEST["option"] for label in labels):
        wrong["choices"] = _("Use %(most)s characters or fewer for each option.") % {
            "most": LONGEST["option"]
        }
    return wrong


def rule_problems(
    rule: str, quorum: tuple[int, bool], options: Sequence[tuple[str, str]], seats: int
) -> dict[str, str]:
    wrong: dict[str, str] = {}
    number, share = quorum
    if rule not in RULES:
        wrong["rule"] = _("Select a rule.")
    elif rule == "consent" and options:
        wrong["rule"] = _(
            "Consent is asked of one proposal. Select a majority to choose an option."
        )
    if not number:
        wrong["quorum"] = _("Enter how many must vote, as a number or a share, like 5 or 50%.")
    elif share and number > 100:
        wrong["quorum"] = _("Enter a share of 100% or less.")
    elif not share and number > seats:
        wrong["quorum"] = _("Only %(seats)s may vote, so %(number)s votes cannot be reached.") % {
            "seats": seats,
            "number": number,
        }
    if not 1 <= seats <= MOST_SEATS:
        wrong["electorate"] = _("Name from one to %(most)s organisations that may vote.") % {
            "most": f"{MOST_SEATS:,}"
        }
    return wrong


def time_problems(opens: datetime, closes: datetime, at: datetime) -> dict[str, str]:
    """Moments must know their zone: a bare one could mean either of two hours."""
    if opens.tzinfo is None or closes.tzinfo is None:
        return {"closes": _("Say in which time zone voting opens and closes.")}
    wrong: dict[str, str] = {}
    if opens < at:
        wrong["opens"] = _("Voting cannot open in the past.")
    if closes <= at:
        wrong["closes"] = _("Voting must close in the future.")
    elif closes <= opens:
        wrong["closes"] = _("Voting must close after it opens.")
    elif closes - opens > LONGEST_VOTE:
        wrong["closes"] = _("Voting must close within a year of opening.")
    return wrong
