import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("needs", "0008_who_may_read_evidence"),
    ]

    operations = [
        migrations.AlterField(
            model_name="draft",
            name="kind",
            field=models.CharField(
                choices=[
                    ("declare", "Declare"),
                    ("change", "Change"),
                    ("support", "Support"),
                    ("amend", "Amend"),
                ],
                default="declare",
                max_length=7,
            ),
        ),
        migrations.CreateModel(
            name="Earlier",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("volume", models.PositiveIntegerField(null=True)),
                ("cost_pence", models.PositiveBigIntegerField(null=True)),
                (
                    "pain",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("nuisance", "A nuisance: we can live with it"),
                            ("serious", "Serious: it costs us every week"),
                            ("severe", "Severe: people are let down by it"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "visibility",
                    models.CharField(
                        choices=[("public", "Anyone"), ("network", "People of the network")],
                        max_length=7,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=1000)),
                ("by", models.CharField(max_length=36)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                (
                    "support",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="earlier",
                        to="needs.support",
                    ),
                ),
            ],
        ),
    ]
