from django.db import models
from django.db.models import F, Q


class Factory(models.Model):
    """Councils that take on a problem together, and own what they build for it."""

    ref = models.SlugField(primary_key=True, max_length=60)
    name = models.CharField(max_length=120)
    purpose = models.CharField(max_length=400)
    founded_on = models.DateField()


class Member(models.Model):
    """An organisation's part in a factory, from a day to the day it left."""

    class Part(models.TextChoices):
        LEAD = "lead", "Lead"
        PARTNER = "partner", "Partner"
        OBSERVER = "observer", "Observer"

    factory = models.ForeignKey(Factory, models.CASCADE, related_name="members")
    organisation = models.ForeignKey("network.Organisation", models.PROTECT, related_name="+")
    part = models.CharField(max_length=8, choices=Part)
    joined_on = models.DateField()
    left_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="an_organisation_is_a_member_of_a_factory_once_at_a_time",
                fields=["factory", "organisation"],
                condition=Q(left_on__isnull=True),
            ),
            models.UniqueConstraint(
                name="a_factory_has_one_lead_at_a_time",
                fields=["factory"],
                condition=Q(part="lead", left_on__isnull=True),
            ),
            models.CheckConstraint(
                name="a_member_leaves_no_earlier_than_it_joined",
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")),
            ),
        ]
