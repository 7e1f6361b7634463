"""The words of cards, as the database can search them. Written with the card, in its transaction.

SQLite: an FTS5 table (https://www.sqlite.org/fts5.html), with a plain one that gives each card its
number. PostgreSQL: a column that the database itself keeps (section 12 of its manual), so that
there is nothing to write. Both are made in migration 0003, and no model knows them.
"""

import re

from django.db import connection
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
SQLITE_RANK = (
    "(SELECT -bm25(signposts_words, 4.0, 1.0) FROM signposts_words WHERE signposts_words MATCH %s"
    " AND rowid = (SELECT id FROM signposts_said WHERE ref = signposts_card.ref))"
)
POSTGRES_RANK = "ts_rank_cd(signposts_card.words, to_tsquery('english', %s))"


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


def rank(text: str) -> RawSQL:
    """How well a card fits, the more the better; for queries of cards that do."""
    return RawSQL(SQLITE_RANK if _is_sqlite() else POSTGRES_RANK, [_asked(text)])  # noqa: S611


def fits(card: str) -> RawSQL:
    """For queries of follows: whether the words of each, if any, are in a card."""
    return RawSQL(SQLITE_FITS if _is_sqlite() else POSTGRES_FITS, [card])  # noqa: S611 - constant


def _asked(text: str) -> str:
    words = terms(text)
    return fts5(words) if _is_sqlite() else tsquery(words)


def _is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def write(ref: str, title: str, text: str) -> None:
    """Make a card findable by what it says now."""
    if not _is_sqlite():
        return
    with connection.cursor() as cursor:
        cursor.execute("INSERT OR IGNORE INTO signposts_said (ref) VALUES (%s)", [ref])
        cursor.execute("SELECT id FROM signposts_said WHERE ref = %s", [ref])
        (number,) = cursor.fetchone()
        cursor.execute("DELETE FROM signposts_words WHERE rowid = %s", [number])
        cursor.execute(
            "INSERT INTO signposts_words (rowid, title, text) VALUES (%s, %s, %s)",
            [number, title, text],
        )


def forget(ref: str) -> None:
    """Have a card that was taken down found no more."""
    if not _is_sqlite():
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM signposts_words WHERE rowid IN"
            " (SELECT id FROM signposts_said WHERE ref = %s)",
            [ref],
        )
        cursor.execute("DELETE FROM signposts_said WHERE ref = %s", [ref])
