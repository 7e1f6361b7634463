from django.db import migrations, models
from django.db.models import Q

# Those that were sent before letters had an end.
LETTERS_OF_SIGN_IN = """UPDATE post_message SET erase_at = sent_at
WHERE about = 'sign-in' AND state = 'sent'"""


class Migration(migrations.Migration):
    dependencies = [("post", "0001_initial")]

    operations = [
        migrations.AddField("message", "erase_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "message",
            models.Index(
                name="messages_to_be_erased",
                fields=["erase_at"],
                condition=Q(erase_at__isnull=False),
            ),
        ),
        migrations.RunSQL(LETTERS_OF_SIGN_IN, migrations.RunSQL.noop),
    ]
