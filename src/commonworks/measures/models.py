from django.db import models
from django.db.models import Q


class Measure(models.TextChoices):
    """What is counted. In brackets: what the detail of a tally says."""

    STARTED = "started", "Applications started"
    LEFT = "left", "Applications given up (the page they stopped at)"
    SUBMITTED = "submitted", "Applications sent (the band of seconds they took)"
    COMPLETED = "completed", "Applications that reached the council, paid where they cost money"
    DECIDED = "decided", "Cases decided (working days they took)"
    IN_TIME = "in-time", "Cases decided by their deadline"
    SCORE = "score", "Answers to how satisfied people were (from 1 to 5)"


class Tally(models.Model):
    """How often something happened in one deployment on one day, in UK time.

    No row says anything of anybody, and none is true in its own right: all of it can be counted
    again from events. So a deployment is named as events name it, by its ref and not by a key.
    """

    deployment = models.CharField(max_length=120)
    day = models.DateField()
    measure = models.CharField(max_length=9, choices=Measure)
    detail = models.CharField(max_length=80, blank=True)
    count = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_day_of_a_deployment_counts_each_thing_in_one_place",
                fields=["deployment", "day", "measure", "detail"],
            ),
            models.CheckConstraint(
                name="pages_bands_days_and_scores_are_named_and_nothing_else_is",
                condition=Q(measure__in=["left", "submitted", "decided", "score"]) & ~Q(detail="")
                | Q(measure__in=["started", "completed", "in-time"], detail=""),
            ),
        ]
