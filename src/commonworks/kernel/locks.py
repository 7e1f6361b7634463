"""Work that must be done one after another, by a name that everybody who does it knows."""

from django.db import connection


def take_turns(name: str) -> None:
    """Wait until nobody else holds this name, and hold it until the transaction ends. Taken again
    in the same transaction it is held already.

    SQLite lets in one writer at a time as it is. On PostgreSQL it is an advisory lock: what is not
    there yet has no row that could be locked.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
