"""Known phrases in a text: subjects of the trade and names of organisations, longest first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from likeness.words import stem, words


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase in a text: where it begins, its words as they are compared, what it stands for."""

    start: int
    key: tuple[str, ...]
    means: tuple[str, ...]

    @property
    def length(self) -> int:
        return len(self.key)


class Phrases:
    """Phrases, and what each stands for: one thing or several. `known` gives (phrase, meaning)."""

    def __init__(self, known: Iterable[tuple[str, str]], *, stemmed: bool) -> None:
        self._stemmed = stemmed
        gathered: dict[tuple[str, ...], set[str]] = {}
        for phrase, meaning in known:
            gathered.setdefault(self.key(phrase), set()).add(meaning)
        gathered.pop((), None)
        self._known: Mapping[tuple[str, ...], tuple[str, ...]] = {
            key: tuple(sorted(means)) for key, means in gathered.items()
        }
        self._longest: dict[str, int] = {}
        for key in self._known:
            self._longest[key[0]] = max(len(key), self._longest.get(key[0], 0))

    def key(self, phrase: str) -> tuple[str, ...]:
        return self._key(word for word, _ in words(phrase))

    def _key(self, said: Iterable[str]) -> tuple[str, ...]:
        return tuple(stem(word) for word in said) if self._stemmed else tuple(said)

    def find(self, said: Sequence[str]) -> Iterator[Found]:
        """Phrases in words of lower case that do not overlap: from the left, the longest."""
        keys = self._key(said)
        at = 0
        while at < len(keys):
            found = self._at(keys, at)
            if found:
                yield found
            at += found.length if found else 1

    def _at(self, keys: tuple[str, ...], at: int) -> Found | None:
        for length in range(self._longest.get(keys[at], 0), 0, -1):
            means = self._known.get(keys[at : at + length])
            if means:
                return Found(at, keys[at : at + length], means)
        return None
