from django.db import models
from django.db.models import Q

from commonworks.kernel.leases import Leased
from commonworks.services.models.cases import Submission
from commonworks.services.models.deployments import Deployment


class Account(models.Model):
    """A council's own account with the payment provider. Its key is sealed."""

    council = models.OneToOneField("network.Organisation", models.PROTECT, related_name="+")
    api_key = models.BinaryField()
    webhook_secret = models.BinaryField()
    saved_at = models.DateTimeField()


class Quote(models.Model):
    """A price that a resident was given for a submission. Never changed: a price that ran out is
    followed by another, and a payment names the one that it pays."""

    ref = models.CharField(primary_key=True, max_length=40)
    authority = models.ForeignKey("network.Organisation", models.PROTECT, related_name="+")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="quotes")
    number = models.PositiveSmallIntegerField()
    body = models.BinaryField(null=True)  # sealed; None: the one that the submission holds
    pence = models.PositiveIntegerField()
    quoted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="quotes_of_a_submission_are_numbered_once", fields=["submission", "number"]
            ),
            models.CheckConstraint(
                name="a_submission_holds_its_first_quote_itself",
                condition=Q(number=1, body=None) | Q(number__gt=1, body__isnull=False),
            ),
        ]


class Payment(Leased):
    """One attempt to pay for a submission. Its amount is its quote's, and nobody else's to say.

    While it is under way it is due to be checked, so that a resident who never comes back is
    still served.
    """

    class State(models.TextChoices):
        CREATED = "created", "Not yet with the provider"
        STARTED = "started", "With the provider"
        PAID = "paid", "Paid"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"
        EXPIRED = "expired", "Expired"
        DISPUTED = "disputed", "Paid, but another amount than asked: needs a person"

    NEXT = {
        State.CREATED: {State.STARTED, State.FAILED},
        State.STARTED: {
            State.PAID,
            State.FAILED,
            State.CANCELLED,
            State.EXPIRED,
            State.DISPUTED,
        },
        State.PAID: set(),
        State.FAILED: set(),
        State.CANCELLED: set(),
        State.EXPIRED: set(),
        State.DISPUTED: set(),
    }
    UNDER_WAY = (State.CREATED, State.STARTED)

    ref = models.CharField(primary_key=True, max_length=40)
    authority = models.ForeignKey("network.Organisation", models.PROTECT, related_name="+")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="payments")
    deployment = models.ForeignKey(Deployment, models.PROTECT, related_name="+")
    quote = models.ForeignKey(Quote, models.PROTECT, related_name="payments")
    state = models.CharField(max_length=9, choices=State, default=State.CREATED)
    provider_ref = models.CharField(max_length=60, null=True, unique=True)
    next_url = models.BinaryField(null=True)  # sealed: whoever holds it can pay
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_submission_has_one_payment_under_way_or_paid",
                fields=["submission"],
                condition=Q(state__in=["created", "started", "paid", "disputed"]),
            ),
        ]

    @property
    def pence(self) -> int:
        return self.quote.pence


class Heard(models.Model):
    """A message of a payment provider that was heard: the second time it says nothing new."""

    authority = models.ForeignKey("network.Organisation", models.PROTECT, related_name="+")
    message = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_message_of_a_provider_is_heard_once", fields=["authority", "message"]
            )
        ]
