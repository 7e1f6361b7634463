"""Tell the leads of members what waits for their answer: an agreement to sign, a share of costs."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from commonworks.factories.models import Factory
from commonworks.factories.policies import letters as wording
from commonworks.factories.queries import waiting
from commonworks.kernel.money import pounds
from commonworks.network import queries as network
from commonworks.network.commands import letters
from commonworks.network.ports import Actor


@transaction.atomic
def call_to_sign(*, factory: str, number: int, by: Actor, at: datetime) -> None:
    """One email to each lead whose member has not signed this version. Nothing once a later one
    has been offered."""
    found = Factory.objects.locked(factory)
    waits = waiting.to_sign(found.voting(), factory=factory)
    people = waiting.written_to([each.organisation for each in waits if each.number == number])
    names = network.names(who for own in people.values() for who in own)
    sign_at = reverse("factories:agreement-version", args=[factory, number])
    for person, own in people.items():
        letter = wording.to_sign(
            own=" and ".join(names[who] for who in own),
            factory=found.name,
            number=number,
            sign_at=settings.COMMONWORKS_ADDRESS + sign_at,
        )
        _write(factory, person, letter, by, at)


@transaction.atomic
def call_to_commit(*, factory: str, number: int, by: Actor, at: datetime) -> None:
    """One email to each lead whose member has not committed to its share of this plan, with that
    share. Nothing once a later plan has been offered, or members have come or gone."""
    found = Factory.objects.locked(factory)
    waits = {
        each.organisation: each
        for each in waiting.to_commit(found.voting(), factory=factory)
        if each.number == number
    }
    people = waiting.written_to(waits)
    names = network.names(waits)
    commit_at = reverse("factories:plan", args=[factory, number])
    for person, own in people.items():
        first = waits[own[0]]
        letter = wording.to_commit(
            shares={names[who]: pounds(waits[who].pence) for who in own},
            factory=found.name,
            title=first.title,
            total=pounds(first.total_pence),
            commit_at=settings.COMMONWORKS_ADDRESS + commit_at,
        )
        _write(factory, person, letter, by, at)


def _write(factory: str, person: str, letter: tuple[str, str], by: Actor, at: datetime) -> None:
    subject, body = " ".join(letter[0].split()), letter[1]
    about = f"factory.{factory}"
    letters.write_to(person=person, subject=subject, body=body, about=about, by=by, at=at)
