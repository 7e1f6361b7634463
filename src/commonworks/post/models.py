from django.db import models
from django.db.models import Q

from commonworks.kernel.leases import Leased

ERASED = "erased"  # why a message that nobody may read any more was not sent


class Message(Leased):
    """An email or a text on its way out. What it says and to whom is sealed, field by field."""

    class Channel(models.TextChoices):
        EMAIL = "email", "Email"
        TEXT = "text", "Text message"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to be sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Could not be sent"

    ref = models.CharField(primary_key=True, max_length=40)
    authority = models.CharField(max_length=60)  # whose key seals it; "network" for the house's own
    about = models.CharField(max_length=80, db_index=True)  # an opaque ref: a case, a person
    channel = models.CharField(max_length=5, choices=Channel)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    recipient = models.BinaryField()
    subject = models.BinaryField()
    body = models.BinaryField()
    unsubscribe = models.BinaryField(default=b"")  # an address, sealed too: it acts for somebody
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    provider_ref = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "due"], name="messages_waiting_by_due")]
        constraints = [
            models.CheckConstraint(
                name="a_message_is_sent_exactly_when_it_says_when",
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
            )
        ]
