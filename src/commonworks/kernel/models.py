from django.db import models
from django.db.models import Q

from commonworks.kernel.leases import Leased


class Event(models.Model):
    """Something that happened. Never changed, never deleted: see triggers.py.

    A public event carries its item, as canonical JSON, and the item's SHA-256; a private one
    carries opaque ids and nothing about anybody.
    """

    name = models.CharField(max_length=80)
    subject = models.CharField(max_length=80, db_index=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    ids = models.JSONField(default=dict)
    item = models.TextField(blank=True)
    item_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["name", "at"], name="events_by_name_and_time")]
        constraints = [
            models.CheckConstraint(
                name="an_event_has_an_item_exactly_when_it_has_its_hash",
                condition=Q(item="", item_sha256="") | (~Q(item="") & ~Q(item_sha256="")),
            )
        ]


class Delivery(Leased):
    """A debt: this handler has yet to hear of this event. A paid debt is deleted."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    handler = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_handler_hears_of_an_event_once", fields=["event", "handler"]
            )
        ]


class Duty(Leased):
    """A job that comes round: when it is next due."""

    name = models.CharField(max_length=80, unique=True)


class Sending(models.Model):
    """A form that somebody sent, and where it led: see repeats.py. The key is the hash of it."""

    key = models.CharField(primary_key=True, max_length=64)
    begun_at = models.DateTimeField(db_index=True)
    answer = models.CharField(max_length=1000, blank=True)  # "" until it is carried out


class AuthorityKey(models.Model):
    """A key of one authority, wrapped by the house's master key. `purpose` keeps the key that
    seals data keys, which rotates, apart from the one that blinds indexes, which cannot."""

    class Purpose(models.TextChoices):
        SEAL = "seal", "Wraps data keys"
        BLIND = "blind", "Blinds what may be searched for"

    authority = models.CharField(max_length=60)
    purpose = models.CharField(max_length=5, choices=Purpose)
    version = models.PositiveIntegerField()
    wrapped = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="an_authority_has_each_version_of_a_key_once",
                fields=["authority", "purpose", "version"],
            )
        ]


class DataKey(models.Model):
    """The key of one private thing (a draft, a case, a message). Deleting it erases the thing."""

    subject = models.CharField(primary_key=True, max_length=80)
    wrapped_with = models.ForeignKey(AuthorityKey, models.PROTECT, related_name="data_keys")
    wrapped = models.BinaryField()
