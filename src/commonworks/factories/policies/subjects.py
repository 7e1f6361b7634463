"""What a debate can be about: the factory as a whole, one of its sections, or one option."""

import re

from django.utils.translation import gettext_noop

SECTIONS = {
    "": gettext_noop("In general"),
    "agreement": gettext_noop("The agreement"),
    "costs": gettext_noop("Costs and shares"),
    "gate.discovery": gettext_noop("The gate to alpha"),
    "gate.alpha": gettext_noop("The gate to beta"),
    "gate.beta": gettext_noop("The gate to live"),
    "gate.live": gettext_noop("The gate to retirement"),
}
OPTION = re.compile(r"option\.(\d{1,18})")
CONVENER = "convener"  # what an election settles
PAPER = re.compile(r"paper\.(\d{1,9})")
ASSESSMENT = re.compile(r"assessment\.(\d{1,9})")


def option_of(about: str) -> int | None:
    found = OPTION.fullmatch(about)
    return int(found[1]) if found else None


def paper_of(about: str) -> int | None:
    found = PAPER.fullmatch(about)
    return int(found[1]) if found else None


def assessment_of(about: str) -> int | None:
    found = ASSESSMENT.fullmatch(about)
    return int(found[1]) if found else None
