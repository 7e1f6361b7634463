from django.db import models
from django.db.models import F, Q

from commonworks.factories.models.factories import Factory


class Shown(models.Model):
    """What shows that a requirement of a gate is met: the latest counts, and those before it stay.
    `organisation` is empty where the house itself recorded it."""

    factory = models.ForeignKey(Factory, models.CASCADE, related_name="evidence")
    phase = models.CharField(max_length=10, choices=Factory.Phase)
    requirement = models.SlugField(max_length=60)
    note = models.CharField(max_length=400)
    link = models.URLField(max_length=300, blank=True)
    organisation = models.ForeignKey(
        "network.Organisation", models.PROTECT, null=True, related_name="+"
    )
    by = models.CharField(max_length=80)
    at = models.DateTimeField()


class Passage(models.Model):
    """A factory went from one phase to another: who said so, when, and on which motion."""

    factory = models.ForeignKey(Factory, models.CASCADE, related_name="passages")
    before = models.CharField(max_length=10, choices=Factory.Phase)
    after = models.CharField(max_length=10, choices=Factory.Phase)
    organisation = models.ForeignKey("network.Organisation", models.PROTECT, related_name="+")
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    note = models.TextField(blank=True)  # what was learned, where it ends
    motion = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_factory_leaves_a_phase_once", fields=["factory", "before"]
            ),
            models.CheckConstraint(
                name="what_ends_says_what_was_learned",
                condition=~Q(after__in=["stopped", "retirement"]) | ~Q(note=""),
            ),
        ]


class Update(models.Model):
    """A weeknote: what was done and what is next, for anyone who is interested."""

    factory = models.ForeignKey(Factory, models.CASCADE, related_name="updates")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    text = models.TextField()
    author = models.CharField(max_length=80)
    organisation = models.ForeignKey("network.Organisation", models.PROTECT, related_name="+")
    posted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="updates_of_a_factory_are_numbered_once", fields=["factory", "number"]
            )
        ]


class Risk(models.Model):
    """What could go wrong, who looks after it, and what came of it."""

    factory = models.ForeignKey(Factory, models.CASCADE, related_name="risks")
    title = models.CharField(max_length=200)
    likelihood = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    owner = models.ForeignKey("network.Organisation", models.PROTECT, related_name="+")
    response = models.CharField(max_length=1000, blank=True)
    raised_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_risk_is_judged_from_one_to_five",
                condition=Q(likelihood__gte=1, likelihood__lte=5, impact__gte=1, impact__lte=5),
            ),
            models.CheckConstraint(
                name="a_risk_is_closed_with_what_came_of_it",
                condition=Q(closed_at__isnull=True, outcome="")
                | (Q(closed_at__gte=F("raised_at")) & ~Q(outcome="")),
            ),
        ]
