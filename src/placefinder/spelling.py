"""How people write postcodes, and what can be wrong with one.

A postcode is an outward code (SW1A) and an inward code of one digit and two letters (2AA); the
letters C, I, K, M, O and V are not given out inwards (Royal Mail, PAF programmers' guide; the
directory holds one exception). Case, spaces, invisible characters, hyphens, full stops and round
brackets carry no meaning and are dropped in silence. Look-alike characters (O for 0) are never
replaced in silence: the answer to "SWlA 2AA" is a question, "did you mean SW1A 2AA?".
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import combinations, product
from string import ascii_uppercase as LETTERS
from string import digits

from placefinder.wording import Message

LONGEST_INPUT = 64  # characters; nobody spaces a postcode wider than this
OUTWARD = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?|GIR|NPT")  # GIR 0AA, and Newport before 1984
INWARD = re.compile(r"[0-9][A-Z]{2}")
LOOK_ALIKES = dict(
    zip(
        "0OQ1IL5S2Z8B6G",
        ["O", "0", "0", "IL", "1", "1", "S", "5", "Z", "2", "B", "8", "G", "6"],
        strict=True,
    )
)
BETWEEN = "-.()"  # put between or around the halves, as in LS1-1UR
MOST_SLIPS = 3  # characters mistaken at once; more is another postcode

ALPHABET = frozenset(LETTERS + digits)

# An inward code as a number of base 36, so that int(code, 36) finds it and order is kept.
INCODES = {int(d + a + b, 36): d + a + b for d in digits for a in LETTERS for b in LETTERS}
# The same as one character, so that to look for it among many is to look for a character.
SIGNS = {incode: chr(number) for number, incode in INCODES.items()}


class Problem(Enum):
    """What is wrong with a postcode, for a program; `told` of a verdict is for a person."""

    EMPTY = "empty"
    CHARACTERS = "characters"
    LENGTH = "length"
    INWARD = "inward-code"
    OUTWARD = "outward-code"
    NOT_IN_DIRECTORY = "not-in-directory"


@dataclass(frozen=True, slots=True)
class Fault:
    problem: Problem
    told: Message

    @classmethod
    def of(cls, problem: Problem, code: str = "", /, **parts: str) -> "Fault":
        return cls(problem, Message(code or problem.value, parts))

    @property
    def message(self) -> str:
        """In English."""
        return self.told.said("en")


def compact(text: str) -> str:
    """Upper case, without spaces, invisible characters and `-.()`; full-width forms made plain.

    Empty for a text longer than LONGEST_INPUT: work on what a stranger sends is bounded.
    """
    if len(text) > LONGEST_INPUT:
        return ""
    bare = text.replace(" ", "")
    if bare.isascii() and bare.isalnum():  # almost every look-up, and eight times as fast
        return bare.upper()
    plain = (c for c in unicodedata.normalize("NFKC", text) if not c.isspace())
    kept = (c for c in plain if c not in BETWEEN and unicodedata.category(c) != "Cf")
    return "".join(kept).upper()


def spaced(code: str) -> str:
    """A compact postcode as it is written on an envelope."""
    return f"{code[:-3]} {code[-3:]}"


def fault_in(text: str) -> Fault | None:
    """What is wrong with the form of a postcode, or None when only the directory can tell."""
    if len(text) > LONGEST_INPUT:
        return Fault.of(Problem.LENGTH, "far-too-long")
    code = compact(text)
    return _characters(code) or _length(code) or _parts(code)


def slips(code: str) -> Iterator[str]:
    """Codes that look like this one, fewest slips first; none is known to exist."""
    places = [i for i, c in enumerate(code) if c in LOOK_ALIKES]
    for count in range(1, MOST_SLIPS + 1):
        for chosen in combinations(places, count):
            for replacements in product(*(LOOK_ALIKES[code[i]] for i in chosen)):
                yield _replaced(code, chosen, replacements)


def _replaced(code: str, places: tuple[int, ...], replacements: tuple[str, ...]) -> str:
    letters = list(code)
    for place, replacement in zip(places, replacements, strict=True):
        letters[place] = replacement
    return "".join(letters)


def _characters(code: str) -> Fault | None:
    if not code:
        return Fault.of(Problem.EMPTY)
    strange = sorted({c for c in code if c not in ALPHABET})
    if not strange:
        return None
    named = ", ".join(f'"{c}"' if c.isprintable() else f"U+{ord(c):04X}" for c in strange)
    return Fault.of(Problem.CHARACTERS, named=named)


def _length(code: str) -> Fault | None:
    if 5 <= len(code) <= 7:
        return None
    if OUTWARD.fullmatch(code):
        return Fault.of(Problem.LENGTH, "first-half", code=code)
    return Fault.of(Problem.LENGTH, count=str(len(code)))


def _parts(code: str) -> Fault | None:
    outward, inward = code[:-3], code[-3:]
    if not INWARD.fullmatch(inward):
        return Fault.of(Problem.INWARD, inward=inward)
    if not OUTWARD.fullmatch(outward):
        return Fault.of(Problem.OUTWARD, outward=outward)
    return None
