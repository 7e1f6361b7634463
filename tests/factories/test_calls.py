"""Members are written to once of what waits for them, and of nothing twice."""

from datetime import timedelta

import pytest

from commonworks.decisions import commands as decisions
from commonworks.decisions.commands import closing
from commonworks.factories import commands
from commonworks.factories.commands import agreements, calls, costs, deciding
from commonworks.factories.models import Factory
from commonworks.factories.policies.agreements import Choices
from commonworks.kernel import deliveries, encryption
from commonworks.network.commands import people
from commonworks.network.models import Person
from commonworks.network.ports import SYSTEM, Actor
from commonworks.network.queries import standing
from commonworks.post.models import Message
from commonworks.signposts import jobs
from commonworks.signposts.commands import alerts, follows
from commonworks.signposts.queries.follows import What
from tests.actors import LEEDS_LEAD, NOON, member_of

pytestmark = pytest.mark.django_db
CLOSES, LATER = NOON + timedelta(days=7), NOON + timedelta(hours=1)
LEADS = ["lead@camden.example", "lead@cornwall.example", "lead@leeds.example"]


@pytest.fixture
def staff(parking, admit):
    """A lead for each member, a deputy and others in Camden, and people outside; nobody has been
    written to yet."""
    found = {council: admit("lead", council) for council in ("leeds", "camden", "cornwall")}
    found |= {role: admit(role, "camden") for role in ("deputy", "administrator", "member")}
    found["woking"] = admit("lead", "woking")
    heard()
    Message.objects.all().delete()
    return found


def heard():
    while deliveries.deliver_next(LATER):
        pass


def matched():
    while alerts.match_next(by=SYSTEM, at=NOON):
        pass


def letters():
    """(to, subject, body) of every letter there is once the worker has heard of everything."""
    heard()
    rows = [(row, encryption.seal_of(row.ref)) for row in Message.objects.all()]
    names = ("recipient", "subject", "body")
    return sorted(
        tuple(seal.open(name, getattr(row, name)) for name in names) for row, seal in rows
    )


def to():
    return [recipient for recipient, _subject, _body in letters()]


def put(factory, opens=NOON):
    return decisions.propose(
        body=f"factory.{factory}",
        title="Build it",
        opens=opens,
        closes=CLOSES,
        by=LEEDS_LEAD,
        at=NOON,
    )


def offer(factory, **choices):
    told = {"factory": factory, "by": LEEDS_LEAD, "at": NOON}
    return agreements.offer_agreement(**told, choices=Choices(**choices))


def share(factory, pence=300):
    told = {"factory": factory, "by": LEEDS_LEAD, "at": NOON}
    return costs.offer_plan(**told, title="The beta", rule="equal", total_pence=pence)


def test_leads_and_deputies_hear_once_that_voting_is_open(parking, staff):
    motion = put(parking)
    assert to() == ["deputy@camden.example", *LEADS]
    assert to() == ["deputy@camden.example", *LEADS]
    _recipient, subject, body = letters()[0]
    assert subject == "Your vote is asked for: Build it"
    assert (f"/decisions/{motion}/" in body, "Camden Council can vote" in body) == (True, True)
    assert "Leeds" not in body


def test_a_motion_that_opens_later_calls_them_as_it_opens(parking, staff):
    motion = put(parking, opens=LATER)
    assert to() == []
    closing.open_voting(motion=motion, by=SYSTEM, at=LATER)
    assert to() == ["deputy@camden.example", *LEADS]


def test_who_has_voted_by_then_and_who_was_too_late_hear_nothing(parking, staff):
    motion = put(parking)
    by = member_of("leeds", "lead")
    decisions.cast(motion=motion, authority="leeds", choice="for", by=by, at=NOON)
    assert to() == ["deputy@camden.example", "lead@camden.example", "lead@cornwall.example"]
    Message.objects.all().delete()
    motion = put(parking)
    closing.close(motion=motion, by=SYSTEM, at=CLOSES + closing.GRACE)
    assert to() == []


def test_leads_hear_of_an_agreement_to_sign(parking, staff):
    offer(parking)
    assert to() == LEADS
    (camden, *_others) = letters()
    assert camden[1] == "An agreement to sign: Parking, version 1"
    assert f"/factories/{parking}/agreement/1" in camden[2]


