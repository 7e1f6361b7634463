"""A form of a factory that is sent twice adds one thing, also without scripts."""

import re
from datetime import timedelta

import pytest

from commonworks.decisions.models import Motion
from commonworks.factories.models import Factory
from commonworks.kernel import clock

pytestmark = pytest.mark.django_db
HIDDEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def sent_twice(client, address, **told):
    """Where each of two sendings of one form leads."""
    letters = HIDDEN.findall(client.get(address).content.decode())[-1]
    answers = [client.post(address, told | {"csrfmiddlewaretoken": letters}) for _ in range(2)]
    return [answer["Location"] for answer in answers]


def test_a_factory_is_founded_once(councils, signed_in):
    told = {"name": "Skips", "purpose": "P", "lead": "leeds", "kind": "project"}
    first, second = sent_twice(signed_in("lead", "leeds"), "/factories/found", **told)
    assert (first, Factory.objects.filter(name="Skips").count()) == (second, 1)


def test_a_motion_is_put_once(parking, signed_in):
    soon = clock.now() + timedelta(days=30)
    told = {"title": "T", "rule": "majority", "quorum": "50%", "closes_at": "5pm"}
    told |= {f"closes-{part}": str(getattr(soon, part)) for part in ("day", "month", "year")}
    address = f"/factories/{parking}/propose"
    first, second = sent_twice(signed_in("lead", "leeds"), address, **told)
    assert (first, Motion.objects.count()) == (second, 1)
