from django.db import migrations, models
from django.db.models import Q

# Those that were withdrawn before the day was kept.
WITHDRAWN_BEFORE = """UPDATE services_release
SET withdrawn_at = published_at, withdrawn_why = 'Not recorded' WHERE state = 'withdrawn'"""


class Migration(migrations.Migration):
    dependencies = [("services", "0001_initial")]

    operations = [
        migrations.AlterField(
            "draft",
            "state",
            models.CharField(
                choices=[
                    ("open", "Being filled in"),
                    ("submitted", "Submitted"),
                    ("expired", "Expired"),
                    ("withdrawn", "Ended, because its form was withdrawn"),
                ],
                default="open",
                max_length=9,
            ),
        ),
        migrations.AddIndex(
            "draft",
            models.Index(
                name="open_drafts_of_a_release", fields=["release"], condition=Q(state="open")
            ),
        ),
        migrations.AddField("release", "withdrawn_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "release", "withdrawn_why", models.CharField(blank=True, max_length=400, default="")
        ),
        migrations.RunSQL(WITHDRAWN_BEFORE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "release",
            models.CheckConstraint(
                name="a_release_is_withdrawn_exactly_when_it_says_when_and_why",
                condition=Q(state="withdrawn", withdrawn_at__isnull=False) & ~Q(withdrawn_why="")
                | ~Q(state="withdrawn") & Q(withdrawn_at__isnull=True, withdrawn_why=""),
            ),
        ),
    ]
