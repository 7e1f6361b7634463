from django.db import models
from django.db.models import Q

from commonworks.services.models.catalogue import Release
from commonworks.services.models.deployments import Deployment, Edition


class Draft(models.Model):
    """An application that is being filled in. Answers are sealed one by one with its data key."""

    class State(models.TextChoices):
        OPEN = "open", "Being filled in"
        SUBMITTED = "submitted", "Submitted"
        EXPIRED = "expired", "Expired"
        WITHDRAWN = "withdrawn", "Ended, because its form was withdrawn"

    NEXT = {
        State.OPEN: {State.SUBMITTED, State.EXPIRED, State.WITHDRAWN},
        State.SUBMITTED: set(),
        State.EXPIRED: set(),
        State.WITHDRAWN: set(),
    }

    ref = models.CharField(primary_key=True, max_length=40)
    authority = models.ForeignKey("network.Organisation", models.PROTECT, related_name="+")
    deployment = models.ForeignKey(Deployment, models.PROTECT, related_name="+")
    release = models.ForeignKey(Release, models.PROTECT, related_name="+")  # pinned until withdrawn
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")  # pinned
    token_hash = models.CharField(max_length=64, unique=True)  # of the cookie and the mailed link
    language = models.CharField(max_length=2, default="en")
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    answers = models.JSONField(default=dict)  # place of the answer -> sealed value, base64
    revision = models.PositiveIntegerField(default=0)  # a save is of the answers that it read
    page = models.CharField(max_length=80, blank=True)  # the furthest page shown; not an answer
    started_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [
            models.Index(
                name="open_drafts_of_a_release", fields=["release"], condition=Q(state="open")
            )
        ]


class Submission(models.Model):
    """What was sent, once and for all: canonical JSON, sealed, with the hash of its bytes."""

    ref = models.CharField(primary_key=True, max_length=40)
    authority = models.ForeignKey("network.Organisation", models.PROTECT, related_name="+")
    draft = models.OneToOneField(Draft, models.PROTECT, related_name="submission")
    deployment = models.ForeignKey(Deployment, models.PROTECT, related_name="+")
    body = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    pence = models.PositiveIntegerField()  # of the quote that it holds; a later one may be paid
    submitted_at = models.DateTimeField()


class Case(models.Model):
    """What the council decides. There is one for each submission that is paid for, or free."""

    class State(models.TextChoices):
        RECEIVED = "received", "Received"
        IN_REVIEW = "in-review", "Being looked at"
        DECIDED = "decided", "Decided"

    NEXT = {
        State.RECEIVED: {State.IN_REVIEW, State.DECIDED},
        State.IN_REVIEW: {State.RECEIVED, State.DECIDED},
        State.DECIDED: set(),
    }

    ref = models.CharField(primary_key=True, max_length=20)  # what the resident is told
    authority = models.ForeignKey("network.Organisation", models.PROTECT, related_name="+")
    submission = models.OneToOneField(Submission, models.PROTECT, related_name="case")
    deployment = models.ForeignKey(Deployment, models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.RECEIVED)
    status_hash = models.CharField(max_length=64, unique=True)  # of the emailed status link
    status_token = models.BinaryField()  # sealed: the link is sent again when asked for
    rated = models.BooleanField(default=False)  # the score itself is kept apart from the case
    received_at = models.DateTimeField()
    deadline = models.DateField()
    assigned_to = models.CharField(max_length=80, blank=True)  # a person's opaque ref
    outcome = models.CharField(max_length=80, blank=True)
    letter = models.BinaryField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, blank=True)
    erase_on = models.DateField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["authority", "state", "deadline"], name="queue_of_a_council"),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_case_is_decided_exactly_when_it_has_an_outcome_and_a_time",
                condition=Q(state="decided", decided_at__isnull=False) & ~Q(outcome="")
                | ~Q(state="decided") & Q(decided_at__isnull=True, outcome=""),
            )
        ]


class Note(models.Model):
    """What a caseworker wrote down for colleagues, sealed with the case's key."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="notes")
    body = models.BinaryField()
    by = models.CharField(max_length=80)
    at = models.DateTimeField()


class Findable(models.Model):
    """A blind index of an answer that caseworkers may search for, exactly."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    authority = models.ForeignKey("network.Organisation", models.PROTECT, related_name="+")
    blind = models.CharField(max_length=32)

    class Meta:
        indexes = [models.Index(fields=["authority", "blind"], name="found_by_blind_index")]
