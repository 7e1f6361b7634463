"""What hangs on a card follows it when it is merged into another."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commonworks.kernel.errors import Conflict, Missing
from commonworks.network.ports import Actor
from commonworks.signposts.models import Card, Change, Follow, Moved, News, words


@transaction.atomic
def move(*, old: str, new: str, by: Actor, at: datetime) -> None:
    if old == new:
        raise Conflict(_("A card cannot be moved to itself."))
    if not Card.objects.filter(ref=new).exists():
        raise Missing(_("There is no card %(ref)s to lead to. Put it up first.") % {"ref": new})
    News.objects.filter(card=old).update(card=new)
    _move_follows(old, new)
    Card.every.filter(ref=old).delete()
    words.forget(old)
    Change.note(old)
    Moved.objects.filter(old=new).delete()  # a card that was split off and now takes the other in
    Moved.objects.filter(new=old).update(new=new)  # what led to the old leads on in one step
    Moved.objects.update_or_create(old=old, defaults={"new": new, "at": at})


def _move_follows(old: str, new: str) -> None:
    """Somebody who follows both follows one from now on."""
    already = Follow.objects.filter(card=new)
    moving = Follow.objects.filter(card=old)
    kept = {_rest(follow) for follow in already}
    moving.filter(ref__in=[each.ref for each in moving if _rest(each) in kept]).delete()
    moving.update(card=new)


def _rest(follow: Follow) -> tuple[object, ...]:
    """A follow but for the card that it is of."""
    narrowed = (follow.kind, follow.region, follow.service_code, follow.authority, follow.words)
    return (follow.hook_id or follow.person, *narrowed)
