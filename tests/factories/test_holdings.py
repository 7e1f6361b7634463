"""What a council's successor takes over in factories."""

import pytest

from commonworks.factories import commands, queries
from commonworks.factories.commands import agreements, costs, holdings, membership, reporting
from commonworks.factories.policies.agreements import Choices
from commonworks.factories.queries.agreements import agreement
from commonworks.factories.queries.costs import plan
from commonworks.factories.queries.holdings import belonging_to
from commonworks.kernel.errors import NotAllowed
from commonworks.network.ports import BODY, SYSTEM
from tests.actors import LEEDS_LEAD, NOON, member_of

pytestmark = pytest.mark.django_db


def hand_over(by=SYSTEM, organisation="leeds", successor="woking"):
    return holdings.hand_over(organisation=organisation, successor=successor, by=by, at=NOON)


def parts(factory):
    return {each.organisation: each.part for each in queries.factory(factory).now}


def test_the_successor_of_the_lead_leads_and_looks_after_its_risks(parking):
    reporting.raise_risk(
        factory=parking,
        title="Late",
        likelihood=1,
        impact=1,
        owner="leeds",
        by=LEEDS_LEAD,
        at=NOON,
    )
    assert [each.kind for each in belonging_to("leeds", by=SYSTEM)] == ["part", "risk"]
    assert hand_over() == 2
    assert parts(parking) == {"camden": "partner", "cornwall": "partner", "woking": "lead"}
    assert belonging_to("leeds", by=SYSTEM) == []


def test_a_successor_that_is_in_it_already_has_the_weightier_part(parking):
    hand_over(successor="camden")
    assert parts(parking) == {"cornwall": "partner", "camden": "lead"}


def test_handing_over_twice_moves_nothing_more(parking):
    hand_over()
    assert hand_over() == 0


def test_what_was_signed_and_committed_stays_and_the_successor_signs_anew(parking):
    agreements.offer_agreement(factory=parking, choices=Choices(), by=LEEDS_LEAD, at=NOON)
    agreements.sign_agreement(
        factory=parking, number=1, organisation="leeds", by=LEEDS_LEAD, at=NOON
    )
    costs.offer_plan(
        factory=parking, title="T", rule="equal", total_pence=300, by=LEEDS_LEAD, at=NOON
    )
    hand_over()
    page = queries.factory(parking)
    assert "woking" in [each.organisation for each in agreement(page).missing]
    assert not plan(page).fits


def test_what_both_were_asked_is_asked_of_the_successor_once(parking):
    commands.join(factory=parking, organisation="woking", by=member_of("woking", "lead"), at=NOON)
    for council in ("camden", "woking"):
        membership.ask(factory=parking, organisation=council, part="lead", by=LEEDS_LEAD, at=NOON)
    assert hand_over(organisation="camden") == 2
    assert [each.kind for each in belonging_to("woking", by=SYSTEM)] == ["part", "asking"]


@pytest.mark.parametrize("role", ["convener", "lead"])
def test_only_a_steward_hands_over(parking, role):
    with pytest.raises(NotAllowed):
        hand_over(by=member_of(BODY, role))
    assert hand_over(by=member_of(BODY, "steward")) == 1


def test_an_agreement_that_all_who_remain_have_signed_comes_into_force(parking):
    agreements.offer_agreement(factory=parking, choices=Choices(), by=LEEDS_LEAD, at=NOON)
    for council in ("leeds", "camden"):
        by = member_of(council, "lead")
        agreements.sign_agreement(factory=parking, number=1, organisation=council, by=by, at=NOON)
    hand_over(organisation="cornwall", successor="camden")
    assert agreement(queries.factory(parking)).is_in_force
