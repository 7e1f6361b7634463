from django.db import models


class Card(models.Model):
    """A public thing of some room, as the whole house may show it. Private rows have no card."""

    ref = models.CharField(primary_key=True, max_length=120)
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    link = models.CharField(max_length=200)
    authority = models.ForeignKey("network.Organisation", models.PROTECT, related_name="+")
    service_code = models.CharField(max_length=12, blank=True)  # LGSL, the councils' own list
    state = models.CharField(max_length=20, blank=True)
    good_until = models.DateField(null=True)
    facts = models.JSONField(default=dict)
    put_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "title"], name="cards_by_kind_and_title")]
