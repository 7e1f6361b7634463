"""What caseworkers may write: notes for colleagues and letters to residents."""

import re

from django.utils.translation import gettext as _

LONGEST_NOTE, LONGEST_LETTER = 4_000, 20_000
# Control characters, and those that turn the direction of what follows.
HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def tidy(text: str) -> str:
    """A text as browsers send it, as it is kept."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def text_problem(text: str, longest: int, what: str) -> str:
    """What is wrong with a tidy text that must be there; "" if nothing is."""
    told = {"what": what, "most": f"{longest:,}"}
    if not text:
        return _("Enter %(what)s.") % told
    if len(text) > longest:
        return _("Shorten %(what)s to %(most)s characters or fewer.") % told
    if HIDDEN.search(text):
        return (
            _("Delete the hidden characters in %(what)s: type it again if you cannot see them.")
            % told
        )
    return ""


def decision_problems(letter: str, *, wanted: bool) -> dict[str, str]:
    """What to say beside which field. `wanted`: this decision needs a letter."""
    problem = text_problem(letter, LONGEST_LETTER, _("the letter to the resident"))
    return {"letter": problem} if problem and (letter or wanted) else {}
