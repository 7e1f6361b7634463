from django.db import models
from django.db.models import Q

from commonworks.factories.models.factories import Factory


class Agreement(models.Model):
    """One version of a joint working agreement, as it was offered for signing. Its text is never
    changed. In force is the newest that all who had a vote have signed at one time."""

    factory = models.ForeignKey(Factory, models.CASCADE, related_name="agreements")
    number = models.PositiveIntegerField()
    choices = models.JSONField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    offered_at = models.DateTimeField()
    in_force_from = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="versions_of_an_agreement_are_numbered_once", fields=["factory", "number"]
            ),
            models.CheckConstraint(
                name="versions_of_an_agreement_begin_at_one", condition=Q(number__gte=1)
            ),
        ]


class Signature(models.Model):
    """A member signed one version, by its lead or the deputy. A later version needs another."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="signatures")
    organisation = models.ForeignKey("network.Organisation", models.PROTECT, related_name="+")
    by = models.CharField(max_length=80)
    capacity = models.CharField(max_length=6)  # lead or deputy
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_member_signs_a_version_once", fields=["agreement", "organisation"]
            ),
            models.CheckConstraint(
                name="an_agreement_is_signed_by_a_lead_or_a_deputy",
                condition=Q(capacity__in=["lead", "deputy"]),
            ),
        ]
