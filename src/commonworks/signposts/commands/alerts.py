"""From news to whoever is to hear of it, and into one mail a person and period.

Each step is one transaction that finds what is left to do: killed anywhere, the next worker goes on
where it was, and the database refuses a second alert or a second digest.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from commonworks.network import queries as network
from commonworks.network.commands import letters
from commonworks.network.ports import Actor
from commonworks.signposts.models import Alert, Digest, News, Parcel
from commonworks.signposts.models.follows import Frequency
from commonworks.signposts.policies import digests as wording
from commonworks.signposts.policies.periods import period_start
from commonworks.signposts.queries.follows import Listener, listeners, token_of

A_BATCH = 100  # people whose digests are made in one transaction
SOONEST = list(Frequency)


@transaction.atomic
def match_next(*, by: Actor, at: datetime) -> bool:
    """Find whom the next piece of news concerns; whether there was one.

    What was said of two cards at once with one link, of a motion and of the factory that decided
    it, is one piece of news to who follows both.
    """
    waiting = News.every.select_for_update().filter(matched_at=None).order_by("id")
    if (first := waiting.first()) is None:
        return False
    same = list(waiting.filter(at=first.at, headline=first.headline, link=first.link))
    found = [
        (each, news)
        for news in same
        for each in listeners(news.card_id, at=news.at, for_network=news.for_network)
    ]
    alerts = [
        Alert(person=each.person, news=news, follow_id=each.follow, frequency=each.frequency, at=at)
        for each, news in _once((each, news) for each, news in found if not each.hook)
    ]
    hooks = {each.hook: news for each, news in reversed(found) if each.hook}
    parcels = [
        Parcel(hook_id=hook, news=news, due=at, made_at=at)
        for hook, news in sorted(hooks.items(), key=lambda one: one[0])
    ]
    Alert.objects.bulk_create(alerts, ignore_conflicts=True)
    Parcel.objects.bulk_create(parcels, ignore_conflicts=True)
    News.every.filter(pk__in=[news.pk for news in same]).update(matched_at=at)
    return True


@transaction.atomic
def send_digests(*, frequency: str, by: Actor, at: datetime) -> int:
    """Write to the next people who have not had this period's digest; how many, a batch at most.

    A digest holds what was found before its period began. Nobody gets an empty one, nor a second.
    """
    period = period_start(frequency, at)
    people = _next_people(frequency, period)
    waiting = _waiting(frequency, period).filter(person__in=people)
    rows = waiting.select_related("news__card").order_by("person", "news__at", "news__id")
    alerts = _still_told(list(rows))
    for person, group in groupby(alerts, key=lambda alert: alert.person):
        _send(person, list(group), frequency, period, by=by, at=at)
    return len(people)


def _still_told(alerts: list[Alert]) -> list[Alert]:
    """Without what is for the network alone and for somebody who has left it: it is given up."""
    inside = network.in_network({each.person for each in alerts if each.news.for_network})
    told = [each for each in alerts if not each.news.for_network or each.person in inside]
    if len(told) < len(alerts):
        left = {each.pk for each in alerts} - {each.pk for each in told}
        Alert.objects.filter(pk__in=left).update(done=True)
    return told


def _next_people(frequency: str, period: datetime) -> list[str]:
    had = Digest.objects.filter(person=OuterRef("person"), frequency=frequency, period=period)
    rows = _waiting(frequency, period).filter(~Exists(had)).order_by("person")
    return list(rows.values_list("person", flat=True).distinct()[:A_BATCH])


def _waiting(frequency: str, period: datetime) -> QuerySet[Alert]:
    return Alert.objects.filter(done=False, frequency=frequency, at__lt=period)


def _send(
    person: str,
    alerts: list[Alert],
    frequency: str,
    period: datetime,
    *,
    by: Actor,
    at: datetime,
) -> None:
    digest = Digest.objects.create(person=person, frequency=frequency, period=period, queued_at=at)
    stop_at = settings.COMMONWORKS_ADDRESS + reverse(
        "signposts:stop-mail", args=[token_of(str(digest.ref))]
    )
    subject, body = wording.digest([alert.news for alert in alerts], frequency, stop_at)
    letters.write_to(
        person=person,
        subject=subject,
        body=body,
        about=f"digest.{digest.ref}",
        unsubscribe=stop_at,
        by=by,
        at=at,
    )
    ids = [alert.pk for alert in alerts]
    Alert.objects.filter(pk__in=ids).update(done=True, digest=digest)


def _once(found: Iterable[tuple[Listener, News]]) -> list[tuple[Listener, News]]:
    """Somebody whose follows fit twice hears once, as soon as the soonest of them."""
    people: dict[str, tuple[Listener, News]] = {}
    for each, news in sorted(found, key=lambda one: SOONEST.index(Frequency(one[0].frequency))):
        people.setdefault(each.person, (each, news))
    return list(people.values())
