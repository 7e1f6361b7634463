from datetime import timedelta

import pytest

from commonworks.decisions import commands as decisions
from commonworks.decisions import queries as decided
from commonworks.decisions.commands.closing import GRACE, close
from commonworks.factories import commands, queries
from commonworks.factories.commands import (
    agreements,
    assessments,
    costs,
    deciding,
    gates,
    membership,
)
from commonworks.factories.models import Criterion, Factory, Option
from commonworks.factories.policies.agreements import Choices
from commonworks.factories.policies.gates import requirements
from commonworks.factories.policies.steps import What
from commonworks.factories.queries.steps import Step, next_steps
from commonworks.factories.web.steps import links
from commonworks.kernel import clock
from commonworks.network.ports import BODY, SYSTEM
from tests.actors import LEEDS_LEAD, NOON, member_of

pytestmark = pytest.mark.django_db
CLOSES = NOON + timedelta(days=7)
CAMDEN_LEAD = member_of("camden", "lead")
WHO_ARE_OUTSIDE = [
    member_of("woking", "lead"),
    member_of(BODY, "convener"),
    member_of("leeds", "caseworker"),
]


@pytest.fixture
def alone(councils):
    return commands.found_factory(
        name="Bins", purpose="Bins.", lead="leeds", by=LEEDS_LEAD, at=NOON
    )


def steps(factory, by=LEEDS_LEAD):
    return next_steps(queries.factory(factory), by=by, at=NOON)


def whats(factory, by=LEEDS_LEAD):
    return [step.what for step in steps(factory, by)]


def agreed(factory):
    agreements.offer_agreement(factory=factory, choices=Choices(), by=LEEDS_LEAD, at=NOON)


def signed(factory, *councils):
    for council in councils:
        by = member_of(council, "lead")
        agreements.sign_agreement(factory=factory, number=1, organisation=council, by=by, at=NOON)


def assessed(factory, upto):
    assessments.begin_assessment(factory=factory, title="Permits", by=LEEDS_LEAD, at=NOON)
    if upto != "drafting":
        assessments.open_scoring(factory=factory, assessment=1, by=LEEDS_LEAD, at=NOON)
    if upto == "closed":
        scored(factory)
        assessments.close_assessment(factory=factory, assessment=1, by=LEEDS_LEAD, at=NOON)


def scored(factory, by=CAMDEN_LEAD, council="camden"):
    marks = {
        (option.pk, criterion.pk): 3
        for option in Option.objects.all()
        for criterion in Criterion.objects.all()
    }
    assessments.score(
        factory=factory, assessment=1, organisation=council, marks=marks, by=by, at=NOON
    )


def put(factory, about="", at=NOON):
    return deciding.put_motion(
        factory=factory,
        title="Build it",
        rule="majority",
        quorum="50%",
        closes=at + timedelta(days=7),
        about=about,
        by=LEEDS_LEAD,
        at=at,
    )


def vote(motion, *councils):
    for council in councils:
        by = member_of(council, "lead")
        decisions.cast(motion=motion, authority=council, choice="for", by=by, at=NOON)


def shown(factory):
    for name in requirements("discovery"):
        gates.record_evidence(
            factory=factory,
            phase="discovery",
            requirement=name,
            note="Done.",
            by=LEEDS_LEAD,
            at=NOON,
        )


def test_a_lead_alone_is_led_to_ask_others_in_to_agree_and_to_assess(alone):
    assert whats(alone) == [What.ASK_IN, What.AGREE, What.ASSESS]


def test_once_somebody_is_asked_in_the_gate_is_next(alone):
    membership.ask(factory=alone, organisation="camden", part="partner", by=LEEDS_LEAD, at=NOON)
    assert whats(alone) == [What.AGREE, What.ASSESS, What.SHOW]


def test_an_agreement_is_signed_by_each_member_that_has_not(parking):
    agreed(parking)
    signed(parking, "leeds")
    assert (whats(parking)[0], whats(parking, CAMDEN_LEAD)) == (What.ASSESS, [What.SIGN])


def shared(factory):
    told = {"factory": factory, "title": "The beta", "rule": "equal", "total_pence": 300}
    return costs.offer_plan(**told, by=LEEDS_LEAD, at=NOON)


def test_a_share_of_the_costs_waits_until_it_is_committed_to_or_members_have_changed(parking):
    shared(parking)
    assert steps(parking, CAMDEN_LEAD) == [Step(What.COMMIT, "1", "The beta")]
    told = {"number": 1, "organisation": "camden", "pence": 100, "by": CAMDEN_LEAD}
    costs.commit(factory=parking, **told, at=NOON)
    assert whats(parking, CAMDEN_LEAD) == []
    cornwall = member_of("cornwall", "lead")
    assert whats(parking, cornwall) == [What.COMMIT]
    commands.leave(factory=parking, organisation="camden", by=CAMDEN_LEAD, at=NOON)
    assert whats(parking, cornwall) == []


def test_a_member_who_does_not_run_the_factory_is_asked_nothing_that_is_the_leads(parking):
    assert whats(parking, CAMDEN_LEAD) == []


