from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("factories", "0008_letters_and_terms"),
    ]

    operations = [
        migrations.AddField(
            model_name="factory",
            name="proposers",
            field=models.CharField(
                choices=[
                    ("members", "The lead and every partner"),
                    ("lead", "The lead authority alone"),
                ],
                default="members",
                max_length=7,
            ),
        ),
    ]
