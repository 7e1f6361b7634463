"""From a text, however it was pasted, to plain words and their stems."""

import html
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

MOST_CHARACTERS = 100_000  # of a text; the rest is not read
MOST_WORDS = 2_000

_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,2000}>")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

_LITTLE = """
a about above after again against all also am an and any are as at be because been before being
below between both but by can can't cannot could did do does doing don't down during each every
few for from further get gets got had has have having he her here hers him his how i i'd i'll
i'm i've if in into is isn't it it's its itself just let like made make makes many may me might
more most much must my no nor not now of off on once one only or other our out over own same see
she should so some such than that that's the their them then there there's these they this those
through to too under until up upon us very want wants was we we'd were what when where whether
which while who whom whose why will with within without would yet you your
"""
STOP = frozenset(_LITTLE.split())  # words that tell no text from another

# Longest first; what is left must still be a word. Cheap, and wrong alike on both sides.
_ENDINGS = (
    ("isations", "is"), ("isation", "is"), ("ations", "at"), ("ation", "at"), ("ments", ""),
    ("ment", ""), ("nesses", ""), ("ness", ""), ("sses", "ss"), ("ingly", ""), ("edly", ""),
    ("ings", ""), ("ing", ""), ("ies", "y"), ("ied", "y"), ("ed", ""), ("es", ""),
    ("ly", ""), ("s", ""),
)  # fmt: skip
_SHORTEST = 3  # letters that an ending must leave


def plain(text: str) -> str:
    """The text without markup, control and formatting characters, in compatible spelling."""
    text = html.unescape(_TAG.sub(" ", text[:MOST_CHARACTERS]))
    text = unicodedata.normalize("NFKC", text).replace("’", "'")
    if text.isprintable():  # nearly always, and twenty times as fast
        return text
    return "".join(letter if letter.isprintable() else " " for letter in text)


def words(text: str) -> Iterator[tuple[str, bool]]:
    """The words of a plain text in lower case, and whether each began with a capital."""
    for number, found in enumerate(_WORD.finditer(text)):
        if number == MOST_WORDS:
            return
        word = found.group()
        yield word.casefold(), word[0].isupper()


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """What a word shares with its other forms: permits, permit; reported, reporting, report."""
    word = word.removesuffix("'s").replace("'", "")
    if word.isdecimal() or word.endswith("ss"):
        return word
    for ending, left in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            word = word[: -len(ending)] + left
            break
    if len(word) > _SHORTEST + 1 and word[-1] == word[-2] and word[-1] not in "els":
        word = word[:-1]  # planning, plan
    return word[:-1] if len(word) > _SHORTEST + 1 and word.endswith("e") else word