@pytest.mark.parametrize("by", WHO_ARE_OUTSIDE, ids=lambda by: by.ref)
def test_whoever_takes_no_part_has_no_next_step_and_costs_no_query(
    parking, by, django_assert_num_queries
):
    page = queries.factory(parking)
    with django_assert_num_queries(0):
        assert next_steps(page, by=by, at=NOON) == []


def test_an_assessment_leads_from_drafting_to_scoring_to_the_vote(parking):
    assessed(parking, "drafting")
    assert Step(What.OPEN_SCORING, "1", "Permits") in steps(parking)
    assessments.open_scoring(factory=parking, assessment=1, by=LEEDS_LEAD, at=NOON)
    assert steps(parking, CAMDEN_LEAD) == [Step(What.SCORE, "1", "Permits")]
    scored(parking)
    assessments.close_assessment(factory=parking, assessment=1, by=LEEDS_LEAD, at=NOON)
    assert steps(parking, CAMDEN_LEAD) == [Step(What.PUT_TO_VOTE, "1", "Permits")]


def test_whoever_has_scored_is_not_asked_again(parking):
    assessed(parking, "scoring")
    scored(parking)
    assert whats(parking, CAMDEN_LEAD) == []
    scored(parking, LEEDS_LEAD, "leeds")
    assert Step(What.CLOSE_SCORING, "1", "Permits") in steps(parking)


def test_a_vote_is_the_first_thing_until_it_is_cast(parking):
    motion = put(parking)
    assert steps(parking)[0] == Step(What.VOTE, motion, "Build it", "leeds")
    vote(motion, "leeds")
    assert What.VOTE not in whats(parking)


def test_a_vote_of_another_factory_is_no_step_of_this_one(parking, alone):
    put(alone)
    assert What.VOTE not in whats(parking)


def test_an_option_that_was_carried_is_commissioned_once(parking):
    assessed(parking, "closed")
    motion = put(parking, about=f"option.{Option.objects.get(kind='build').pk}")
    vote(motion, "leeds", "camden")
    close(motion=motion, by=SYSTEM, at=CLOSES + GRACE)
    assert Step(What.COMMISSION, motion, "Build it") in steps(parking)
    deciding.commission(
        factory=parking, kind="build", title="Permit", motion=motion, by=LEEDS_LEAD, at=CLOSES
    )
    assert What.COMMISSION not in whats(parking)


def test_a_decision_to_do_nothing_is_not_commissioned(parking):
    assessed(parking, "closed")
    motion = put(parking, about=f"option.{Option.objects.get(kind='nothing').pk}")
    vote(motion, "leeds", "camden")
    close(motion=motion, by=SYSTEM, at=CLOSES + GRACE)
    assert What.COMMISSION not in whats(parking)


def test_an_assessment_settled_by_doing_nothing_is_not_commissioned(parking):
    assessed(parking, "closed")
    motion = put(parking, about="assessment.1")
    idle = Option.objects.get(kind="nothing").title
    [choice] = [each for each, label in decided.motion(motion).options if label == idle]
    for council in ("leeds", "camden"):
        by = member_of(council, "lead")
        decisions.cast(motion=motion, authority=council, choice=choice, by=by, at=NOON)
    close(motion=motion, by=SYSTEM, at=CLOSES + GRACE)
    assert What.COMMISSION not in whats(parking)


def test_a_gate_that_has_all_it_asks_for_is_passed_by_the_lead_not_the_service_owner(parking):
    shown(parking)
    assert steps(parking)[0] == Step(What.GO_ON, "discovery", "Alpha")
    owner = whats(parking, member_of("leeds", "service-owner"))
    assert What.GO_ON not in owner and What.SHOW not in owner


@pytest.mark.parametrize("phase", ["stopped", "retirement"])
def test_a_factory_that_has_ended_asks_for_nothing(parking, phase):
    Factory.objects.filter(ref=parking).update(phase=phase)
    assert steps(parking) == []


def test_the_steps_are_ten_queries_at_most(parking, django_assert_max_num_queries):
    assessed(parking, "closed")
    agreed(parking)
    shared(parking)
    for _ in range(5):
        put(parking)
    page = queries.factory(parking)
    with django_assert_max_num_queries(10):
        next_steps(page, by=LEEDS_LEAD, at=NOON)


def test_every_step_leads_its_owner_to_a_page_that_opens(parking, signed_in):
    browser = signed_in("lead", "leeds")
    motion = put(parking, at=clock.now())
    agreed(parking)
    assessed(parking, "scoring")
    for what in What:
        on = {What.VOTE: motion, What.GO_ON: "discovery"}.get(what, "1")
        [(_said, address)] = links(parking, [Step(what, on, "Alpha", "leeds")])
        assert (what, browser.get(address).status_code) == (what, 200)


def test_the_page_of_a_factory_says_what_to_do_next_to_those_who_may(alone, signed_in, client):
    address, said = f"/factories/{alone}/", "Ask other councils in"
    assert said in signed_in("lead", "leeds").get(address).content.decode()
    assert "What to do next" not in client.get(address).content.decode()
