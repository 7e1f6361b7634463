"""Work that must be done though workers die: rows that are due, leased and tried again.

`attempts` is the fence: each taking raises it, and only the latest taker can settle.
"""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q

PATIENCE = 12  # attempts, about three days in all; then the row waits for a person
LEASE = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=12)


class LeaseLost(Exception):
    """Another worker took this row when our lease ran out; our work is rolled back."""

    code = "lease-lost"


class Leased(models.Model):
    """A row of work. Concrete tables add what is to be done."""

    due = models.DateTimeField(db_index=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error_code = models.CharField(max_length=40, blank=True)

    class Meta:
        abstract = True

    @classmethod
    def take(cls, *, at: datetime, where: Q | None = None) -> Self | None:
        """Lease one due row, or None. Compare and swap: two takers never hold the same one."""
        free = Q(lease_until=None) | Q(lease_until__lte=at)
        due = cls._default_manager.filter(
            free, where or Q(), due__lte=at, attempts__lt=PATIENCE
        ).order_by("due")
        for row in due[:10]:
            leased = row.still_ours().update(attempts=row.attempts + 1, lease_until=at + LEASE)
            if leased:
                row.attempts += 1
                return row
        return None

    def still_ours(self) -> "models.QuerySet[Self]":
        return type(self)._default_manager.filter(pk=self.pk, attempts=self.attempts)

    def settle(self) -> None:
        """Take the row away, its work done. In the transaction of that work."""
        done, _ = self.still_ours().delete()
        if not done:
            raise LeaseLost

    def postpone(self, error: Exception, *, at: datetime) -> None:
        # A code only: the text of an exception may quote what a resident wrote.
        code = str(getattr(error, "code", type(error).__name__))[:40]
        wait = min(timedelta(seconds=15 * 4 ** min(self.attempts, 9)), LONGEST_WAIT)
        self.still_ours().update(due=at + wait, lease_until=None, error_code=code)

    @classmethod
    def given_up(cls) -> Q:
        return Q(attempts__gte=PATIENCE)
