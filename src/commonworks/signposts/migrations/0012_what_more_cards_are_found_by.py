from typing import Any

from django.db import migrations, models

# What a generated column is made of cannot be changed before PostgreSQL 17, nor the columns of an
# FTS5 table at all: both are made anew.
POSTGRES = (
    "ALTER TABLE signposts_card DROP COLUMN words",
    "ALTER TABLE signposts_card ADD COLUMN words tsvector GENERATED ALWAYS AS ("
    "setweight(to_tsvector('english', title || ' ' || also), 'A') ||"
    " setweight(to_tsvector('english', text), 'B') ||"
    " setweight(to_tsvector('english', more), 'C')) STORED",
    "CREATE INDEX cards_by_words ON signposts_card USING gin (words)",
)
SQLITE = (
    "DROP TABLE signposts_words",
    "CREATE VIRTUAL TABLE signposts_words USING fts5(title, text, more,"
    " tokenize = 'porter unicode61 remove_diacritics 2', prefix = '2 3')",
    "INSERT INTO signposts_words (rowid, title, text, more)"
    " SELECT said.id, rtrim(card.title || ' ' || card.also), card.text, card.more"
    " FROM signposts_said said JOIN signposts_card card ON card.ref = said.ref",
)


def forwards(apps: Any, schema: Any) -> None:
    for statement in POSTGRES if schema.connection.vendor == "postgresql" else SQLITE:
        schema.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("signposts", "0011_cards_that_the_network_saw")]

    operations = [
        migrations.AddField(
            model_name="card",
            name="more",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.RunPython(forwards, migrations.RunPython.noop),
    ]
