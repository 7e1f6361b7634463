"""A factory that has stopped or was retired takes nothing more, and its open votes end with it."""

import re
from datetime import timedelta

import pytest

from commonworks.decisions import commands as decisions
from commonworks.decisions import queries as motions
from commonworks.decisions.commands.closing import GRACE, close
from commonworks.decisions.policies.voting import VotingClosed
from commonworks.decisions.ports import DecidesNoMore
from commonworks.decisions.queries.voting import open_votes
from commonworks.factories import commands, queries
from commonworks.factories.commands import (
    agreements,
    assessments,
    costs,
    deciding,
    gates,
    leaving,
    membership,
    reporting,
    taking,
)
from commonworks.factories.models import Commission, Criterion, Factory, Option
from commonworks.factories.policies.agreements import Choices
from commonworks.factories.policies.ends import HasEnded
from commonworks.factories.policies.gates import requirements
from commonworks.factories.queries import joining, members
from commonworks.kernel.models import Event
from commonworks.needs.commands.needs import declare
from commonworks.needs.policies.said import Said
from commonworks.network.ports import SYSTEM
from tests.actors import LEEDS_LEAD, NOON, member_of

pytestmark = pytest.mark.django_db
CLOSES = NOON + timedelta(days=7)
LATER = NOON + timedelta(days=1)
WOKING = member_of("woking", "lead")


def put(factory, at=NOON, **more):
    told = {"title": "Build it", "rule": "majority", "quorum": "50%", "closes": CLOSES}
    return deciding.put_motion(**told | more, factory=factory, by=LEEDS_LEAD, at=at)


def vote(motion, council, at=NOON):
    by = member_of(council, "lead")
    decisions.cast(motion=motion, authority=council, choice="for", by=by, at=at)


def stop(factory, at=LATER):
    gates.stop(factory=factory, lessons="Nobody needs it.", by=LEEDS_LEAD, at=at)


def retire(factory, at=LATER):
    Factory.objects.filter(ref=factory).update(phase="live")
    told = {"factory": factory, "phase": "live", "by": LEEDS_LEAD, "at": at}
    for name in requirements("live"):
        gates.record_evidence(**told, requirement=name, note="Done.")
    gates.pass_gate(**told, note="It was worth it.")


def marks():
    options = Option.objects.filter(assessment__number=2)
    criteria = Criterion.objects.filter(assessment__number=2)
    return {(each.pk, one.pk): 3 for each in options for one in criteria}


TOLD = {"by": LEEDS_LEAD, "at": LATER}
LEEDS = {"organisation": "leeds", **TOLD}
ADDED = {
    "join": lambda f: commands.join(factory=f, organisation="woking", by=WOKING, at=LATER),
    "ask in": lambda f: membership.ask(factory=f, organisation="gds", part="observer", **TOLD),
    "bring": lambda f: membership.bring(factory=f, kind="money", amount=1, **LEEDS),
    "take on": lambda f: taking.take_on(factory=f, need="potholes", **TOLD),
    "offer an agreement": lambda f: agreements.offer_agreement(
        factory=f, choices=Choices(notice_weeks=26), **TOLD
    ),
    "sign": lambda f: agreements.sign_agreement(factory=f, number=1, **LEEDS),
    "begin an assessment": lambda f: assessments.begin_assessment(factory=f, title="T", **TOLD),
    "put an option": lambda f: assessments.put_option(
        factory=f, assessment=1, kind="buy", title="T", **TOLD
    ),
    "drop an option": lambda f: assessments.drop_option(
        factory=f, assessment=1, option=Option.objects.first().pk, **TOLD
    ),
    "put criteria": lambda f: assessments.put_criteria(
        factory=f, assessment=1, criteria={"Good": 1}, **TOLD
    ),
    "open the scoring": lambda f: assessments.open_scoring(factory=f, assessment=1, **TOLD),
    "score": lambda f: assessments.score(factory=f, assessment=2, marks=marks(), **LEEDS),
    "put a motion": lambda f: put(f, at=LATER),
    "say who puts motions": lambda f: deciding.choose_proposers(
        factory=f, proposers="lead", **TOLD
    ),
    "commission": lambda f: deciding.commission(
        factory=f, kind="build", title="T", motion="m", **TOLD
    ),
    "state a figure": lambda f: costs.state_figure(
        factory=f, kind="population", value=1, source="ONS", **LEEDS
    ),
    "share costs": lambda f: costs.offer_plan(
        factory=f, title="T", rule="equal", total_pence=3, **TOLD
    ),
    "commit": lambda f: costs.commit(factory=f, number=1, pence=100, **LEEDS),
    "show": lambda f: gates.record_evidence(
        factory=f, phase="beta", requirement="data-safe", note="N", **TOLD
    ),
    "post an update": lambda f: reporting.post_update(factory=f, title="T", text="T", **LEEDS),
    "raise a risk": lambda f: reporting.raise_risk(
        factory=f, title="T", likelihood=1, impact=1, owner="leeds", **TOLD
    ),
}


