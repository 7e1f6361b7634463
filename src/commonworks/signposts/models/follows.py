"""What people follow, what they are to hear, and the mails in which they heard it."""

from uuid import uuid4

from django.db import models

WHAT = ("card", "kind", "region", "service_code", "authority", "words")


class Frequency(models.TextChoices):
    """How soon somebody hears, the soonest first."""

    IMMEDIATE = "immediate", "As it happens"
    DAILY = "daily", "Once a day"
    WEEKLY = "weekly", "Once a week"


class Follow(models.Model):
    """News that somebody wants to hear: all that fits each of its columns that says something.

    To follow a council is to fill `authority` alone; a saved search fills several. With a `hook` it
    is sent to that address instead of to a person's mailbox.
    """

    ref = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.CharField(max_length=40)  # an opaque ref
    card = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    region = models.CharField(max_length=30, blank=True)
    service_code = models.CharField(max_length=12, blank=True)
    authority = models.CharField(max_length=60, blank=True)
    words = models.CharField(max_length=200, blank=True)  # as `policies.words` cuts them
    frequency = models.CharField(max_length=9, choices=Frequency, default=Frequency.DAILY)
    hook = models.ForeignKey("signposts.Hook", models.CASCADE, null=True, related_name="follows")
    paused = models.BooleanField(default=False)
    since = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["card", "authority", "service_code", "region", "kind"],
                name="follows_by_what_they_follow",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                name="a_person_follows_a_thing_once",
                fields=["person", *WHAT],
                condition=models.Q(hook=None),
            ),
            models.UniqueConstraint(
                name="a_hook_follows_a_thing_once",
                fields=["hook", *WHAT],
                condition=models.Q(hook__isnull=False),
            ),
            models.CheckConstraint(
                name="a_follow_is_of_something",
                condition=~models.Q(**dict.fromkeys(WHAT, "")),
            ),
        ]


class Origin(models.Model):
    """A card that a follow was of before that card was merged into the one it is of today, so that
    a split gives it back. A follow without any is of its own card alone."""

    follow = models.ForeignKey(Follow, models.CASCADE, related_name="origins")
    card = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_follow_came_from_a_card_once", fields=["follow", "card"]
            )
        ]


class Digest(models.Model):
    """One mail to one person for one period: there cannot be a second."""

    ref = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.CharField(max_length=40)
    frequency = models.CharField(max_length=9, choices=Frequency)
    period = models.DateTimeField()  # when it began
    queued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_person_has_one_digest_a_period", fields=["person", "frequency", "period"]
            )
        ]


class Alert(models.Model):
    """A piece of news that somebody is to hear, once, however many of their follows it fits."""

    person = models.CharField(max_length=40)
    news = models.ForeignKey("signposts.News", models.CASCADE, related_name="alerts")
    follow = models.ForeignKey(Follow, models.CASCADE, related_name="alerts")
    frequency = models.CharField(max_length=9, choices=Frequency)
    at = models.DateTimeField()  # when it was matched: a digest holds what came before its period
    digest = models.ForeignKey(Digest, models.SET_NULL, null=True, related_name="alerts")
    # Sent; given up because its reader stopped; or never to be sent, for they were written to.
    done = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["frequency", "person"],
                name="alerts_waiting_by_person",
                condition=models.Q(done=False),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                name="a_person_hears_a_piece_of_news_once", fields=["person", "news"]
            )
        ]
