"""What no text of a definition or of an overlay may hold, because nobody who reads it can see it.

Answers are another matter: there the marks that phones paste are taken out (formwork.inputs).
"""

import re
from collections.abc import Iterator

from formwork.canonical import Json

# Control characters (Cc) but tab and line feed; embeddings, overrides and isolates, which show text
# in another order than it is stored in (UAX #9); halves of a surrogate pair. The marks LRM and RLM
# reorder nothing by themselves and stand rightly in Hebrew and Arabic.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
LINE_BREAK = re.compile("[\n\u2028\u2029]")

# Slots of texts that are shown or sent as one line: a subject is a header of an email.
ONE_LINE = {"title", "label", "short", "slug", "description", "subject"}


def unseen_fault(text: str) -> str | None:
    """Which unseen character a text holds, as a sentence; None if it holds none."""
    found = UNSEEN.search(text)
    if found is None:
        return None
    code = f"U+{ord(found.group()):04X}"
    return f"The text holds a control character that cannot be seen ({code}). Take it out."


def line_fault(text: str) -> str | None:
    """Why a text is not one line, as a sentence; None if it is."""
    return "This must be one line: take the line breaks out." if LINE_BREAK.search(text) else None


def texts_in(value: Json) -> Iterator[str]:
    """Every text in a JSON value, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield key
            yield from texts_in(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts_in(part)
