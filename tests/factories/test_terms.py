"""The convener's role follows the vote: it begins and ends with the term, and binds nobody."""

import json
from datetime import timedelta

import pytest

from commonworks.decisions import commands as decisions
from commonworks.decisions.commands import closing
from commonworks.decisions.models import Motion
from commonworks.factories import jobs
from commonworks.factories.commands import body
from commonworks.factories.models import Election
from commonworks.factories.policies.body import candidate_of
from commonworks.factories.queries import body as found
from commonworks.kernel import deliveries
from commonworks.kernel.errors import Invalid, NotAllowed
from commonworks.kernel.models import Event
from commonworks.network.commands import people, suspensions
from commonworks.network.models import Membership
from commonworks.network.ports import BODY, SYSTEM
from tests.actors import LEEDS_LEAD, NOON, member_of

pytestmark = pytest.mark.django_db
CLOSE = NOON + timedelta(days=14)
AT_ONCE = CLOSE.date()  # the first day a term can begin
BEGINS = (NOON + timedelta(days=20)).date()
ENDS = BEGINS + timedelta(days=365)


@pytest.fixture
def ada(admit):
    """Somebody of Cornwall, with an account; Leeds leads the body, alone."""
    body.found_body(lead="leeds", by=LEEDS_LEAD, at=NOON)
    return admit("member", "cornwall")


def elect(*candidates, starts=BEGINS, ends=ENDS, at=NOON, choice="for"):
    close = at + timedelta(days=14)
    motion = body.call_election(
        candidates=candidates, starts=starts, ends=ends, closes=close, by=LEEDS_LEAD, at=at
    )
    decisions.cast(motion=motion, authority="leeds", choice=choice, by=LEEDS_LEAD, at=at)
    closing.close(motion=motion, by=SYSTEM, at=close)
    heard(close)
    return motion


def heard(at):
    while deliveries.deliver_next(at):
        pass


def on(day):
    """The worker's round on a day."""
    at = NOON + (day - NOON.date())
    while jobs.keep_terms(at):
        heard(at)


def conveners():
    rows = Membership.objects.filter(organisation=BODY, role="convener", until=None)
    return [str(ref) for ref in rows.values_list("person__ref", flat=True)]


ADA = "Ada Example, member@cornwall.example"


def test_whoever_is_elected_convenes_from_the_first_day_of_the_term_to_the_last(ada):
    elect(ADA)
    assert conveners() == []
    on(BEGINS)
    assert conveners() == [ada.ref]
    on(ENDS)
    assert conveners() == [ada.ref]
    on(ENDS + timedelta(days=1))
    assert conveners() == []
    names = [each.name for each in Event.objects.filter(name__startswith="factories.term.")]
    assert names == ["factories.term.began", "factories.term.ended"]


def test_a_term_that_has_begun_gives_the_role_as_the_motion_is_decided(ada):
    elect(ADA, starts=AT_ONCE)
    assert conveners() == [ada.ref]


def test_of_several_the_one_who_was_chosen_gets_it(ada, admit):
    bea = admit("deputy", "camden")
    elect(ADA, "Bea, deputy@camden.example", starts=AT_ONCE, choice="option-2")
    assert conveners() == [bea.ref]


def test_nobody_gets_it_by_a_motion_that_is_not_carried(ada):
    elect(ADA, starts=AT_ONCE, choice="against")
    on(BEGINS)
    assert conveners() == []


def test_whoever_is_elected_again_keeps_it_throughout(ada):
    elect(ADA)
    on(BEGINS)
    elect(ADA, starts=ENDS, ends=ENDS + timedelta(days=300), at=NOON + timedelta(days=300))
    on(ENDS + timedelta(days=1))
    assert conveners() == [ada.ref]
    held = Membership.objects.filter(organisation=BODY, role="convener")
    assert held.count() == 1
    on(ENDS + timedelta(days=301))
    assert conveners() == []


