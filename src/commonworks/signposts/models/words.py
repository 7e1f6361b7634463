"""The words of cards, as the database can search them. Written with the card, in its transaction.

SQLite: an FTS5 table (https://www.sqlite.org/fts5.html), with a plain one that gives each card its
number. PostgreSQL: a column that the database itself keeps (section 12 of its manual), so that
there is nothing to write. Both are made in migration 0003, and no model knows them.
"""

from django.db import connection


def write(ref: str, title: str, text: str) -> None:
    """Make a card findable by what it says now."""
    if connection.vendor != "sqlite":
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
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM signposts_words WHERE rowid IN"
            " (SELECT id FROM signposts_said WHERE ref = %s)",
            [ref],
        )
        cursor.execute("DELETE FROM signposts_said WHERE ref = %s", [ref])
