"""A need whose day has passed can be handed over and split: it is asked about at once."""

from datetime import timedelta

import pytest

from commonworks.needs.commands import merging, needs
from commonworks.needs.models import Need
from commonworks.network.models import Person
from commonworks.network.ports import SYSTEM
from commonworks.signposts.models import Entry
from tests.actors import LEEDS_LEAD

pytestmark = pytest.mark.django_db


def past(ref):
    """A moment after the day until which the need was good."""
    need = Need.objects.get(ref=ref)
    return need.declared_at + (need.good_until - need.declared_at.date()) + timedelta(days=3)


def test_a_colleague_takes_it_over_and_is_asked(permits, sign_in):
    sign_in("leeds", "lead")
    colleague = str(Person.objects.get().ref)
    at = past(permits)
    needs.give_owner(need=permits, owner=colleague, by=LEEDS_LEAD, at=at)
    entry = Entry.objects.get(card=f"need.{permits}")
    assert (entry.owner, entry.until) == (colleague, at.date() + timedelta(days=1))


def test_it_is_split_off_again(permits, declare):
    other = declare(title="Permits on scratch cards")
    at = past(other)
    merging.merge(duplicate=other, survivor=permits, by=SYSTEM, at=at)
    merging.split(duplicate=other, by=SYSTEM, at=at)
    assert Need.objects.get(ref=other).stage == "open"
