"""The words that two texts say in a row: what a reader recognises at once."""

from functools import lru_cache

from likeness.words import STOP, plain, stem, words

SHORTEST, LONGEST = 2, 8  # words of a run


def shared_run(one: str, other: str) -> str:
    """The longest run of two to eight words that both texts say in the same order, as `other`
    writes it, in lower case; "" where there is none. Forms of a word count as one: permit, permits.
    A run neither begins nor ends with a word that tells no text from another.

    Of runs that are equally long, the first in `other`.
    """
    said = _runs_of(one)
    spelled = [word for word, _ in words(plain(other))]
    stems = [stem(word) for word in spelled]
    for length in range(min(LONGEST, len(spelled)), SHORTEST - 1, -1):
        for start in range(len(spelled) - length + 1):
            end = start + length
            if tuple(stems[start:end]) not in said:
                continue
            if spelled[start] not in STOP and spelled[end - 1] not in STOP:
                return " ".join(spelled[start:end])
    return ""


@lru_cache(maxsize=8)  # one text is compared with many
def _runs_of(text: str) -> frozenset[tuple[str, ...]]:
    stems = [stem(word) for word, _ in words(plain(text))]
    return frozenset(
        tuple(stems[start : start + length])
        for length in range(SHORTEST, LONGEST + 1)
        for start in range(len(stems) - length + 1)
    )
