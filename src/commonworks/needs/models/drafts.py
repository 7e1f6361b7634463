from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonworks.kernel.errors import Missing
from commonworks.needs.models.needs import Need


class Drafts(models.Manager["Draft"]):
    def of(self, person: str, ref: str, *, lock: bool = False) -> "Draft":
        """Raises Missing where it is not theirs, or its time is over."""
        rows = self.select_for_update() if lock else self.all()
        if draft := rows.filter(ref=ref, person=person).first():
            return draft
        raise Missing(_("This was kept for a day, for whoever wrote it. Write it anew."))


class Draft(models.Model):
    """What somebody is about to say of a need: for that person alone, and sealed, for nobody has
    looked yet whether it names a resident. It never changes; what is said otherwise is another."""

    class Kind(models.TextChoices):
        DECLARE = "declare"
        CHANGE = "change"
        SUPPORT = "support"
        AMEND = "amend"  # what it said of a need that it supports

    ref = models.CharField(primary_key=True, max_length=40)
    kind = models.CharField(max_length=7, choices=Kind, default=Kind.DECLARE)
    authority = models.ForeignKey("network.Organisation", models.PROTECT, related_name="+")
    person = models.CharField(max_length=36)  # an opaque ref
    about = models.ForeignKey(Need, models.CASCADE, null=True, related_name="+")
    said = models.BinaryField()  # JSON; empty once it is published
    again = models.BooleanField(default=False)  # they know that their council declared it already
    need = models.ForeignKey(Need, models.CASCADE, null=True, related_name="+")  # what it became
    kept_at = models.DateTimeField(db_index=True)
    objects = Drafts()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_draft_is_about_a_need_unless_it_declares_one",
                condition=Q(kind="declare", about=None) | ~Q(kind="declare") & ~Q(about=None),
            )
        ]

    @property
    def subject(self) -> str:
        """What its key is known by."""
        return f"needs.draft.{self.ref}"
