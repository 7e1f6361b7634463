"""Texts as people paste them, made fit to keep and to publish."""

import unicodedata


def tidy(text: str) -> str:
    """Without what no page shows: control characters but line ends, marks that turn the direction
    of what follows, halves of characters. NFC, line ends as \\n, no space around."""
    spaced = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    lines = unicodedata.normalize("NFC", spaced)
    return "".join(c for c in lines if c == "\n" or unicodedata.category(c) not in HIDDEN).strip()


HIDDEN = ("Cc", "Cf", "Cs", "Co")


def one_line(text: str) -> str:
    return " ".join(tidy(text).split())
