from typing import Any

from django.db import migrations

SQLITE = (
    "CREATE TABLE signposts_said (id INTEGER PRIMARY KEY, ref TEXT NOT NULL UNIQUE)",
    "CREATE VIRTUAL TABLE signposts_words USING fts5("
    "title, text, tokenize = 'porter unicode61 remove_diacritics 2', prefix = '2 3')",
    "INSERT INTO signposts_said (ref) SELECT ref FROM signposts_card",
    "INSERT INTO signposts_words (rowid, title, text) SELECT said.id, card.title, card.text"
    " FROM signposts_said said JOIN signposts_card card ON card.ref = said.ref",
)
POSTGRES = (
    "ALTER TABLE signposts_card ADD COLUMN words tsvector GENERATED ALWAYS AS ("
    "setweight(to_tsvector('english', title), 'A') ||"
    " setweight(to_tsvector('english', text), 'B')) STORED",
    "CREATE INDEX cards_by_words ON signposts_card USING gin (words)",
)
# A nation without regions stands for one.
AREAS = (
    "UPDATE signposts_card SET"
    " nation = COALESCE((SELECT nation FROM network_organisation WHERE ref = authority_id), ''),"
    " region = COALESCE((SELECT CASE WHEN region = '' THEN nation ELSE region END"
    " FROM network_organisation WHERE ref = authority_id), '')",
)


def forwards(apps: Any, schema: Any) -> None:
    sqlite = schema.connection.vendor == "sqlite"
    for statement in (*AREAS, *(SQLITE if sqlite else POSTGRES)):
        schema.execute(statement)


class Migration(migrations.Migration):
    """What models cannot say: full text search, in each database's own way."""

    dependencies = [("signposts", "0002_news_follows_and_freshness")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
