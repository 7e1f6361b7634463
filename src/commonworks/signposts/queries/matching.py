"""This process's index of the cards: mapped from a file, brought up to date before each question.

Nothing of it is loaded before the first question, so that the house starts no slower.
"""

import csv
import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from django.conf import settings

from commonworks.network.queries.aliases import aliases, shipped_aliases
from commonworks.signposts.models import Card, Change, Refusal
from commonworks.signposts.models.matching import REFUSALS

if TYPE_CHECKING:
    from likeness.index import Index, Text
    from likeness.reading import Reader
    from likeness.static import StaticEmbedding

LOG = logging.getLogger(__name__)
OVERLAP = 200  # changes are read again: another transaction may have taken its number and be late
AT_A_QUESTION = 500  # changes that one question waits for, a tenth of a second; the next takes more
AT_ONCE = 1_000  # cards in one SQL query
WORTH_A_FILE = 500  # cards; fewer are read faster than a file is written
WEAKENING = 3  # so many councils refusing for a word's sake halve what it counts


def said(title: str, text: str) -> str:
    """What of a card is compared."""
    return f"{title}\n{text}"


def key_of(text: str) -> str:
    """What a text that has no ref is known by: its words in any order, hashed."""
    from likeness.words import plain, stem, words

    stems = sorted({stem(word) for word, _ in words(plain(text))})
    return "sha256:" + hashlib.sha256(" ".join(stems).encode()).hexdigest()


def shared_terms(one: str, other: str) -> list[str]:
    """The words and subjects that two texts share, those of both councils' names left out. One SQL
    query, at the first time."""
    from likeness.reading import NAME

    first, second = reader().read_all([one, other])
    return [term for term in first.terms if term in second.terms and not term.startswith(NAME)]


def subjects() -> list[tuple[str, str]]:
    """(phrase, subject): what people call the things councils do; "?" after a word that means
    other things as well. No SQL."""
    told = files("commonworks.signposts").joinpath("facts", "subjects.csv").read_text("utf-8")
    rows = csv.DictReader(told.splitlines())
    return [(phrase, row["subject"]) for row in rows for phrase in row["words"].split(";")]


def reader() -> "Reader":
    """Reads texts with our subjects, the names of the network, and the embedding. One SQL query."""
    return _reader(tuple(aliases()))


def shipped_reader(*, with_subjects: bool = True) -> "Reader":
    """As `reader`, with the names that we ship. No SQL."""
    return _reader(tuple(shipped_aliases()), with_subjects)


@lru_cache(maxsize=4)
def _reader(names: tuple[tuple[str, str], ...], with_subjects: bool = True) -> "Reader":
    from likeness.reading import Reader

    said = subjects() if with_subjects else []
    return Reader(subjects=said, names=names, embedding=_embedding())


def _embedding() -> "StaticEmbedding | None":
    """Without one, words and subjects still find what is said alike."""
    from likeness.static import NotInstalled, static_embedding

    try:
        return static_embedding()
    except NotInstalled as missing:
        LOG.warning("%s Until then, meanings are not compared.", missing)
        return None


@dataclass(frozen=True, slots=True)
class _Seen:
    """The last change that an index has."""

    number: int = 0
    mark: str = ""


