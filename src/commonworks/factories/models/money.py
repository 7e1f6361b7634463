from django.db import models
from django.db.models import Q

from commonworks.factories.models.factories import Factory


class Commission(models.Model):
    """What a factory has set going, and the motion that is its mandate."""

    class Kind(models.TextChoices):
        BUILD = "build", "Build it in-house"
        ADOPT = "adopt", "Adopt what exists"
        BRIEF = "brief", "Open a joint brief"

    # By which of these an assessed option is carried out: what is built together, by one of the
    # members or by a supplier; what is bought together, by a joint brief.
    OF_OPTION = {
        "build": (Kind.BUILD, Kind.BRIEF),
        "adopt": (Kind.ADOPT,),
        "buy": (Kind.BRIEF,),
        "nothing": (),
    }

    factory = models.ForeignKey(Factory, models.CASCADE, related_name="commissions")
    kind = models.CharField(max_length=5, choices=Kind)
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    motion = models.CharField(max_length=80)
    motion_sha256 = models.CharField(max_length=64)
    commissioned_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_motion_is_the_mandate_of_one_commission", fields=["factory", "motion"]
            )
        ]


class Figure(models.Model):
    """What a member says of itself, to share costs by: its population, or how much it uses."""

    class Kind(models.TextChoices):
        POPULATION = "population", "Population"
        USE = "use", "Use in a year"

    factory = models.ForeignKey(Factory, models.CASCADE, related_name="figures")
    organisation = models.ForeignKey("network.Organisation", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    value = models.PositiveBigIntegerField()
    source = models.CharField(max_length=200)
    stated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_member_states_a_figure_once", fields=["factory", "organisation", "kind"]
            ),
            models.CheckConstraint(
                name="a_figure_has_a_source", condition=~Q(source="") & Q(value__gt=0)
            ),
        ]


class Plan(models.Model):
    """How costs are shared: a total in pence, a rule, and each member's share. Never changed: a
    member joins or leaves, and another plan is offered."""

    class Rule(models.TextChoices):
        EQUAL = "equal", "Equal shares"
        POPULATION = "population", "By population"
        USE = "use", "By use"
        FIXED = "fixed", "Fixed amounts"

    factory = models.ForeignKey(Factory, models.CASCADE, related_name="plans")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    rule = models.CharField(max_length=10, choices=Rule)
    total_pence = models.PositiveBigIntegerField()
    offered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="plans_of_a_factory_are_numbered_once", fields=["factory", "number"]
            ),
            models.CheckConstraint(name="a_plan_shares_something", condition=Q(total_pence__gt=0)),
        ]


class Share(models.Model):
    """A member's part of a plan. It binds the member once its lead has committed to it."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="shares")
    organisation = models.ForeignKey("network.Organisation", models.PROTECT, related_name="+")
    figure = models.PositiveBigIntegerField(null=True)
    source = models.CharField(max_length=200, blank=True)
    pence = models.PositiveBigIntegerField()
    committed_at = models.DateTimeField(null=True)
    committed_by = models.CharField(max_length=80, blank=True)
    capacity = models.CharField(max_length=6, blank=True)  # lead or deputy

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_member_has_one_share_of_a_plan", fields=["plan", "organisation"]
            ),
            models.CheckConstraint(
                name="a_committed_share_says_when_and_in_what_capacity",
                condition=Q(committed_at__isnull=True, capacity="")
                | Q(committed_at__isnull=False, capacity__in=["lead", "deputy"]),
            ),
        ]
