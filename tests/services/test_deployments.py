from datetime import timedelta

import pytest

from commonworks.kernel.errors import Missing, NotAllowed
from commonworks.services.commands import deployments, withdrawals
from commonworks.services.commands.deployments import EditedMeanwhile, NotPossible, NotReady
from commonworks.services.models import Account, Deployment, Edition
from commonworks.services.queries import plans
from formwork import changed
from tests.actors import NOON, member_of
from tests.services.permits import (
    CAMDEN_OWNER,
    LEAD,
    OWNER,
    adopted,
    filled_in,
    founded,
    live,
    published,
    ready,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def release():
    founded()
    return published()


def test_a_deployment_begins_with_an_edition_that_changes_nothing(release):
    running = plans.live_plan(adopted())
    assert (running.plan.release, running.state, running.plan.colour) == (
        release,
        "preparing",
        "#1d70b8",
    )


def test_going_live_says_all_that_is_missing():
    with pytest.raises(NotReady) as refused:
        deployments.go_live(deployment=adopted(), by=OWNER, at=NOON)
    assert refused.value.fields == {
        "settings": "Name of the team: fill this in. Parking zones: give at least one option.",
        "prices": "Permit for a year: give a price that holds on 2 March 2026.",
        "payments-account": "Enter the council’s API key for GOV.UK Pay.",
    }


def test_a_service_that_lacks_nothing_goes_live_once():
    ref = live()
    deployments.go_live(deployment=ref, by=OWNER, at=NOON + timedelta(days=9))
    assert plans.live_plan(ref).live_since == NOON + timedelta(hours=1)


def test_a_price_that_has_run_out_keeps_a_service_from_going_live():
    ref = ready()
    overlay = changed(
        filled_in(ref),
        plans.released(plans.live_plan(ref).plan.release),
        "product:permit",
        "prices",
        [{"from": "2026-01-01", "to": "2026-03-01", "pence": 5000}],
    )
    deployments.save_edition(deployment=ref, overlay=overlay, number=2, by=OWNER, at=NOON)
    with pytest.raises(NotReady) as refused:
        deployments.go_live(deployment=ref, by=OWNER, at=NOON)
    assert [*refused.value.fields] == ["prices"]


def test_two_owners_cannot_save_over_each_other():
    ref = adopted()
    overlay = filled_in(ref)
    deployments.save_edition(deployment=ref, overlay=overlay, number=1, by=OWNER, at=NOON)
    with pytest.raises(EditedMeanwhile):
        deployments.save_edition(deployment=ref, overlay=overlay, number=1, by=OWNER, at=NOON)
    assert Edition.objects.count() == 2


def test_saving_the_same_again_is_no_new_edition():
    ref = adopted()
    overlay = filled_in(ref)
    first = deployments.save_edition(deployment=ref, overlay=overlay, number=1, by=OWNER, at=NOON)
    again = deployments.save_edition(deployment=ref, overlay=overlay, number=2, by=OWNER, at=NOON)
    assert (first, again) == (2, 2)


def test_a_live_service_cannot_lose_what_it_needs():
    ref = live()
    overlay = filled_in(ref).without("setting:team", "value")
    with pytest.raises(deployments.Invalid) as refused:
        deployments.save_edition(deployment=ref, overlay=overlay, number=2, by=OWNER, at=NOON)
    assert [*refused.value.fields] == ["setting:team"]


def test_a_draft_keeps_its_plan_and_pays_todays_price():
    ref = live()
    pinned = plans.live_plan(ref).plan
    overlay = changed(
        changed(
            filled_in(ref),
            plans.released(pinned.release),
            "product:permit",
            "prices",
            [{"from": "2026-01-01", "pence": 7000}],
        ),
        plans.released(pinned.release),
        "setting:team",
        "value",
        "Kerbs",
    )
    deployments.save_edition(deployment=ref, overlay=overlay, number=2, by=OWNER, at=NOON)
    plan = plans.priced_today(pinned, plans.live_plan(ref).plan)
    prices = [price.pence for price in plan.composed.prices["permit"]]
    assert (prices, plan.settings["team"], plan.edition) == (
        [7000],
        "Leeds Parking",
        pinned.edition,
    )


NOT_OWNERS = [CAMDEN_OWNER, member_of("leeds", "caseworker"), member_of("leeds", "lead")]


@pytest.mark.parametrize("actor", NOT_OWNERS, ids=lambda actor: actor.name)
def test_only_the_councils_own_service_owner_configures(actor):
    ref = adopted()
    with pytest.raises(NotAllowed):
        deployments.save_edition(
            deployment=ref, overlay=filled_in(ref), number=1, by=actor, at=NOON
        )


def test_a_paused_service_resumes_and_an_ended_one_does_not():
    ref = live()
    deployments.pause(deployment=ref, by=LEAD, at=NOON)
    deployments.resume(deployment=ref, by=LEAD, at=NOON)
    deployments.end(deployment=ref, by=LEAD, at=NOON)
    with pytest.raises(NotPossible):
        deployments.resume(deployment=ref, by=LEAD, at=NOON)
    assert Deployment.objects.get().ended_at == NOON


def test_nobody_goes_live_on_a_withdrawn_release(release):
    ref = ready()
    withdrawals.withdraw_release(release=release, why="A wrong price", by=LEAD, at=NOON)
    with pytest.raises(NotReady) as refused:
        deployments.go_live(deployment=ref, by=OWNER, at=NOON)
    assert [*refused.value.fields] == ["release"]
    with pytest.raises(deployments.NothingPublished):
        adopted("camden")


def test_the_key_to_the_money_is_sealed():
    deployments.keep_account(council="leeds", api_key="api_test_canary-9", by=OWNER, at=NOON)
    assert b"canary" not in bytes(Account.objects.get().api_key)


def test_evidence_is_kept_for_requirements_that_exist():
    with pytest.raises(Missing):
        deployments.record_evidence(
            deployment=adopted(), requirement="seen", note="Yes", by=OWNER, at=NOON
        )