@pytest.fixture
def furnished(parking):
    """With one of everything that somebody could add to."""
    told = {"factory": parking, "by": LEEDS_LEAD, "at": NOON}
    agreements.offer_agreement(**told, choices=Choices())
    for title in ("Drawn up", "Scored"):
        assessments.begin_assessment(**told, title=title)
    assessments.open_scoring(**told, assessment=2)
    costs.offer_plan(**told, title="Beta", rule="equal", total_pence=300)
    said = Said(title="Potholes", problem="They are deep.")
    declare(authority="leeds", said=said, by=LEEDS_LEAD, at=NOON)
    return parking


@pytest.mark.parametrize("what", sorted(ADDED.keys() - {"commission"}))  # that needs a mandate
def test_whatever_is_added_is_possible_while_it_goes_on(furnished, what):
    before = Event.objects.count()
    ADDED[what](furnished)
    assert Event.objects.count() > before


@pytest.mark.parametrize("end", [stop, retire])
@pytest.mark.parametrize("what", ADDED)
def test_what_has_ended_takes_nothing_more_and_says_so_in_one_sentence(furnished, what, end):
    end(furnished)
    before = Event.objects.count()
    with pytest.raises(HasEnded, match="This factory has ended"):
        ADDED[what](furnished)
    assert Event.objects.count() == before


def test_no_motion_is_put_by_the_form_of_decisions_either(parking, signed_in):
    stop(parking)
    told = {"title": "T", "closes": CLOSES, "by": LEEDS_LEAD, "at": LATER}
    with pytest.raises(DecidesNoMore, match="This factory has ended"):
        decisions.propose(body=f"factory.{parking}", **told)
    answer = signed_in("lead", "leeds").get(f"/decisions/propose?body=factory.{parking}")
    assert (answer.status_code, "This factory has ended" in answer.text) == (410, True)


def test_what_one_expects_of_an_end_can_still_be_done(furnished):
    told = {"factory": furnished, "by": LEEDS_LEAD, "at": NOON}
    risk = reporting.raise_risk(**told, title="T", likelihood=1, impact=1, owner="leeds")
    brought = membership.bring(**told, organisation="leeds", kind="money", amount=1)
    assessments.score(**told, assessment=2, organisation="leeds", marks=marks())
    commands.join(factory=furnished, organisation="woking", by=WOKING, at=NOON, part="observer")
    stop(furnished)
    reporting.close_risk(**told, risk=risk, outcome="It ended.")
    membership.take_back(**told, contribution=brought)
    assessments.close_assessment(**told, assessment=2)
    leaving.end_part(**told, organisation="woking", reason="It is over.")
    camden = member_of("camden", "lead")
    commands.leave(factory=furnished, organisation="camden", by=camden, at=LATER)
    now = [each.organisation for each in queries.factory(furnished).now]
    assert now == ["leeds", "cornwall"]


def test_an_archived_factory_goes_on_since_a_word_from_its_lead_brings_it_back(parking):
    Factory.objects.filter(ref=parking).update(freshness="archived")
    ADDED["post an update"](parking)
    assert queries.factory(parking).freshness == "fresh"


