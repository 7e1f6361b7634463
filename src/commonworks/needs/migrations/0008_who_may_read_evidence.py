from django.db import migrations, models

# What was said to all who saw a need is for those who see it today.
AS_ITS_NEED = """UPDATE needs_support SET visibility =
(SELECT visibility FROM needs_need WHERE ref = needs_support.need_id)"""


class Migration(migrations.Migration):
    dependencies = [("needs", "0007_over")]

    operations = [
        migrations.AddField(
            model_name="support",
            name="visibility",
            field=models.CharField(
                choices=[("public", "Anyone"), ("network", "People of the network")],
                default="network",
                max_length=7,
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(AS_ITS_NEED, migrations.RunSQL.noop),
    ]
