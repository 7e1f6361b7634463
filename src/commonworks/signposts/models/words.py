"""The words of cards, as the database can search them. Written with the card, in its transaction.

SQLite: an FTS5 table (https://www.sqlite.org/fts5.html), with a plain one that gives each card its
number. PostgreSQL: a column that the database itself keeps (section 12 of its manual), so that
there is nothing to write. Both are made in migration 0012, and no model knows them.
"""

import json
import re
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

MOST = 10
WORD = re.compile(r"[^\W_]+")
# Too common to tell one card from another; PostgreSQL leaves them out of its index as well.
STOP = frozenset(
    {
        *("a", "an", "and", "are", "as", "at", "be", "by", "do", "for", "from", "has", "have"),
        *("how", "i", "in", "is", "it", "my", "of", "on", "or", "our", "that", "the", "their"),
        *("this", "to", "was", "we", "what", "when", "where", "which", "who", "with", "you"),
        "your",
    }
)
SQLITE = (
    "SELECT said.ref FROM signposts_words"
    " JOIN signposts_said said ON said.id = signposts_words.rowid"
    " WHERE signposts_words MATCH %s"
)
POSTGRES = "SELECT ref FROM signposts_card WHERE words @@ to_tsquery('english', %s)"
# Whether a card has the words of a saved search, for each of them in one query.
SQLITE_FITS = (
    "signposts_follow.words = '' OR EXISTS (SELECT 1 FROM signposts_words WHERE"
    " signposts_words MATCH '\"' || replace(signposts_follow.words, ' ', '\"* \"') || '\"*'"
    " AND rowid = (SELECT id FROM signposts_said WHERE ref = %s))"
)
POSTGRES_FITS = (
    "signposts_follow.words = '' OR"
    " (SELECT card.words FROM signposts_card card WHERE card.ref = %s)"
    " @@ to_tsquery('english', replace(signposts_follow.words, ' ', ':* & ') || ':*')"
)
WEIGHT = " * CASE signposts_card.standing WHEN 'stale' THEN 0.5 WHEN 'archived' THEN 0.1 ELSE 1 END"
SQLITE_FIT = f"-bm25(signposts_words, 4.0, 1.0, 0.25){WEIGHT}"
POSTGRES_FIT = f"ts_rank_cd(signposts_card.words, to_tsquery('english', %s)){WEIGHT}"


def terms(text: str) -> tuple[str, ...]:
    """The words of a text that are worth looking for, in order, each once, ten at most."""
    found = list(dict.fromkeys(WORD.findall(text.casefold())))
    telling = [word for word in found if word not in STOP]
    return tuple((telling or found)[:MOST])


def fts5(words: tuple[str, ...]) -> str:
    """Each word, or one that begins with it: https://www.sqlite.org/fts5.html#full_text_query_syntax"""
    return " ".join(f'"{word}"*' for word in words)


def tsquery(words: tuple[str, ...]) -> str:
    """The same for to_tsquery: only letters and digits are in it, so nothing needs a quote."""
    return " & ".join(f"{word}:*" for word in words)


def refs_with(text: str) -> RawSQL:
    """For `ref__in` and `card__in`: cards in which every word occurs. There is at least one."""
    return RawSQL(SQLITE if _is_sqlite() else POSTGRES, [_asked(text)])  # noqa: S611 - constant


def ranked(cards: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Cards in which every word occurs, with `fit`: how well, the more the better, and less of it
    for what may not be so any more.

    SQLite drives this from its index of words, once: asked of each card, it would read the index
    again for each.
    """
    if not _is_sqlite():
        fit = RawSQL(POSTGRES_FIT, [_asked(text)])  # noqa: S611 - constant
        return cards.filter(ref__in=refs_with(text)).annotate(fit=fit)
    return cards.extra(  # noqa: S610 - constant, the words are a parameter
        select={"fit": SQLITE_FIT},
        tables=["signposts_words", "signposts_said"],
        where=[
            "signposts_words MATCH %s",
            "signposts_said.id = signposts_words.rowid",
            "signposts_card.ref = signposts_said.ref",
        ],
        params=[_asked(text)],
    )


def fits(card: str) -> RawSQL:
    """For queries of follows: whether the words of each, if any, are in a card."""
    return RawSQL(SQLITE_FITS if _is_sqlite() else POSTGRES_FITS, [card])  # noqa: S611 - constant


def _asked(text: str) -> str:
    words = terms(text)
    return fts5(words) if _is_sqlite() else tsquery(words)


def _is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def write(*cards: tuple[str, str, str, str]) -> None:
    """Make cards findable by what they say now: (ref, title, text, more) of each, each once."""
    if not _is_sqlite():
        return
    with connection.cursor() as cursor:
        refs = [ref for ref, *_ in cards]
        cursor.executemany(
            "INSERT OR IGNORE INTO signposts_said (ref) VALUES (%s)", [[ref] for ref in refs]
        )
        numbers = _numbers(refs)
        _unsay(numbers.values())
        cursor.executemany(
            "INSERT INTO signposts_words (rowid, title, text, more) VALUES (%s, %s, %s, %s)",
            [[numbers[ref], *said] for ref, *said in cards],
        )


def forget(*refs: str) -> None:
    """Have cards that are gone found no more."""
    if not _is_sqlite():
        return
    _unsay(_numbers(refs).values())
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM signposts_said WHERE ref = %s", [[ref] for ref in refs])


def _numbers(refs: Iterable[str]) -> dict[str, int]:
    """What the table of words knows each card by; one it has never had is left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ref, id FROM signposts_said WHERE ref IN (SELECT value FROM json_each(%s))",
            [json.dumps(list(refs))],
        )
        return dict(cursor.fetchall())


def _unsay(numbers: Iterable[int]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "DELETE FROM signposts_words WHERE rowid = %s", [[number] for number in numbers]
        )
