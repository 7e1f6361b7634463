from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from commonworks.kernel.errors import Missing


class Motion(models.Model):
    """A question that a body puts to its members, with the rule by which it will be answered.

    What counts is fixed before anybody votes: question, choices, rule, quorum, times, electorate.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "Voting has not opened yet"
        OPEN = "open", "Open for voting"
        DECIDED = "decided", "Closed"
        WITHDRAWN = "withdrawn", "Withdrawn"
        ENDED = "ended", "Ended without a result"

    NEXT = {
        State.PROPOSED: {State.OPEN, State.WITHDRAWN, State.ENDED},
        State.OPEN: {State.DECIDED, State.WITHDRAWN, State.ENDED},
        State.DECIDED: set(),
        State.WITHDRAWN: set(),
        State.ENDED: set(),
    }
    UNDECIDED = (State.PROPOSED, State.OPEN)

    class Rule(models.TextChoices):
        MAJORITY = "majority", "Majority"
        TWO_THIRDS = "two-thirds", "Two thirds"
        CONSENT = "consent", "Consent"

    class Outcome(models.TextChoices):
        CARRIED = "carried", "Carried"
        NOT_CARRIED = "not-carried", "Not carried"
        NO_DECISION = "no-decision", "No decision"
        NO_QUORUM = "no-quorum", "No quorum"

    ref = models.SlugField(primary_key=True, max_length=60)
    body = models.CharField(max_length=80)  # such as factory.parking: what decides
    body_name = models.CharField(max_length=200)
    body_link = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=150)
    text = models.TextField(blank=True)
    answers = models.CharField(max_length=120, blank=True)  # what it settles, in the body's words
    proposed_by = models.ForeignKey("network.Organisation", models.PROTECT, related_name="+")
    proposer = models.CharField(max_length=80)  # a person's opaque ref
    rule = models.CharField(max_length=10, choices=Rule)
    options = models.JSONField(default=list)  # [[id, label], …]; none where it is for or against
    quorum = models.PositiveSmallIntegerField()
    quorum_is_share = models.BooleanField()  # percent of the electorate, else a number of votes
    open_tally = models.BooleanField(default=False)
    proposed_at = models.DateTimeField()
    opens = models.DateTimeField()
    closes = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.PROPOSED)
    decided_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=11, choices=Outcome, blank=True)
    chosen = models.CharField(max_length=20, blank=True)  # the option, where there were options
    result = models.TextField(blank=True)  # canonical JSON, as it was published
    result_sha256 = models.CharField(max_length=64, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=200, blank=True)  # %(day)s: when it ended

    class Meta:
        indexes = [
            models.Index(fields=["body", "-proposed_at"], name="motions_of_a_body"),
            models.Index(fields=["state", "closes"], name="motions_by_when_they_close"),
        ]
        constraints = [
            models.CheckConstraint(
                name="voting_closes_after_it_opens", condition=Q(closes__gt=F("opens"))
            ),
            models.CheckConstraint(
                name="a_motion_is_decided_exactly_when_it_has_a_result",
                condition=Q(state="decided", decided_at__isnull=False)
                & ~Q(outcome="")
                & ~Q(result="")
                & ~Q(result_sha256="")
                | ~Q(state="decided") & Q(decided_at=None, outcome="", result="", result_sha256=""),
            ),
            models.CheckConstraint(
                name="a_motion_is_ended_exactly_when_it_says_when_and_why",
                condition=Q(state="ended", ended_at__isnull=False) & ~Q(ended_because="")
                | ~Q(state="ended") & Q(ended_at=None, ended_because=""),
            ),
            models.CheckConstraint(
                name="a_quorum_is_a_number_or_a_share_of_the_electorate",
                condition=Q(quorum__gte=1) & (Q(quorum_is_share=False) | Q(quorum__lte=100)),
            ),
        ]

    @classmethod
    def locked(cls, ref: str) -> "Motion":
        """The motion, held until the transaction ends: first of all locks, by everybody, so that
        a vote is either counted or refused. Raises Missing."""
        row = cls.objects.select_for_update().filter(ref=ref).first()
        if row is None:
            raise Missing(_("There is no such motion. Look it up in the list of motions."))
        return row

    @classmethod
    def locked_of(cls, body: str, *, at: datetime) -> "models.QuerySet[Motion]":
        """A body's motions on which voting has not closed, held in the same way, each in turn."""
        rows = cls.objects.select_for_update().order_by("ref")
        return rows.filter(body=body, state__in=cls.UNDECIDED, closes__gt=at)


class Seat(models.Model):
    """An authority's one vote on one motion. Struck, it stays to be seen and counts no more."""

    motion = models.ForeignKey(Motion, models.CASCADE, related_name="seats")
    authority = models.ForeignKey("network.Organisation", models.PROTECT, related_name="+")
    struck_at = models.DateTimeField(null=True)
    struck_because = models.CharField(max_length=200, blank=True)
    inherited_from = models.CharField(max_length=60, blank=True)  # the council it followed

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="an_authority_has_one_seat_in_a_motion", fields=["motion", "authority"]
            ),
            models.CheckConstraint(
                name="a_seat_is_struck_exactly_when_it_says_why",
                condition=Q(struck_at=None, struck_because="")
                | Q(struck_at__isnull=False) & ~Q(struck_because=""),
            ),
        ]


class Ballot(models.Model):
    """How an authority voted, from when until when. A changed vote is a new row: the old one
    ends and stays."""

    class Ended(models.TextChoices):
        CHANGED = "changed", "Changed"
        TAKEN_BACK = "taken-back", "Taken back"
        STRUCK = "struck", "Struck"

    seat = models.ForeignKey(Seat, models.CASCADE, related_name="ballots")
    number = models.PositiveIntegerField()
    choice = models.CharField(max_length=20)
    reason = models.CharField(max_length=2000, blank=True)
    mandate = models.CharField(max_length=200, blank=True)
    mandate_on = models.DateField(null=True)
    cast_at = models.DateTimeField()
    cast_by = models.CharField(max_length=80)  # a person's opaque ref
    cast_as = models.CharField(max_length=20)  # lead or deputy
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=10, choices=Ended, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_seat_has_one_ballot_at_a_time",
                fields=["seat"],
                condition=Q(ended_at=None),
            ),
            models.UniqueConstraint(
                name="the_ballots_of_a_seat_are_numbered", fields=["seat", "number"]
            ),
            models.CheckConstraint(
                name="a_ballot_ends_exactly_when_it_says_why",
                condition=Q(ended_at=None, ended_because="")
                | Q(ended_at__isnull=False) & ~Q(ended_because=""),
            ),
            models.CheckConstraint(
                name="a_mandate_has_a_date", condition=Q(mandate="") | Q(mandate_on__isnull=False)
            ),
        ]


class MandateRule(models.Model):
    """A council that votes only with its councillors' mandate."""

    authority = models.OneToOneField(
        "network.Organisation", models.PROTECT, primary_key=True, related_name="+"
    )
    since = models.DateTimeField()
