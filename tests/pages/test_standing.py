"""What nobody has confirmed says so, on whatever page it is shown."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from commonworks.factories import commands as factories
from commonworks.factories.models import Factory
from commonworks.kernel import clock
from commonworks.needs.commands import needs, systems
from commonworks.needs.models import Need
from commonworks.needs.models.estate import System
from commonworks.needs.policies.said import Said
from commonworks.network.models import Organisation
from commonworks.network.ports import SYSTEM
from tests.needs.estates import PERMITS

pytestmark = pytest.mark.django_db
TAG = "To be confirmed"
PAGES = {  # and what each says
    "/factories/": TAG,
    "/factories/board": TAG,
    "/factories/bins/": TAG,
    "/organisations/leeds/": f'discovery <strong class="govuk-tag govuk-tag--yellow">{TAG}',
    "/needs/full-bins/": f'Bins</a> <strong class="govuk-tag govuk-tag--yellow">{TAG}',
    "/estate/": "Nobody has confirmed this",
    "/estate/calendar": "Nobody has confirmed this",
    "/estate/overlaps": "Entries that nobody has confirmed</span>2</td>",
    "/estate/councils/leeds/": "Nobody has confirmed this",
    "/": "1 of them to be confirmed",
}


@pytest.fixture(autouse=True)
def entries():
    at = clock.now()
    for ref in ("leeds", "camden"):
        type_ = "metropolitan-district"
        Organisation.objects.create(
            ref=ref, name=ref.title(), short_name=ref.title(), type=type_, nation="england"
        )
        entry = replace(PERMITS, services=(), contract_end=at.date() + timedelta(days=1))
        systems.add_system(council=ref, entry=entry, by=SYSTEM, at=at)
    said = Said(title="Full bins", problem="Nobody comes.", visibility="public")
    need = needs.declare(authority="leeds", said=said, by=SYSTEM, at=at)
    told = {"name": "Bins", "purpose": "P", "lead": "leeds", "ref": "bins"}
    factories.found_factory(needs=[need], by=SYSTEM, at=at, **told)


def page(address: str) -> str:
    return Client().get(address).content.decode()


@pytest.mark.parametrize(("address", "told"), PAGES.items())
def test_a_page_says_what_nobody_has_confirmed_and_nothing_of_the_rest(address, told):
    assert told not in page(address)
    Need.objects.update(good_until=clock.now().date() - timedelta(days=1))
    Factory.objects.update(freshness="stale")
    System.objects.update(stale=True)
    assert told in page(address)


def test_another_council_that_runs_the_same_says_if_nobody_has_confirmed_it():
    ref = System.objects.get(council="leeds").pk
    assert TAG not in page(f"/estate/systems/{ref}/")
    System.objects.filter(council="camden").update(stale=True)
    assert TAG in page(f"/estate/systems/{ref}/")


def test_a_need_that_is_met_is_not_counted_among_those_to_be_confirmed():
    Need.objects.update(stage="met", good_until=clock.now().date() - timedelta(days=1))
    assert "to be confirmed" not in page("/")
