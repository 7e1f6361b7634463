"""What caseworkers may write: notes for colleagues and letters to residents."""

import re

LONGEST_NOTE, LONGEST_LETTER = 4_000, 20_000
# Control characters, and those that turn the direction of what follows.
HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def tidy(text: str) -> str:
    """A text as browsers send it, as it is kept."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def text_problem(text: str, longest: int, what: str) -> str:
    """What is wrong with a tidy text that must be there; "" if nothing is."""
    if not text:
        return f"Enter {what}."
    if len(text) > longest:
        return f"Shorten {what} to {longest:,} characters or fewer."
    if HIDDEN.search(text):
        return f"Delete the hidden characters in {what}: type it again if you cannot see them."
    return ""


def decision_problems(letter: str, *, wanted: bool) -> dict[str, str]:
    """What to say beside which field. `wanted`: this decision needs a letter."""
    problem = text_problem(letter, LONGEST_LETTER, "the letter to the resident")
    return {"letter": problem} if problem and (letter or wanted) else {}
