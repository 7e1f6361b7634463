"""The database itself keeps events as they were written, on SQLite and on PostgreSQL."""

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "kernel_event"
SQLITE = """
CREATE TRIGGER IF NOT EXISTS events_are_never_{verb}d BEFORE {verb} ON kernel_event
BEGIN SELECT RAISE(ABORT, 'events are never {verb}d'); END
"""
POSTGRES = """
CREATE OR REPLACE FUNCTION events_stay() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'events are never %d', lower(TG_OP) USING ERRCODE = '23000'; END $$;
CREATE OR REPLACE TRIGGER events_are_never_updated BEFORE UPDATE ON kernel_event
FOR EACH ROW EXECUTE FUNCTION events_stay();
CREATE OR REPLACE TRIGGER events_are_never_deleted BEFORE DELETE ON kernel_event
FOR EACH ROW EXECUTE FUNCTION events_stay();
CREATE OR REPLACE TRIGGER events_are_never_truncated BEFORE TRUNCATE ON kernel_event
FOR EACH STATEMENT EXECUTE FUNCTION events_stay();
"""
EXPECTED = {
    "sqlite": {"events_are_never_updated", "events_are_never_deleted"},
    "postgresql": {
        "events_are_never_updated",
        "events_are_never_deleted",
        "events_are_never_truncated",
    },
}
FIND = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D' AND tgrelid = %s::regclass",
}


def put_back(*, using: str, **_: object) -> None:
    """Run after every migrate: SQLite rebuilds a table that it alters, and drops its triggers."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if TABLE not in connection.introspection.table_names(cursor):
            return
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES)
        else:
            for verb in ("update", "delete"):
                cursor.execute(SQLITE.format(verb=verb))


def in_place(connection: BaseDatabaseWrapper) -> bool:
    """Whether each trigger is there and armed; on SQLite REPLACE must fire them too."""
    with connection.cursor() as cursor:
        cursor.execute(FIND[connection.vendor], [TABLE])
        found = {name for (name,) in cursor.fetchall()}
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA recursive_triggers")
            if cursor.fetchone() != (1,):
                return False
    return EXPECTED[connection.vendor] <= found
