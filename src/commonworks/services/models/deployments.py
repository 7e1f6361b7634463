from django.db import models
from django.db.models import Q

from commonworks.services.models.catalogue import Release, Service


class Deployment(models.Model):
    """A service as one council runs it. `ref` is "<council>.<service>"."""

    class State(models.TextChoices):
        PREPARING = "preparing", "Being prepared"
        LIVE = "live", "Live"
        PAUSED = "paused", "Paused"
        ENDED = "ended", "Ended"

    NEXT = {
        State.PREPARING: {State.LIVE, State.ENDED},
        State.LIVE: {State.PAUSED, State.ENDED},
        State.PAUSED: {State.LIVE, State.ENDED},
        State.ENDED: set(),
    }

    ref = models.CharField(primary_key=True, max_length=120)
    service = models.ForeignKey(Service, models.PROTECT, related_name="deployments")
    council = models.ForeignKey("network.Organisation", models.PROTECT, related_name="+")
    release = models.ForeignKey(Release, models.PROTECT, related_name="deployments")
    edition = models.ForeignKey("Edition", models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.PREPARING)
    adopted_at = models.DateTimeField()
    live_since = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_council_runs_a_service_once", fields=["service", "council"]
            ),
            models.CheckConstraint(
                name="a_live_deployment_says_since_when",
                condition=~Q(state="live") | Q(live_since__isnull=False),
            ),
            models.CheckConstraint(
                name="a_deployment_has_ended_exactly_when_it_says_when",
                condition=Q(state="ended", ended_at__isnull=False)
                | (~Q(state="ended") & Q(ended_at__isnull=True)),
            ),
        ]


class Edition(models.Model):
    """What one council changes of a release: its overlay, as saved. Never changed: a draft pins
    the edition that it began with."""

    ref = models.CharField(primary_key=True, max_length=40)
    deployment_ref = models.CharField(max_length=120, db_index=True)
    number = models.PositiveIntegerField()
    body = models.TextField()  # canonical JSON, as formwork.overlay wrote it
    hash = models.CharField(max_length=64)
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="editions_of_a_deployment_are_numbered_once",
                fields=["deployment_ref", "number"],
            )
        ]


class Evidence(models.Model):
    """A named requirement of going live, and what shows that it is met."""

    deployment = models.ForeignKey(Deployment, models.CASCADE, related_name="evidence")
    requirement = models.SlugField(max_length=60)
    note = models.CharField(max_length=400)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_requirement_is_met_once", fields=["deployment", "requirement"]
            )
        ]


class Asked(models.Model):
    """How often residents of a council asked for a service that it does not run, by day."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="+")
    council = models.ForeignKey("network.Organisation", models.PROTECT, related_name="+")
    day = models.DateField()
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="asking_is_counted_once_a_day", fields=["service", "council", "day"]
            )
        ]
