import json
from typing import Any

from django.db import migrations, models

STANDING = """SELECT service_id, body FROM services_release
WHERE state = 'published' ORDER BY published_at, version"""
SAY = "UPDATE services_service SET title_cy = %s, summary_cy = %s WHERE ref = %s"
LONGEST = {"title": 200, "summary": 400}  # older releases may say more


def fill_in(apps: Any, schema: Any) -> None:
    """As the newest release that stands says it."""
    with schema.connection.cursor() as cursor:
        cursor.execute(STANDING)
        newest = dict(cursor.fetchall())  # the later ones last
        cursor.executemany(SAY, [(*welsh(body), service) for service, body in newest.items()])


def welsh(body: str) -> list[str]:
    """[title, summary], each "" where the release does not say it in Welsh."""
    said = json.loads(body)["entries"].get("definition", {})
    return [said.get(slot, {}).get("cy", "")[:longest] for slot, longest in LONGEST.items()]


class Migration(migrations.Migration):
    dependencies = [("services", "0003_quotes")]

    operations = [
        migrations.AddField(
            "service", "title_cy", models.CharField(blank=True, default="", max_length=200)
        ),
        migrations.AddField(
            "service", "summary_cy", models.CharField(blank=True, default="", max_length=400)
        ),
        migrations.RunPython(fill_in, migrations.RunPython.noop),
    ]