def test_a_later_election_ends_the_term_that_runs_as_its_own_begins(ada, admit):
    bea = admit("deputy", "camden")
    elect(ADA)
    on(BEGINS)
    middle = BEGINS + timedelta(days=100)
    motion = elect(
        "Bea, deputy@camden.example", starts=middle, ends=ENDS, at=NOON + timedelta(days=60)
    )
    text = Motion.objects.get(ref=motion).text
    assert f"The term of Ada Example, to {ENDS:%-d %B %Y}, ends as it begins." in text
    on(middle - timedelta(days=1))
    assert conveners() == [ada.ref]
    on(middle)
    assert conveners() == [bea.ref]
    on(ENDS + timedelta(days=1))
    assert conveners() == []


def test_the_page_says_of_each_term_when_the_next_one_ends_it(ada):
    elect("Ada")
    middle = BEGINS + timedelta(days=100)
    elect("Bea", starts=middle, at=NOON + timedelta(days=60))
    page = found.body(today=BEGINS)
    assert (page.term.name, page.term.ends) == ("Ada", middle - timedelta(days=1))
    assert (page.next_term.name, page.next_term.ends) == ("Bea", ENDS)


@pytest.mark.parametrize(
    ("starts", "ends", "field"),
    [
        (AT_ONCE, BEGINS, "ends"),  # it would run into the term of who is elected already
        (BEGINS, ENDS, "ends"),
        (AT_ONCE - timedelta(days=1), ENDS, "starts"),  # before anybody is elected
    ],
)
def test_nobody_is_elected_for_days_that_somebody_else_was_elected_for(ada, starts, ends, field):
    elect(ADA)
    with pytest.raises(Invalid) as refused:
        elect("Bea", starts=starts, ends=ends)
    assert list(refused.value.fields) == [field]
    assert Election.objects.count() == 1


def test_two_elections_for_the_same_days_are_not_under_way_at_once(ada):
    told = {"starts": BEGINS, "ends": ENDS, "closes": CLOSE, "by": LEEDS_LEAD, "at": NOON}
    first = body.call_election(candidates=["Ada"], **told)
    with pytest.raises(Invalid) as refused:
        body.call_election(candidates=["Bea"], **told)
    assert list(refused.value.fields) == ["starts"]
    later = {"starts": ENDS + timedelta(days=1), "ends": ENDS + timedelta(days=9)}
    body.call_election(candidates=["Bea"], **told | later)
    decisions.withdraw(motion=first, by=LEEDS_LEAD, at=NOON)
    body.call_election(candidates=["Cat"], **told)
    assert len(found.body(today=BEGINS).elections) == 2


@pytest.mark.parametrize(
    "names",
    [
        ["Ada", "ADA"],
        ["Abstain", "Ada", "Bea"],
        ["For", "Against"],
        [f"Candidate {number}" for number in range(13)],
        ["A" * 101],
        [" "],
    ],
)
def test_names_that_cannot_be_voted_on_are_refused_beside_the_candidates(ada, names):
    with pytest.raises(Invalid) as refused:
        elect(*names)
    assert (list(refused.value.fields), Election.objects.count()) == (["candidates"], 0)


def test_what_else_they_hold_stays(ada):
    elect(ADA, starts=AT_ONCE)
    on(ENDS + timedelta(days=1))
    assert Membership.objects.filter(person__ref=ada.ref, until=None).get().role == "member"


def test_a_name_alone_is_elected_and_gets_the_role_by_hand(ada):
    elect("Grace", starts=AT_ONCE)
    assert (conveners(), found.body(today=AT_ONCE).term.name) == ([], "Grace")


@pytest.mark.parametrize("line", ["Eve, nobody@example.org", ", member@cornwall.example"])
def test_a_candidate_whose_address_is_no_account_or_who_has_no_name_is_refused(ada, line):
    with pytest.raises(Invalid) as refused:
        elect(line)
    assert (list(refused.value.fields), Election.objects.count()) == (["candidates"], 0)


def test_an_address_is_kept_and_published_nowhere(ada):
    motion = elect(ADA, starts=AT_ONCE)
    row = Election.objects.get(motion=motion)
    assert (row.candidates, row.people) == (["Ada Example"], [ada.ref])
    public = "".join(
        Event.objects.filter(subject__in=[motion, "network"]).values_list("item", flat=True)
    )
    assert "cornwall.example" not in public
    assert ada.ref not in public


