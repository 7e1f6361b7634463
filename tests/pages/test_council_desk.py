"""What concerns a council, on the page of those who work there."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonworks.factories import commands as factories
from commonworks.factories.commands import (
    agreements,
    costs,
    deciding,
    introductions,
    membership,
)
from commonworks.factories.policies.agreements import Choices
from commonworks.kernel import clock
from commonworks.needs.commands import needs, supports
from commonworks.needs.models import Need
from commonworks.needs.policies.said import Said
from commonworks.network.commands import people
from commonworks.network.models import Organisation, Person
from commonworks.network.ports import BODY, SYSTEM, Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def leeds():
    for ref in ("leeds", "camden"):
        Organisation.objects.create(
            ref=ref, name=f"{ref.title()} Council", type="unitary-authority", nation="england"
        )
    return admit("leeds")


def admit(council: str) -> Person:
    at = clock.now()
    told = {"name": f"Lead of {council}", "organisation": council, "roles": ["lead"]}
    ref = people.admit(email=f"lead@{council}.example", by=SYSTEM, at=at, **told)
    return Person.objects.get(ref=ref)


def member_as(person: Person) -> Actor:
    return Actor(str(person.ref), frozenset({("leeds", "lead")}), person.name)


def desk_of(person: Person) -> str:
    browser = Client()
    browser.force_login(person)
    return browser.get("/my-council/").content.decode()


def declared(council: str, title: str) -> str:
    said = Said(title=title, problem="People wait for weeks.", visibility="public")
    return needs.declare(authority=council, said=said, by=SYSTEM, at=clock.now())


def test_nothing_waits_where_nothing_happened(leeds):
    page = desk_of(leeds)
    assert "Nothing waits for you." in page
    assert "You stand behind none yet." in page


def test_own_needs_and_factories_are_there_and_not_those_of_others(leeds):
    declared("leeds", "Permits on paper")
    declared("camden", "Skips by email")
    told = {"name": "Parking factory", "purpose": "One permit.", "lead": "leeds"}
    factories.found_factory(by=SYSTEM, at=clock.now(), **told)
    page = desk_of(leeds)
    assert [each in page for each in ("Permits on paper", "Skips by email", "Parking factory")] == [
        True,
        False,
        True,
    ]


def test_an_open_vote_waits_for_the_council(leeds):
    at = clock.now()
    told = {"name": "Parking factory", "purpose": "One permit.", "lead": "leeds", "ref": "parking"}
    factories.found_factory(by=SYSTEM, at=at, **told)
    deciding.put_motion(
        factory="parking",
        title="Shall we build?",
        rule="majority",
        quorum="50%",
        closes=at + timedelta(days=7),
        by=member_as(leeds),
        at=at,
    )
    assert "Shall we build?" in desk_of(leeds)


def parking_of_both(leeds) -> dict[str, object]:
    """A factory that Camden leads and Leeds has joined; who runs it, and when."""
    at = clock.now()
    camden = Actor("bea", frozenset({("camden", "lead")}), "Bea")
    told = {"name": "Parking factory", "purpose": "One permit.", "lead": "camden"}
    factories.found_factory(ref="parking", by=camden, at=at, **told)
    factories.join(factory="parking", organisation="leeds", by=member_as(leeds), at=at)
    return {"factory": "parking", "by": camden, "at": at}


def test_an_agreement_waits_for_the_council_until_it_has_signed(leeds):
    here = parking_of_both(leeds)
    assert "Nothing waits for you." in desk_of(leeds)
    agreements.offer_agreement(choices=Choices(), **here)
    page = desk_of(leeds)
    assert 'href="/factories/parking/agreement/1"' in page
    assert "Parking factory: version 1" in page
    told = {"number": 1, "organisation": "leeds", "by": member_as(leeds)}
    agreements.sign_agreement(**here | told)
    assert "Nothing waits for you." in desk_of(leeds)


def test_a_share_of_costs_waits_for_the_council_until_it_has_committed(leeds):
    here = parking_of_both(leeds)
    costs.offer_plan(title="The beta", rule="equal", total_pence=20_000, **here)
    page = desk_of(leeds)
    assert 'href="/factories/parking/costs/1"' in page
    assert ("The beta" in page, "£100" in page) == (True, True)
    told = {"number": 1, "organisation": "leeds", "pence": 10_000, "by": member_as(leeds)}
    costs.commit(**here | told)
    assert "Nothing waits for you." in desk_of(leeds)


def test_what_waits_for_another_council_is_not_on_this_page(leeds):
    here = parking_of_both(leeds)
    factories.leave(factory="parking", organisation="leeds", by=member_as(leeds), at=here["at"])
    agreements.offer_agreement(choices=Choices(), **here)
    costs.offer_plan(title="The beta", rule="equal", total_pence=20_000, **here)
    assert "Nothing waits for you." in desk_of(leeds)


def test_the_page_of_an_account_says_what_is_to_be_signed_and_committed_to(leeds):
    here = parking_of_both(leeds)
    agreements.offer_agreement(choices=Choices(), **here)
    costs.offer_plan(title="The beta", rule="equal", total_pence=20_000, **here)
    browser = Client()
    browser.force_login(leeds)
    page = browser.get("/account/").text
    assert ("Agreements to sign" in page, "Shares of costs to commit to" in page) == (True, True)


def test_a_factory_that_asks_the_council_in_waits_for_an_answer(leeds):
    at = clock.now()
    told = {"name": "Skips factory", "purpose": "One licence.", "lead": "camden", "ref": "skips"}
    factories.found_factory(by=SYSTEM, at=at, **told)
    membership.ask(factory="skips", organisation="leeds", part="partner", by=SYSTEM, at=at)
    page = desk_of(leeds)
    assert "Skips factory asks you in" in page
    assert 'href="/factories/skips/members"' in page


def test_a_need_that_the_council_supports_concerns_it_and_says_if_it_is_to_be_confirmed(leeds):
    need = declared("camden", "Skips by email")
    supports.support(need=need, authority="leeds", by=member_as(leeds), at=clock.now())
    assert "declared by" in desk_of(leeds)
    assert "To be confirmed" not in desk_of(leeds)
    Need.objects.update(good_until="2020-01-01")
    assert "To be confirmed" in desk_of(leeds)


def test_an_introduction_waits_until_one_side_says_no_or_the_council_answers(leeds):
    told = {"first": "leeds", "second": "camden", "why": "The same contract", "at": clock.now()}
    convener = Actor("convener", frozenset({(BODY, "convener")}))
    introduced = UUID(introductions.introduce(by=convener, **told))
    asked = "Do you want to talk with Camden Council?"
    assert asked in desk_of(leeds)
    camden = Actor("bea", frozenset({("camden", "lead")}), "Bea")
    answer = {"introduction": introduced, "yes": False, "at": clock.now()}
    introductions.answer(authority="camden", by=camden, **answer)
    assert asked not in desk_of(leeds)


def test_the_number_of_questions_does_not_grow_with_needs(leeds):
    def asked() -> int:
        browser = Client()
        browser.force_login(leeds)
        with CaptureQueriesContext(connection) as captured:
            browser.get("/my-council/")
        return len(captured)

    declared("leeds", "First")
    first = asked()
    for number in range(4):
        declared("leeds", f"Need {number}")
    assert asked() == first


def test_a_need_that_its_council_withdrew_waits_for_those_who_stand_behind_it(leeds):
    need = declared("camden", "Permits on paper")
    supports.support(need=need, authority="leeds", by=member_as(leeds), at=clock.now())
    needs.withdraw(need=need, by=SYSTEM, at=clock.now())
    page = desk_of(leeds)
    assert (
        f'<a class="govuk-link" href="/needs/{need}/">“Permits on paper” was withdrawn</a>' in page
    )
    assert "Nothing waits for you." not in page
