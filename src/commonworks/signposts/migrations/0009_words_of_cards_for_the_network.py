from typing import Any

from django.db import migrations

# PostgreSQL keeps the words of every card by itself.
SQLITE = (
    "INSERT OR IGNORE INTO signposts_said (ref)"
    " SELECT ref FROM signposts_card WHERE seen_by = 'network'",
    "INSERT INTO signposts_words (rowid, title, text)"
    " SELECT said.id, rtrim(card.title || ' ' || card.also), card.text"
    " FROM signposts_said said JOIN signposts_card card ON card.ref = said.ref"
    " WHERE card.seen_by = 'network'"
    " AND said.id NOT IN (SELECT rowid FROM signposts_words)",
)


def forwards(apps: Any, schema: Any) -> None:
    for statement in SQLITE if schema.connection.vendor == "sqlite" else ():
        schema.execute(statement)


class Migration(migrations.Migration):
    """People of the network find by words what they alone see."""

    dependencies = [("signposts", "0008_where_follows_came_from")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
