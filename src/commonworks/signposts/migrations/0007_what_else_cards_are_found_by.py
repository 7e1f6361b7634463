from typing import Any

from django.db import migrations, models

# What a generated column is made of cannot be changed before PostgreSQL 17: it is made anew.
POSTGRES = (
    "ALTER TABLE signposts_card DROP COLUMN words",
    "ALTER TABLE signposts_card ADD COLUMN words tsvector GENERATED ALWAYS AS ("
    "setweight(to_tsvector('english', title || ' ' || also), 'A') ||"
    " setweight(to_tsvector('english', text), 'B')) STORED",
    "CREATE INDEX cards_by_words ON signposts_card USING gin (words)",
)


def forwards(apps: Any, schema: Any) -> None:
    for statement in POSTGRES if schema.connection.vendor == "postgresql" else ():
        schema.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("signposts", "0006_indexes_that_answer_searches")]

    operations = [
        migrations.AddField(
            model_name="card",
            name="also",
            field=models.CharField(blank=True, default="", max_length=200),
            preserve_default=False,
        ),
        migrations.RunPython(forwards, migrations.RunPython.noop),
    ]
