from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signposts", "0010_news_for_the_network")]

    operations = [
        migrations.AlterField(
            model_name="card",
            name="seen_by",
            field=models.CharField(
                choices=[
                    ("anyone", "Anyone"),
                    ("network", "People of the network"),
                    ("nobody", "Nobody: it was taken down"),
                    ("former", "Nobody: it was taken down, and the network alone had seen it"),
                ],
                default="anyone",
                max_length=7,
            ),
        ),
    ]
