"""The words that two texts say in a row: what a reader recognises at once."""

import re
from collections.abc import Iterator
from functools import lru_cache

from likeness.words import STOP, plain, stem, words

SHORTEST, LONGEST = 2, 8  # words of a run
ENDS = re.compile(r"\n|[.:;!?](?=\s|$)")  # of a line or sentence


def shared_run(one: str, other: str) -> str:
    """The longest run of two to eight words that both texts say in the same order, as `other`
    writes it, in lower case; "" where there is none. Forms of a word count as one: permit, permits.
    A run neither begins nor ends with a word that tells no text from another, and it does not go
    on over the end of a line or sentence.

    Of runs that are equally long, the first in `other`.
    """
    said, best = _runs_of(one), ""
    for spelled in _sentences(other):
        stems = [stem(word) for word in spelled]
        for start, end in _places(spelled):
            if end - start <= len(best.split()):
                break
            if tuple(stems[start:end]) not in said:
                continue
            if spelled[start] not in STOP and spelled[end - 1] not in STOP:
                best = " ".join(spelled[start:end])
                break
    return best


def _sentences(text: str) -> Iterator[list[str]]:
    for sentence in ENDS.split(text):
        yield [word for word, _ in words(plain(sentence))]


def _places(said: list[str]) -> Iterator[tuple[int, int]]:
    """Where runs begin and end, the longest first."""
    for length in range(min(LONGEST, len(said)), SHORTEST - 1, -1):
        for start in range(len(said) - length + 1):
            yield start, start + length


@lru_cache(maxsize=8)  # one text is compared with many
def _runs_of(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(
        tuple(map(stem, said[start:end]))
        for said in _sentences(text)
        for start, end in _places(said)
    )