@pytest.mark.parametrize(("end", "how"), [(stop, "stopped"), (retire, "was retired")])
def test_open_votes_end_with_the_factory_and_nobody_is_asked_to_vote(parking, client, end, how):
    ref, ahead = (
        put(parking),
        decisions.propose(
            body=f"factory.{parking}",
            title="Later",
            opens=NOON + timedelta(days=2),
            closes=CLOSES,
            by=LEEDS_LEAD,
            at=NOON,
        ),
    )
    vote(ref, "camden")
    end(parking)
    lines = motions.motions_by_ref([ref, ahead])
    assert {each.state for each in lines.values()} == {"ended"}
    assert open_votes(["leeds", "camden", "cornwall"], at=LATER + timedelta(days=2)) == []
    page = client.get(f"/decisions/{ref}/").text
    said = f"The factory {how} on 3 March 2026, so the vote was ended."
    assert (said in page, "The votes that were cast stay on record" in page) == (True, True)
    assert "Ended without a result" in page
    assert Event.objects.filter(name="decisions.motion.ended").count() == 2
    with pytest.raises(VotingClosed, match=said):
        vote(ref, "leeds", at=LATER)
    assert [seat.authority for seat in motions.motion(ref).seats if seat.voted] == ["camden"]


def test_a_vote_that_closed_before_the_factory_stopped_is_counted(parking):
    ref = put(parking, closes=LATER)
    for council in ("leeds", "camden"):
        vote(ref, council)
    stop(parking, at=LATER)
    close(motion=ref, by=SYSTEM, at=LATER + GRACE)
    assert motions.motion(ref).outcome == "carried"


def test_what_was_ended_stays_so_when_its_time_comes(parking):
    ref = put(parking)
    stop(parking)
    assert close(motion=ref, by=SYSTEM, at=CLOSES + GRACE) == ""
    assert motions.motion(ref).state == "ended"


def test_only_the_motions_of_the_factory_that_ended_end(parking):
    other = commands.found_factory(name="Bins", purpose="P", lead="leeds", by=LEEDS_LEAD, at=NOON)
    ref = put(other)
    stop(parking)
    assert motions.motion(ref).state == "open"


def test_who_was_asked_in_is_asked_no_more(parking):
    asking = membership.ask(
        factory=parking, organisation="woking", part="partner", by=LEEDS_LEAD, at=NOON
    )
    page = queries.factory(parking)
    shown = joining.shown(page, organisation="woking", part="partner")
    stop(parking)
    assert members.asked_of(WOKING) == []
    with pytest.raises(membership.AnsweredAlready):
        membership.answer(
            factory=parking, asking=asking, accepts=True, shown=shown, by=WOKING, at=LATER
        )


DOORS = (
    *("take-on", "join", "invite", "bring", "agreement/offer", "agreement/1/sign"),
    *("assessments/begin", "assessments/1/option", "assessments/1/criteria"),
    *("assessments/2/score", "propose", "proposers", "commission", "costs/figure", "costs/offer"),
    *("costs/1/commit", "updates/post", "risks/raise", "phases/discovery/users-known/evidence"),
)
SECTIONS = (
    *("", "members", "agreement", "assessments", "assessments/1", "assessments/2", "decisions"),
    *("costs", "phases", "updates", "risks"),
)


def test_no_page_of_it_shows_a_door_to_add_something(furnished, signed_in):
    here = f"/factories/{furnished}/"
    leeds, woking = signed_in("lead", "leeds"), signed_in("lead", "woking")

    def doors():
        pages = [each.get(here + at).text for at in SECTIONS for each in (leeds, woking)]
        door = rf'(?:href|action)="{here}([^"?]+)'
        return {to for page in pages for to in re.findall(door, page)} & set(DOORS)

    assert doors() == set(DOORS)
    stop(furnished)
    assert doors() == set()
    answers = {door: leeds.get(here + door).status_code for door in DOORS if "/1/" not in door}
    assert set(answers.values()) == {410}


def test_an_ended_vote_is_listed_as_such(parking, client):
    put(parking)
    stop(parking)
    page = client.get(f"/factories/{parking}/decisions").text
    assert ("Ended without a result" in page, "have voted; closes on" in page) == (True, False)
    assert "Ended without a result" in client.get("/decisions/").text


def test_why_a_vote_ended_is_said_in_welsh_too(parking, client):
    ref = put(parking)
    stop(parking)
    page = client.get(f"/decisions/{ref}/?lang=cy").text
    assert "Stopiodd y ffatri ar 3 Mawrth 2026, felly daethpwyd â’r bleidlais i ben." in page


def test_a_commission_stays_on_the_page_of_what_ended(parking, client):
    told = {"kind": "brief", "title": "The permit", "motion": "m", "commissioned_at": NOON}
    Commission.objects.create(factory_id=parking, **told)
    stop(parking)
    assert "The permit" in client.get(f"/factories/{parking}/decisions").text
