"""Follow something, hear of it more or less often, and stop."""

from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from commonworks.kernel import events
from commonworks.kernel.errors import Conflict, Invalid, Missing
from commonworks.network.ports import Actor
from commonworks.signposts import permissions
from commonworks.signposts.models import Alert, Follow, Hook, Origin
from commonworks.signposts.models.follows import Frequency
from commonworks.signposts.queries import follows as queries
from commonworks.signposts.queries.follows import What

MOST = 200  # follows of one person: more is a mistake, or somebody who wants a feed
A_MOMENT = timedelta(microseconds=1)


class TooManyFollows(Conflict):
    code = "too-many-follows"


@transaction.atomic
def follow(*, what: What, frequency: str, by: Actor, at: datetime, hook: str = "") -> str:
    """Have news of something sent to whoever asks, or to a hook; answers the follow's ref. Twice
    is once, with the frequency that was asked for last. What the network alone sees is followed by
    its people, and by no hook."""
    permissions.check_signed_in(by)
    if moved := what.card and queries.moved_to(what.card):
        what = What(**{**asdict(what), "card": moved})
    if queries.named(what, by=by).inside and hook:
        raise Invalid(str(queries.INSIDE), {"hook": str(queries.INSIDE)})
    chosen = {"frequency": _frequency(frequency), "hook_id": _hook(hook, by)}
    mine = Follow.objects.filter(person=by.ref)
    same = mine.filter(**asdict(what))
    known = same.filter(hook=UUID(hook) if hook else None).first()
    if known:
        mine.filter(ref=known.ref).update(**chosen, paused=False)
        _mean_the_merged(known)
        return str(known.ref)
    if mine.count() >= MOST:
        raise TooManyFollows(
            _("You follow %(most)s things. Stop following some of them first.") % {"most": MOST}
        )
    made = Follow.objects.create(person=by.ref, **asdict(what), **chosen, since=at)
    events.record("signposts.follow.began", subject=str(made.ref), by=by, at=at)
    return str(made.ref)


@transaction.atomic
def follow_from_now(*, card: str, by: Actor, at: datetime) -> None:
    """Have news of a card sent once a day to somebody who did something about it; not of that
    itself. Whoever follows it already goes on as they chose. Nobody follows more than one can, and
    the house itself follows nothing."""
    mine, what = Follow.objects.filter(person=by.ref), What(card=card)
    if known := mine.filter(hook=None, **asdict(what)).first():
        _mean_the_merged(known)
    elif by.is_signed_in and mine.count() < MOST:
        follow(what=what, frequency=Frequency.DAILY, by=by, at=at + A_MOMENT)


@transaction.atomic
def change(*, ref: str, frequency: str, paused: bool, by: Actor, at: datetime) -> None:
    """Hear of something more or less often, or not for a while."""
    row = Follow.objects.select_for_update().filter(ref=ref, person=by.ref).first()
    if row is None:
        raise Missing(_("You do not follow this."))
    row.frequency, row.paused = _frequency(frequency), paused
    row.save(update_fields=["frequency", "paused"])
    waiting = Alert.objects.filter(follow=row, done=False)
    waiting.update(frequency=row.frequency, done=paused)
    events.record("signposts.follow.changed", subject=ref, by=by, at=at)


@transaction.atomic
def stop(*, ref: str, by: Actor, at: datetime) -> None:
    """Hear no more of something. Stopping twice is stopping once."""
    count, _ = Follow.objects.filter(ref=ref, person=by.ref).delete()
    if count:
        events.record("signposts.follow.ended", subject=ref, by=by, at=at)


@transaction.atomic
def stop_mail(*, token: str, by: Actor, at: datetime) -> queries.Leaving:
    """Pause whatever a digest was made of: the one click of RFC 8058. Whoever has the link may; a
    second click changes nothing."""
    leaving = queries.leaving(token)
    mail = Follow.objects.filter(person=leaving.person, frequency=leaving.frequency, hook=None)
    if mail.filter(paused=False).update(paused=True):
        who = Actor(leaving.person)
        events.record("signposts.mail.stopped", subject=leaving.digest, by=who, at=at)
    waiting = Alert.objects.filter(person=leaving.person, frequency=leaving.frequency)
    waiting.filter(done=False).update(done=True)
    return leaving


def _mean_the_merged(known: Follow) -> None:
    """Who came with a card that was merged, and now asks for the one it was merged into, keeps that
    one after a split."""
    if known.origins.exists():
        Origin.objects.get_or_create(follow=known, card=known.card)


def _frequency(asked: str) -> str:
    if asked not in Frequency:
        raise Invalid(_("Choose how often."), {"frequency": _("Choose how often")})
    return asked


def _hook(ref: str, by: Actor) -> str | None:
    if not ref:
        return None
    hook = Hook.objects.filter(ref=ref).first()
    if hook is None or (hook.person != by.ref and not hook.authority):
        raise Missing(_("There is no such address of yours."))
    permissions.check_may_keep_hooks_of(by, hook.authority)
    return str(hook.ref)