class _Matcher:
    """An index and how far it has followed the changes. One thread at a time."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.index: Index | None = None
        self.weaker: dict[str, float] = {}
        self._seen = _Seen()
        self._late: set[int] = set()

    def follow(self) -> "Index":
        """The index as the cards are now, or nearer to it where more changed than a question can
        wait for. One SQL query, and two where something changed."""
        rows = self._changes()
        if self.index is None or not self._know(rows):
            self._begin()
            rows = self._changes()
        new = [row for row in rows if row[0] not in self._late and row[0] != self._seen.number]
        if new:
            self._take({ref for _, _, ref in new})
        self._remember(rows)
        assert self.index is not None
        return self.index

    def _changes(self) -> list[tuple[int, str, str]]:
        rows = Change.objects.filter(id__gte=self._seen.number - OVERLAP).order_by("id")
        most = 2 * OVERLAP + AT_A_QUESTION  # what is read again, and what is new
        return list(rows.values_list("id", "mark", "ref")[:most])

    def _know(self, rows: list[tuple[int, str, str]]) -> bool:
        """Whether the last change we saw is still there: if not, this is another database."""
        return any(row[:2] == (self._seen.number, self._seen.mark) for row in rows) or (
            not self._seen.number and not rows
        )

    def _begin(self) -> None:
        """From the file, if it is of this database; else from all cards."""
        kept = _from_file()
        self.index, self._seen = kept or _from_cards()
        self._late = set()
        self.weaker = _weaker()
        if not kept and len(self.index) >= WORTH_A_FILE:
            _write(self.index, self._seen)

    def _take(self, refs: set[str]) -> None:
        assert self.index is not None
        if REFUSALS in refs:
            self.weaker = _weaker()
        _bring_up(self.index, refs)

    def _remember(self, rows: list[tuple[int, str, str]]) -> None:
        if rows:
            self._seen = _Seen(rows[-1][0], rows[-1][1])
            self._late = {row[0] for row in rows[-OVERLAP * 2 :]}


@cache
def matcher() -> _Matcher:
    return _Matcher()


def index_file() -> Path:
    return Path(settings.COMMONWORKS_DATA) / "likeness.idx"


def behind() -> int:
    """How many changes the file has not seen; all of them without a file. Two SQL queries."""
    from likeness.filed import Unreadable, told

    try:
        number = int(told(index_file())["number"])
    except Unreadable:
        number = 0
    return Change.objects.filter(id__gt=number).count()


def rebuild() -> int:
    """Write the file anew; the number of the last change in it. What changed since it was written
    is read, and all cards where there is no file yet or that is most of them. Three SQL queries,
    and one for each thousand cards that changed."""
    index, seen = _from_file_and_changes() or _from_cards()
    _write(index, seen)
    return seen.number


def _from_file_and_changes() -> "tuple[Index, _Seen] | None":
    if (kept := _from_file()) is None:
        return None
    index, seen = kept
    rows = Change.objects.filter(id__gte=seen.number - OVERLAP).order_by("id")
    changes = list(rows.values_list("id", "mark", "ref"))
    refs = {ref for _, _, ref in changes}
    if len(refs) > len(index):
        return None
    _bring_up(index, refs)
    number, mark, _ = changes[-1]
    return index, _Seen(number, mark)


def _bring_up(index: "Index", refs: set[str]) -> None:
    """Have an index say of these cards what they say now. One SQL query for each thousand."""
    left, cards = sorted(refs), []
    for start in range(0, len(left), AT_ONCE):
        cards += _texts(left[start : start + AT_ONCE])
    for ref in refs - {card.ref for card in cards}:
        index.drop(ref)
    index.put_all(cards)


def _from_cards() -> "tuple[Index, _Seen]":
    from likeness.index import Index

    last = Change.objects.order_by("-id").values_list("id", "mark").first() or (0, "")
    index = Index(reader())
    index.put_all(_texts())
    return index, _Seen(*last)


def _texts(refs: Sequence[str] | None = None) -> "list[Text]":
    from likeness.index import Text

    rows = Card.every.hanging()
    rows = rows if refs is None else rows.filter(ref__in=refs)
    columns = ("ref", "title", "text", "kind", "service_code", "seen_by")
    return [
        Text(ref, said(title, text), kind, code, hidden=seen_by != Card.SeenBy.ANYONE)
        for ref, title, text, kind, code, seen_by in rows.order_by("ref").values_list(*columns)
    ]


def _write(index: "Index", seen: _Seen) -> None:
    from likeness.filed import save

    save(index, index_file(), {"number": str(seen.number), "mark": seen.mark, "like": _like()})


def _from_file() -> "tuple[Index, _Seen] | None":
    """What the file has, if its last change is one of this database. One SQL query."""
    from likeness.filed import Unreadable, load

    try:
        index, told = load(index_file(), reader())
    except Unreadable:
        return None
    seen = _Seen(int(told["number"]), told["mark"])
    known = Change.objects.filter(id=seen.number, mark=seen.mark).exists()
    return (index, seen) if known and told["like"] == _like() else None


def _like() -> str:
    """What texts were read with: a file that was read otherwise is made again."""
    return hashlib.sha256(repr((subjects(), aliases())).encode()).hexdigest()


def _weaker() -> dict[str, float]:
    """How much each word or subject still counts that councils refused cards for. One SQL query."""
    councils: dict[str, set[str]] = {}
    for authority, shared in Refusal.objects.values_list("authority", "shared"):
        for term in shared:
            councils.setdefault(term, set()).add(authority)
    return {term: WEAKENING / (WEAKENING + len(refused)) for term, refused in councils.items()}
