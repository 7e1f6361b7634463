from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("network", "0002_listed_services")]

    operations = [
        migrations.AddField("person", "suspended_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "person",
            "suspended_for",
            models.CharField(
                max_length=11,
                blank=True,
                default="",
                choices=[
                    ("at-risk", "Somebody else may be using the account"),
                    ("left", "They have left, or changed their job"),
                    ("looked-into", "How the account was used is being looked into"),
                ],
            ),
        ),
        migrations.AddField("person", "suspensions", models.PositiveIntegerField(default=0)),
        migrations.AddConstraint(
            "person",
            models.CheckConstraint(
                name="a_person_is_suspended_exactly_when_it_says_what_for",
                condition=Q(suspended_at=None, suspended_for="")
                | Q(suspended_at__isnull=False) & ~Q(suspended_for=""),
            ),
        ),
    ]
