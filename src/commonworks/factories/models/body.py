"""What the convening body keeps beside what every factory has. It is the factory of all members."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q


class Paper(models.Model):
    """One edition of what the members adopt by motion: the constitution, or a year's strategy.
    Whether it was adopted, its motion says; nothing here repeats it."""

    class Kind(models.TextChoices):
        CONSTITUTION = "constitution", "Constitution"
        STRATEGY = "strategy", "Strategy"

    number = models.PositiveIntegerField(primary_key=True)
    kind = models.CharField(max_length=12, choices=Kind)
    year = models.PositiveSmallIntegerField(null=True)
    text = models.TextField()
    offered_at = models.DateTimeField()
    motion = models.CharField(max_length=80, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_strategy_is_for_a_year_and_a_constitution_is_not",
                condition=Q(kind="strategy", year__isnull=False)
                | Q(kind="constitution", year__isnull=True),
            )
        ]


class Aim(models.Model):
    """One thing that a year's strategy sets out to do."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="aims")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="the_aims_of_a_strategy_are_numbered_once", fields=["paper", "position"]
            )
        ]


class Progress(models.Model):
    """How far an aim has come, in percent, as it was said at the time. The latest counts."""

    aim = models.ForeignKey(Aim, models.CASCADE, related_name="progress")
    percent = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=400, blank=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="progress_is_from_nothing_to_all", condition=Q(percent__lte=100)
            )
        ]


class Election(models.Model):
    """Who is to convene, and for how long. The members' motion says who was elected."""

    motion = models.CharField(primary_key=True, max_length=80)
    candidates = models.JSONField()  # their names, in the order of the motion's options
    people = models.JSONField(default=list)  # their opaque refs; "" for who has no account here
    starts = models.DateField()
    ends = models.DateField()
    elected = models.CharField(max_length=80, blank=True)  # one of `people`, once it is decided
    # When the role was given, and when it was taken again.
    given_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_term_ends_after_it_starts", condition=Q(ends__gt=F("starts"))
            ),
            models.CheckConstraint(
                name="a_role_is_given_to_somebody_and_taken_after_that",
                condition=(Q(given_at=None) | ~Q(elected=""))
                & (Q(taken_at=None) | Q(given_at__isnull=False)),
            ),
        ]


class Hours(models.Model):
    """Time that the body spent: it must stay small, so it counts."""

    class Purpose(models.TextChoices):
        CONVENING = "convening", "Convening and introducing"
        ADVISING = "advising", "Advising"
        RUNNING = "running", "Running the site"
        GOVERNING = "governing", "Governing the body"

    on = models.DateField(db_index=True)
    minutes = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=9, choices=Purpose)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="hours_of_a_day_are_more_than_none_and_no_more_than_a_day",
                condition=Q(minutes__gt=0, minutes__lte=1440),
            )
        ]


class Introduction(models.Model):
    """The convener says to two organisations: you should talk. Each answers for itself."""

    ref = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    why = models.CharField(max_length=400)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()


class Side(models.Model):
    """One of the two. The contact it would share is sealed with a key of its own, and shown to
    the other side alone, once both have said yes."""

    class Answer(models.TextChoices):
        WAITING = "waiting", "Has not answered yet"
        YES = "yes", "Would like to talk"
        NO = "no", "Would rather not"

    introduction = models.ForeignKey(Introduction, models.CASCADE, related_name="sides")
    authority = models.ForeignKey("network.Organisation", models.PROTECT, related_name="+")
    answer = models.CharField(max_length=7, choices=Answer, default=Answer.WAITING)
    contact = models.BinaryField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=80, blank=True)  # a person's opaque ref

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="an_introduction_has_each_side_once", fields=["introduction", "authority"]
            ),
            models.CheckConstraint(
                name="a_contact_is_kept_only_with_a_yes",
                condition=Q(contact__isnull=True) | Q(answer="yes"),
            ),
        ]
