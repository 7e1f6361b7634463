"""What is not the same: remembered for one council, learned from for all."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commonworks.kernel.errors import Invalid, Missing
from commonworks.network.ports import Actor
from commonworks.signposts.models import Card, Change, Refusal
from commonworks.signposts.models.matching import REFUSALS
from commonworks.signposts.queries import matching

MOST_SHARED = 20


@transaction.atomic
def refuse(*, ref: str, text: str, text_ref: str, authority: str, by: Actor, at: datetime) -> None:
    """Saying it twice is saying it once."""
    if not (text.strip() or text_ref):
        raise Invalid(_("Say what the card is not the same as: a text, or the ref of a card."))
    if text_ref == ref:
        raise Invalid(_("A card cannot be refused for itself."))
    seen = Card.every.hanging(with_network=by.in_network)
    card = seen.filter(ref=ref).first()
    if card is None:
        raise Missing(_("There is no card %(ref)s any more.") % {"ref": ref})
    other = seen.filter(ref=text_ref).first() if text_ref else None
    said = matching.said(other.title, other.text) if other else text
    shared = matching.shared_terms(said, matching.said(card.title, card.text))
    Refusal.objects.get_or_create(
        text=text_ref or matching.key_of(text),
        card=ref,
        authority=authority,
        defaults={"shared": shared[:MOST_SHARED], "by": by.ref, "at": at},
    )
    Change.note(REFUSALS)
