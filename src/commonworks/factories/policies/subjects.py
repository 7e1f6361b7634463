"""What a debate can be about: the factory as a whole, one of its sections, or one option."""

import re

SECTIONS = {
    "": "In general",
    "agreement": "The agreement",
    "costs": "Costs and shares",
    "gate.discovery": "The gate to alpha",
    "gate.alpha": "The gate to beta",
    "gate.beta": "The gate to live",
    "gate.live": "The gate to retirement",
}
OPTION = re.compile(r"option\.(\d{1,18})")
ASSESSMENT = re.compile(r"assessment\.(\d{1,9})")


def option_of(about: str) -> int | None:
    found = OPTION.fullmatch(about)
    return int(found[1]) if found else None


def assessment_of(about: str) -> int | None:
    found = ASSESSMENT.fullmatch(about)
    return int(found[1]) if found else None
