"""What changed among the cards, so that indexes follow; and what was said not to be the same."""

from secrets import token_hex

from django.db import models
from django.db.models import Q

REFUSALS = ""  # in place of a card's ref: something was refused


class Change(models.Model):
    """A card was put up, changed or taken down. Whoever keeps an index reads on from the last row
    it saw; the mark tells that row from one of the same number in another database."""

    ref = models.CharField(max_length=120, blank=True)
    mark = models.CharField(max_length=16)

    @classmethod
    def note(cls, *refs: str) -> None:
        """In the transaction that changes the cards."""
        Change.objects.bulk_create(Change(ref=ref, mark=token_hex(8)) for ref in refs)


class Refusal(models.Model):
    """A council said that a card is not the same as a text. Texts are kept as hashes alone: what
    somebody began to type is nobody else's."""

    text = models.CharField(max_length=120)  # the ref of a card, or a hash
    card = models.CharField(max_length=120)
    authority = models.CharField(max_length=60)
    shared = models.JSONField(default=list)  # words of the card that made it look the same
    by = models.CharField(max_length=40)  # an opaque ref
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["text", "card"], name="refusals_by_text_and_card")]
        constraints = [
            models.UniqueConstraint(
                name="a_council_refuses_a_card_for_a_text_once",
                fields=["text", "card", "authority"],
            ),
            models.CheckConstraint(
                name="a_card_is_the_same_as_itself", condition=~Q(text=models.F("card"))
            ),
        ]
