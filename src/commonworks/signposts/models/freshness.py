"""Until when an entry is good, who is asked, and what they were asked."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from commonworks.kernel.errors import Conflict


class Entry(models.Model):
    """A card that somebody keeps fresh. Each renewal is a new edition, and ends earlier links."""

    class State(models.TextChoices):
        FRESH = "fresh", "Up to date"
        STALE = "stale", "Nobody answered"
        ARCHIVED = "archived", "Archived"

    # Each may be made fresh again by whoever signs in and changes or confirms the entry.
    NEXT = {
        State.FRESH: {State.STALE, State.ARCHIVED},
        State.STALE: {State.FRESH, State.ARCHIVED},
        State.ARCHIVED: {State.FRESH},
    }

    card = models.OneToOneField(
        "signposts.Card", models.CASCADE, primary_key=True, related_name="entry"
    )
    owner = models.CharField(max_length=40, blank=True)  # a person's opaque ref; "" is nobody
    until = models.DateField()
    days = models.PositiveSmallIntegerField()  # for how long "still true" makes it good
    edition = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=8, choices=State, default=State.FRESH)
    asked_on = models.DateField(null=True)
    reminded_on = models.DateField(null=True)
    left_on = models.DateField(null=True)  # the owner went, and somebody else stands in

    def move_to(self, state: "Entry.State") -> None:
        """Change the state, and what the card shows of it. The caller saves the entry."""
        if state != self.state and state not in Entry.NEXT[Entry.State(self.state)]:
            raise Conflict(_("This entry has been archived. Sign in to bring it back."))
        self.state = state
        self.card.standing, self.card.good_until = state.value, self.until
        self.card.save(update_fields=["standing", "good_until"])

    def give_to(self, owner: str, *, left_on: date | None = None) -> None:
        """A new owner is asked afresh, and the links of the former one end. The caller saves."""
        self.owner, self.left_on = owner, left_on
        self.edition += 1
        self.asked_on = self.reminded_on = None

    class Meta:
        indexes = [
            models.Index(fields=["state", "until"], name="entries_by_state_and_date"),
            models.Index(fields=["owner"], name="entries_by_owner"),
        ]
        constraints = [
            models.CheckConstraint(
                name="an_entry_is_reminded_of_only_after_it_was_asked_about",
                condition=Q(reminded_on=None) | Q(asked_on__isnull=False),
            ),
            models.CheckConstraint(
                name="an_entry_is_good_for_at_least_a_day", condition=Q(days__gte=1)
            ),
        ]


class Question(models.Model):
    """A link that was sent to an owner. The token is in the letter; we keep its hash alone."""

    class Answer(models.TextChoices):
        TRUE = "true", "Still true"
        CHANGED = "changed", "Changed"
        OVER = "over", "Over"

    token_sha256 = models.CharField(primary_key=True, max_length=64)
    # None once nobody is asked about it any more: whoever follows the link then is told so.
    entry = models.ForeignKey(Entry, models.SET_NULL, null=True, related_name="questions")
    edition = models.PositiveIntegerField()
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answer = models.CharField(max_length=7, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_question_is_answered_exactly_when_it_says_when",
                condition=Q(answer="", answered_at=None)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="a_question_expires_after_it_is_sent",
                condition=Q(expires_at__gt=models.F("sent_at")),
            ),
        ]
