from django.db import models
from django.db.models import Q

from commonworks.factories.models.factories import Factory


class Assessment(models.Model):
    """Options weighed against criteria by several people, each by themselves."""

    class State(models.TextChoices):
        DRAFTING = "drafting", "Being drawn up"
        SCORING = "scoring", "Being scored"
        CLOSED = "closed", "Closed"

    NEXT = {
        State.DRAFTING: {State.SCORING},
        State.SCORING: {State.CLOSED},
        State.CLOSED: set(),
    }

    factory = models.ForeignKey(Factory, models.CASCADE, related_name="assessments")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFTING)
    begun_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="assessments_of_a_factory_are_numbered_once", fields=["factory", "number"]
            ),
            models.CheckConstraint(
                name="an_assessment_is_closed_exactly_when_it_says_when",
                condition=Q(state="closed", closed_at__isnull=False)
                | (~Q(state="closed") & Q(closed_at__isnull=True)),
            ),
        ]


class Criterion(models.Model):
    """What an option is scored against. `weight` is from 1 to 5."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="criteria")
    label = models.CharField(max_length=120)
    weight = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_criterion_is_named_once_in_an_assessment", fields=["assessment", "label"]
            ),
            models.CheckConstraint(
                name="a_criterion_weighs_from_one_to_five",
                condition=Q(weight__gte=1, weight__lte=5),
            ),
        ]


class Option(models.Model):
    """What a factory could do. `card` is the signpost of an existing service, if it is one."""

    class Kind(models.TextChoices):
        BUILD = "build", "Build together"
        ADOPT = "adopt", "Adopt what exists"
        BUY = "buy", "Buy together"
        NOTHING = "nothing", "Do nothing"

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="options")
    kind = models.CharField(max_length=7, choices=Kind)
    title = models.CharField(max_length=120)
    text = models.CharField(max_length=1000, blank=True)
    card = models.CharField(max_length=120, blank=True)
    link = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="an_option_is_named_once_in_an_assessment", fields=["assessment", "title"]
            ),
        ]


class Score(models.Model):
    """What one assessor gave an option on a criterion: 0 (not at all) to 5 (fully)."""

    option = models.ForeignKey(Option, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="scores")
    assessor = models.CharField(max_length=80)
    organisation = models.ForeignKey("network.Organisation", models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="an_assessor_scores_an_option_once_on_a_criterion",
                fields=["option", "criterion", "assessor"],
            ),
            models.CheckConstraint(
                name="a_score_is_from_nought_to_five", condition=Q(value__lte=5)
            ),
        ]
