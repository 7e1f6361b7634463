from django.db import models
from django.db.models import Q


class Service(models.Model):
    """A transaction that a factory defines once, for many councils to run."""

    class Phase(models.TextChoices):
        ALPHA = "alpha", "Alpha"
        BETA = "beta", "Beta"
        LIVE = "live", "Live"
        RETIRED = "retired", "Retired"

    NEXT = {
        Phase.ALPHA: {Phase.BETA, Phase.RETIRED},
        Phase.BETA: {Phase.LIVE, Phase.RETIRED},
        Phase.LIVE: {Phase.RETIRED},
        Phase.RETIRED: set(),
    }
    ONWARD = {Phase.ALPHA: Phase.BETA, Phase.BETA: Phase.LIVE}  # to retire is no step on

    ref = models.SlugField(primary_key=True, max_length=60)
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=400)
    # In Welsh, as the newest release that stands says it; blank where that says nothing.
    title_cy = models.CharField(max_length=200, blank=True, default="")
    summary_cy = models.CharField(max_length=400, blank=True, default="")
    factory = models.ForeignKey("factories.Factory", models.PROTECT, related_name="+")
    service_code = models.CharField(max_length=12, blank=True)  # LGSL
    phase = models.CharField(max_length=7, choices=Phase, default=Phase.ALPHA)
    listed_at = models.DateTimeField()


class Release(models.Model):
    """One edition of a service's definition. Its bytes never change: the key is their hash."""

    class State(models.TextChoices):
        PUBLISHED = "published", "Published"
        WITHDRAWN = "withdrawn", "Withdrawn"

    NEXT = {State.PUBLISHED: {State.WITHDRAWN}, State.WITHDRAWN: set()}

    hash = models.CharField(primary_key=True, max_length=64)
    service = models.ForeignKey(Service, models.PROTECT, related_name="releases")
    version = models.CharField(max_length=20)
    body = models.TextField()  # canonical JSON, as formwork.release wrote it
    state = models.CharField(max_length=9, choices=State, default=State.PUBLISHED)
    published_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=400, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_release_is_withdrawn_exactly_when_it_says_when_and_why",
                condition=Q(state="withdrawn", withdrawn_at__isnull=False) & ~Q(withdrawn_why="")
                | ~Q(state="withdrawn") & Q(withdrawn_at__isnull=True, withdrawn_why=""),
            ),
            models.UniqueConstraint(
                name="a_service_has_each_version_once", fields=["service", "version"]
            ),
        ]
