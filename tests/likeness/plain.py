"""The index in the plainest words: every text compared with every other, in loops."""

import math
from collections.abc import Mapping

from likeness.index import SAME_NAME, Text
from likeness.reading import NAME, SUBJECT, Reader


class PlainIndex:
    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.texts: dict[str, Text] = {}

    def put(self, text: Text) -> None:
        self.texts[text.ref] = text

    def drop(self, ref: str) -> None:
        self.texts.pop(ref, None)

    def without_hidden(self) -> "PlainIndex":
        """The hidden texts dropped."""
        left = PlainIndex(self.reader)
        left.texts = {ref: text for ref, text in self.texts.items() if not text.hidden}
        return left

    def like(self, text: str, *, kinds=(), weaker: Mapping[str, float] | None = None):
        """ref -> score of every text with something in common."""
        asked = self.reader.read(text)
        found = {}
        for ref, other in self.texts.items():
            if not kinds or other.kind in kinds:
                score = self.score(asked, self.reader.read(other.text), weaker or {})
                if round(score, 6) > 0:
                    found[ref] = min(round(score, 6), 1.0)
        return found

    def score(self, one, other, weaker) -> float:
        words = self.cosine(one, other, weaker, "")
        subjects = self.cosine(one, other, weaker, SUBJECT)
        named = any(term.startswith(NAME) and term in other.terms for term in one.terms)
        return (words + subjects + self.near(one, other)) / 3 + (SAME_NAME if named else 0)

    def cosine(self, one, other, weaker, sort: str) -> float:
        first, second = self.weights(one, weaker, sort), self.weights(other, weaker, sort)
        product = sum(value * second.get(term, 0.0) for term, value in first.items())
        size = math.sqrt(sum(v * v for v in first.values()) * sum(v * v for v in second.values()))
        return product / size if size else 0.0

    def weights(self, read, weaker, sort: str) -> dict[str, float]:
        found = {}
        for term, often in read.terms.items():
            kind = term[0] if term[0] in (SUBJECT, NAME) else ""
            if kind == sort:
                worth = self.worth(term) * weaker.get(term, 1.0)
                found[term] = worth * often * 2.2 / (often + 1.2)
        return found

    def worth(self, term: str) -> float:
        held = sum(term in self.reader.read(text.text).terms for text in self.texts.values())
        return math.log(1 + (len(self.texts) - held + 0.5) / (held + 0.5))

    def near(self, one, other) -> float:
        first = [int(number) for number in one.meaning]
        second = [int(number) for number in other.meaning]
        product = sum(a * b for a, b in zip(first, second, strict=True))
        size = math.sqrt(sum(a * a for a in first) * sum(b * b for b in second))
        return max(product / size, 0.0) if size else 0.0
