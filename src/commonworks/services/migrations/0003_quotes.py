import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

# What was sent so far has one price: the one that it holds.
FIRST_QUOTES = """INSERT INTO services_quote
(ref, authority_id, submission_id, number, body, pence, quoted_at)
SELECT 'Q-' || substr(ref, 3), authority_id, ref, 1, NULL, pence, submitted_at
FROM services_submission
WHERE pence > 0 OR ref IN (SELECT submission_id FROM services_payment)"""
PAID_QUOTES = "UPDATE services_payment SET quote_id = 'Q-' || substr(submission_id, 3)"
TO_ONE = {"on_delete": django.db.models.deletion.PROTECT}


class Migration(migrations.Migration):
    dependencies = [("network", "0001_initial"), ("services", "0002_withdrawals")]

    operations = [
        migrations.CreateModel(
            name="Quote",
            fields=[
                ("ref", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("body", models.BinaryField(null=True)),
                ("pence", models.PositiveIntegerField()),
                ("quoted_at", models.DateTimeField()),
                (
                    "authority",
                    models.ForeignKey(to="network.organisation", related_name="+", **TO_ONE),
                ),
                (
                    "submission",
                    models.ForeignKey(to="services.submission", related_name="quotes", **TO_ONE),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        name="quotes_of_a_submission_are_numbered_once",
                        fields=["submission", "number"],
                    ),
                    models.CheckConstraint(
                        name="a_submission_holds_its_first_quote_itself",
                        condition=Q(number=1, body=None) | Q(number__gt=1, body__isnull=False),
                    ),
                ],
            },
        ),
        migrations.RunSQL(FIRST_QUOTES, migrations.RunSQL.noop),
        migrations.AddField(
            "payment",
            "quote",
            models.ForeignKey(to="services.quote", null=True, related_name="payments", **TO_ONE),
        ),
        migrations.RunSQL(PAID_QUOTES, migrations.RunSQL.noop),
        migrations.AlterField(
            "payment",
            "quote",
            models.ForeignKey(to="services.quote", related_name="payments", **TO_ONE),
        ),
        migrations.RemoveConstraint("payment", "a_payment_is_of_some_money"),
        migrations.RemoveField("payment", "pence"),
    ]