def test_only_who_has_not_signed_hears_and_not_of_a_version_that_was_replaced(parking, staff):
    offer(parking)
    by = member_of("leeds", "lead")
    agreements.sign_agreement(factory=parking, number=1, organisation="leeds", by=by, at=NOON)
    assert to() == LEADS[:2]
    Message.objects.all().delete()
    offer(parking, notice_weeks=26)
    offer(parking)
    assert [subject for _to, subject, _body in letters()] == [
        "An agreement to sign: Parking, version 3"
    ] * 3


def test_leads_hear_of_their_own_share_of_the_costs_alone(parking, staff):
    amounts = {"leeds": 100, "camden": 20_000, "cornwall": 300}
    told = {"title": "The beta", "rule": "fixed", "total_pence": 20_400, "amounts": amounts}
    costs.offer_plan(factory=parking, **told, by=LEEDS_LEAD, at=NOON)
    assert to() == LEADS
    _recipient, subject, body = letters()[0]
    assert subject == "A share of the costs waits for your answer: The beta"
    assert ("Camden Council: £200" in body, "£1\n" in body, "Cornwall" in body) == (
        True,
        False,
        False,
    )


def test_nobody_hears_of_a_plan_that_nobody_can_commit_to(parking, staff):
    share(parking)
    commands.leave(factory=parking, organisation="camden", by=member_of("camden", "lead"), at=NOON)
    assert to() == []


def test_a_factory_that_has_ended_asks_nobody(parking, staff):
    offer(parking)
    share(parking)
    Factory.objects.update(phase="stopped")
    assert to() == []


def test_whoever_answers_for_two_members_gets_one_letter_about_both(parking, staff):
    told = {"email": "lead@leeds.example", "name": "Ada", "roles": ["lead"]}
    people.admit(**told, organisation="camden", by=SYSTEM, at=NOON)
    put(parking)
    (ours,) = [body for who, _subject, body in letters() if who == "lead@leeds.example"]
    assert "Camden Council and Leeds Council can vote" in ours


@pytest.mark.parametrize("deed", [put, offer, share])
def test_a_follower_who_is_written_to_does_not_hear_the_same_twice(parking, staff, deed):
    matched()  # what was told before they followed it
    for who in ("camden", "woking"):
        for what in ({"card": f"factory.{parking}"}, {"kind": "motion"}):
            told = {"what": What.of(what), "frequency": "immediate", "by": staff[who]}
            follows.follow(**told, at=NOON - timedelta(days=1))
    deed(parking)
    matched()
    jobs.send_immediate(LATER)
    found = to()
    assert (found.count("lead@camden.example"), found.count("lead@woking.example")) == (1, 1)


def test_a_letter_that_asks_to_act_is_no_digest_that_one_unsubscribes_from(parking, staff):
    offer(parking)
    heard()
    assert {bytes(row.unsubscribe) for row in Message.objects.all()} == {b""}


def test_who_stands_in_is_written_to_where_there_is_no_lead(
    councils, admit, django_assert_num_queries
):
    leads = [admit("lead", "leeds"), admit("deputy", "leeds")]
    others = [admit("administrator", "camden"), admit("deputy", "camden")]
    with django_assert_num_queries(1):
        found = standing.to_write_to(["leeds", "camden", "cornwall"], "lead")
    assert found == {leads[0].ref: ("leeds",), others[1].ref: ("camden",)}


def test_somebody_suspended_is_not_written_to(councils, admit):
    lead, deputy = admit("lead", "leeds"), admit("deputy", "leeds")
    Person.objects.filter(ref=lead.ref).update(suspended_at=NOON, suspended_for="left")
    assert standing.to_write_to(["leeds"], "lead") == {deputy.ref: ("leeds",)}


def test_a_call_that_comes_again_writes_to_nobody_who_has_answered(parking, staff):
    number = share(parking)
    for council in ("leeds", "camden", "cornwall"):
        by = Actor(council, frozenset({(council, "lead")}), council)
        told = {"factory": parking, "number": number, "organisation": council, "pence": 100}
        costs.commit(**told, by=by, at=NOON)
    calls.call_to_commit(factory=parking, number=number, by=SYSTEM, at=NOON)
    assert to() == []


def test_the_form_of_a_factory_calls_them_too(parking, staff):
    told = {"title": "Go", "rule": "majority", "quorum": "50%", "closes": CLOSES}
    deciding.put_motion(factory=parking, **told, by=LEEDS_LEAD, at=NOON)
    assert to() == ["deputy@camden.example", *LEADS]