def test_an_account_whose_mailbox_nobody_has_shown_to_be_theirs_is_none(ada):
    from allauth.account.models import EmailAddress

    EmailAddress.objects.update(verified=False)
    with pytest.raises(Invalid):
        elect(ADA)


def test_the_decision_heard_twice_gives_the_role_once(ada):
    motion = elect(ADA, starts=AT_ONCE)
    people.take_role(person=ada.ref, organisation=BODY, role="convener", by=SYSTEM, at=CLOSE)
    from commonworks.factories.commands import terms

    terms.note_result(motion=motion, by=SYSTEM, at=CLOSE)
    on(BEGINS)
    assert conveners() == []


def test_an_elected_convener_votes_for_nobody(ada):
    elect(ADA, starts=AT_ONCE)
    convener = member_of(BODY, "convener")
    with pytest.raises(NotAllowed):
        body.call_election(
            candidates=["Ada"], starts=BEGINS, ends=ENDS, closes=CLOSE, by=convener, at=NOON
        )


@pytest.mark.parametrize("by", [LEEDS_LEAD, member_of(BODY, "convener")])
def test_the_role_is_given_by_the_vote_or_by_a_steward_and_nobody_else(ada, by):
    for verb in (people.hand_role, people.take_role):
        with pytest.raises(NotAllowed):
            verb(person=ada.ref, organisation=BODY, role="convener", by=by, at=NOON)


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("Ada,  a@b.example ", ("Ada", "a@b.example")),
        ("Example, Ada, a@b.example", ("Example, Ada", "a@b.example")),
        ("Lead of York", ("Lead of York", "")),
        ("Example, Ada", ("Example, Ada", "")),
    ],
)
def test_a_candidate_is_a_name_and_perhaps_an_address(line, read):
    assert candidate_of(line) == read


def test_the_event_of_a_term_says_what_the_motion_says(ada):
    motion = elect(ADA, starts=AT_ONCE)
    item = json.loads(Event.objects.get(name="factories.term.began").item)
    told = {"motion": motion, "starts": AT_ONCE.isoformat(), "ends": ENDS.isoformat()}
    assert item == told | {"others_ended": 0}


def test_whoever_held_the_role_by_hand_loses_it_as_an_elected_term_begins(ada, admit):
    other = admit("convener", BODY)
    elect(ADA)
    assert conveners() == [other.ref]
    on(BEGINS)
    assert conveners() == [ada.ref]
    ended = Event.objects.get(name="network.membership.ended")
    assert (ended.subject, ended.ids) == (other.ref, {"organisation": BODY, "role": "convener"})
    began = Event.objects.get(name="factories.term.began")
    assert json.loads(began.item)["others_ended"] == 1


def test_whoever_is_suspended_as_a_term_begins_does_not_convene_again_once_restored(ada, admit):
    other = admit("convener", BODY)
    suspensions.suspend(person=other.ref, why="at-risk", by=SYSTEM, at=NOON)
    elect(ADA, starts=AT_ONCE)
    suspensions.restore(person=other.ref, by=SYSTEM, at=CLOSE)
    assert conveners() == [ada.ref]


def test_whoever_is_invited_during_a_term_keeps_the_role_for_the_rest_of_it(ada, admit):
    elect("Grace", starts=AT_ONCE)
    grace = admit("convener", BODY)
    on(BEGINS)
    on(ENDS)
    assert conveners() == [grace.ref]


def test_a_term_of_somebody_without_an_account_ends_the_one_that_runs_too(ada):
    elect(ADA)
    middle = BEGINS + timedelta(days=100)
    elect("Grace", starts=middle, at=NOON + timedelta(days=60))
    on(middle - timedelta(days=1))
    assert conveners() == [ada.ref]
    on(middle)
    assert (conveners(), found.body(today=middle).to_invite.name) == ([], "Grace")
