"""What hangs on a card follows it when it is merged into another, and goes back with it when the
two are split."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commonworks.kernel.errors import Conflict, Missing
from commonworks.network.ports import Actor
from commonworks.signposts.models import Card, Change, Follow, Moved, News, Origin, words


@transaction.atomic
def move(*, old: str, new: str, by: Actor, at: datetime) -> None:
    if old == new:
        raise Conflict(_("A card cannot be moved to itself."))
    _check_leads_on(old, new)
    News.every.filter(card=old).update(card=new)
    _move_follows(old, new)
    Card.every.filter(ref=old).delete()
    words.forget(old)
    Change.note(old)
    Moved.objects.filter(old=new).delete()  # a card that was split off and now takes the other in
    Moved.objects.filter(new=old).update(new=new)  # what led to the old leads on in one step
    Moved.objects.update_or_create(old=old, defaults={"new": new, "at": at})


@transaction.atomic
def part(*, ref: str, of: str, along: Collection[str], by: Actor, at: datetime) -> None:
    """As `signposts.commands.part_card`."""
    if not Card.every.hanging().filter(ref=ref).exists():
        raise Missing(_("There is no card %(ref)s. Put it up first.") % {"ref": ref})
    Moved.objects.filter(old__in=along).update(new=ref)
    parted = {ref, *along}
    came = Follow.objects.filter(card=of, origins__card__in=parted).distinct()
    for follow in came.prefetch_related("origins"):
        _part_follow(follow, ref, parted)


def _check_leads_on(old: str, new: str) -> None:
    """There is something to lead to, for the same people: else news of the one would be told to
    people who may not know of the other."""
    rows = Card.every.filter(ref__in=(old, new)).values_list("ref", "seen_by")
    seen = {ref: Card.SeenBy(seen_by) for ref, seen_by in rows}
    if seen.get(new) not in (Card.SeenBy.ANYONE, Card.SeenBy.NETWORK):
        raise Missing(_("There is no card %(ref)s to lead to. Put it up first.") % {"ref": new})
    if len({seen_by in Card.SeenBy.inside() for seen_by in seen.values()}) > 1:
        raise Conflict(_("One of these is public, and the other for the network alone."))


def _move_follows(old: str, new: str) -> None:
    """Somebody who follows both follows one from now on; which they followed is kept."""
    already = {_rest(follow): follow for follow in Follow.objects.filter(card=new)}
    moving = list(Follow.objects.filter(card=old))
    _keep_origins(moving, old)
    double = [(each, already[_rest(each)]) for each in moving if _rest(each) in already]
    _keep_origins([kept for _, kept in double], new)
    for follow, kept in double:
        cards = follow.origins.values_list("card", flat=True)
        came = [Origin(follow=kept, card=card) for card in cards]
        Origin.objects.bulk_create(came, ignore_conflicts=True)
        follow.delete()
    Follow.objects.filter(card=old).update(card=new)


def _keep_origins(follows: list[Follow], card: str) -> None:
    """For those that never moved: they are of this card."""
    refs = [each.ref for each in follows]
    moved = set(Origin.objects.filter(follow__in=refs).values_list("follow", flat=True))
    Origin.objects.bulk_create(Origin(follow_id=r, card=card) for r in refs if r not in moved)


def _part_follow(follow: Follow, ref: str, parted: set[str]) -> None:
    """A follow that came from both sides becomes two, alike in all but their cards."""
    theirs = follow.origins.filter(card__in=parted)
    if theirs.count() < len(follow.origins.all()):
        follow = _twin(follow)
    came = list(theirs)
    follow.card = ref
    follow.save(force_insert=follow._state.adding)
    for origin in came:
        origin.follow = follow
        origin.save(update_fields=["follow"])


def _twin(follow: Follow) -> Follow:
    said = {each.attname: getattr(follow, each.attname) for each in Follow._meta.concrete_fields}
    return Follow(**{name: value for name, value in said.items() if name != "ref"})


def _rest(follow: Follow) -> tuple[object, ...]:
    """A follow but for the card that it is of."""
    narrowed = (follow.kind, follow.region, follow.service_code, follow.authority, follow.words)
    return (follow.hook_id or follow.person, *narrowed)
