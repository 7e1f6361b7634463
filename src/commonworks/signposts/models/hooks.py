"""Addresses of other systems that hear of news, and the parcels on their way to them."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from commonworks.kernel.leases import Leased


class Hook(models.Model):
    """An address that a person, or their council, registered. Address and secret are sealed."""

    class State(models.TextChoices):
        ON = "on", "On"
        OFF = "off", "Turned off"
        FAILED = "failed", "Turned off after too many failures"

    NEXT = {
        State.ON: {State.OFF, State.FAILED},
        State.OFF: {State.ON},
        State.FAILED: {State.ON},
    }

    ref = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=80)
    person = models.CharField(max_length=40, db_index=True)
    authority = models.CharField(max_length=60, blank=True, db_index=True)  # "" is the person's own
    url = models.BinaryField()
    secret = models.BinaryField()
    state = models.CharField(max_length=6, choices=State, default=State.ON)
    failures = models.PositiveSmallIntegerField(default=0)  # in a row
    last_code = models.CharField(max_length=40, blank=True)  # such as "200" or "timeout"
    last_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()


class Parcel(Leased):
    """A piece of news, or a test, on its way to a hook. Delivered, it is deleted."""

    ref = models.UUIDField(unique=True, default=uuid4, editable=False)
    hook = models.ForeignKey(Hook, models.CASCADE, related_name="parcels")
    news = models.ForeignKey("signposts.News", models.CASCADE, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_hook_is_told_a_piece_of_news_once",
                fields=["hook", "news"],
                condition=Q(news__isnull=False),
            )
        ]
