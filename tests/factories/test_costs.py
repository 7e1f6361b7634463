import re

import pytest

from commonworks.factories import commands, queries
from commonworks.factories.commands import costs, membership
from commonworks.factories.models import Asking, Plan, Share
from commonworks.factories.queries.costs import plan, resplit
from commonworks.kernel.errors import Invalid, Missing, NotAllowed
from commonworks.network.commands.people import admit
from commonworks.network.ports import SYSTEM
from tests.actors import LEEDS_LEAD, NOON, member_of

pytestmark = pytest.mark.django_db
POPULATIONS = {"leeds": 800_000, "camden": 210_000, "cornwall": 570_000}


def offer(factory, **more):
    told = {"title": "Beta", "rule": "equal", "total_pence": 10_000_001}
    return costs.offer_plan(**told | more, factory=factory, by=LEEDS_LEAD, at=NOON)


def state(factory, council, value, kind="population"):
    costs.state_figure(
        factory=factory,
        organisation=council,
        kind=kind,
        value=value,
        source="ONS mid-year estimate",
        by=member_of(council, "lead"),
        at=NOON,
    )


def commit(factory, council, pence, number=1, role="lead"):
    by = member_of(council, role)
    costs.commit(factory=factory, number=number, organisation=council, pence=pence, by=by, at=NOON)


def shares(factory):
    return {each.organisation: each.pence for each in plan(queries.factory(factory)).shares}


def test_equal_shares_differ_by_a_penny_at_most_and_add_up(parking):
    offer(parking)
    assert shares(parking) == {"leeds": 3_333_333, "camden": 3_333_334, "cornwall": 3_333_334}


def test_shares_by_population_need_everybodys_figure(parking):
    state(parking, "leeds", 800_000)
    with pytest.raises(Invalid, match="Not known yet for Camden, Cornwall"):
        offer(parking, rule="population")
    for council, people in POPULATIONS.items():
        state(parking, council, people)
    offer(parking, rule="population")
    assert shares(parking) == {"leeds": 5_063_292, "camden": 1_329_114, "cornwall": 3_607_595}
    assert {each.source for each in plan(queries.factory(parking)).shares} == {
        "ONS mid-year estimate"
    }


def test_fixed_amounts_that_do_not_add_up_write_nothing(parking):
    amounts = {"leeds": 5_000_000, "camden": 3_000_000, "cornwall": 2_000_000}
    with pytest.raises(Invalid, match="£0.01 less"):
        offer(parking, rule="fixed", amounts=amounts)
    assert Plan.objects.count() == 0
    offer(parking, rule="fixed", amounts=amounts, total_pence=10_000_000)
    assert shares(parking) == amounts


@pytest.mark.parametrize("total", [0, -1, 10**12])
def test_a_total_that_is_none_is_refused(parking, total):
    with pytest.raises(Invalid):
        offer(parking, total_pence=total)


def test_only_a_members_own_lead_or_deputy_commits_it(parking):
    offer(parking)
    for by in (LEEDS_LEAD, member_of("camden", "finance")):
        with pytest.raises(NotAllowed):
            costs.commit(
                factory=parking, number=1, organisation="camden", pence=3_333_334, by=by, at=NOON
            )
    commit(parking, "camden", 3_333_334, role="deputy")
    page = plan(queries.factory(parking))
    assert (page.committed_pence, page.is_bound) == (3_333_334, False)


def test_one_commits_to_what_one_was_shown_and_nothing_else(parking):
    offer(parking)
    with pytest.raises(Invalid, match="not your share"):
        commit(parking, "camden", 3_333_333)
    with pytest.raises(Missing):
        commit(parking, "camden", 3_333_334, number=2)


def test_a_later_plan_ends_what_was_committed_to_the_earlier(parking):
    offer(parking)
    commit(parking, "camden", 3_333_334)
    offer(parking, total_pence=900)
    with pytest.raises(costs.Superseded):
        commit(parking, "leeds", 3_333_333)
    assert plan(queries.factory(parking)).committed_pence == 0
    assert Share.objects.filter(committed_at__isnull=False).count() == 1  # stays on record


def test_a_member_that_joins_sees_the_shares_before_anybody_is_bound(parking):
    offer(parking, total_pence=900)
    page = queries.factory(parking)
    change = resplit(page, joins="woking")
    assert [(each.organisation, each.before, each.after) for each in change.rows] == [
        ("leeds", 300, 225),
        ("camden", 300, 225),
        ("cornwall", 300, 225),
        ("woking", None, 225),
    ]
    assert shares(parking) == {"leeds": 300, "camden": 300, "cornwall": 300}
    commands.join(factory=parking, organisation="woking", by=member_of("woking", "lead"), at=NOON)
    assert not plan(queries.factory(parking)).fits
    with pytest.raises(costs.MembersChanged):
        commit(parking, "camden", 300)
    offer(parking, total_pence=900)
    commit(parking, "woking", 225, number=2)


def test_a_member_that_leaves_sees_what_the_others_would_pay(parking):
    offer(parking, total_pence=900)
    change = resplit(queries.factory(parking), leaves="cornwall")
    assert [(each.organisation, each.difference) for each in change.rows] == [
        ("leeds", 150),
        ("camden", 150),
        ("cornwall", -300),
    ]


def test_a_joiners_figure_is_asked_where_shares_go_by_it(parking):
    for council, people in POPULATIONS.items():
        state(parking, council, people)
    offer(parking, rule="population", total_pence=1_580_000)
    page = queries.factory(parking)
    assert resplit(page, joins="woking").lacks == [
        "Not known yet for Woking. Each member states its own figure."
    ]
    change = resplit(page, joins="woking", figure=100_000)
    assert sum(each.after for each in change.rows) == 1_580_000
    assert sum(each.difference for each in change.rows) == 0


def test_fixed_amounts_are_not_reckoned_anew(parking):
    offer(parking, rule="fixed", total_pence=3, amounts={"leeds": 1, "camden": 1, "cornwall": 1})
    change = resplit(queries.factory(parking), leaves="camden")
    assert (change.rows, change.lacks, change.is_fixed) == ([], [], True)


@pytest.mark.parametrize(("council", "door"), [("woking", "join"), ("camden", "leave/camden")])
def test_who_joins_or_leaves_is_told_that_fixed_amounts_are_said_anew(
    parking, signed_in, council, door
):
    offer(parking, rule="fixed", total_pence=3, amounts={"leeds": 1, "camden": 1, "cornwall": 1})
    page = signed_in("lead", council).get(f"/factories/{parking}/{door}").text
    assert "the lead says anew who pays what" in page


def test_who_speaks_for_two_is_shown_the_shares_of_the_one_that_could_join(parking, signed_in):
    offer(parking, total_pence=900)
    both = signed_in("lead", "camden")
    admit(
        email="lead@camden.example",
        name="A lead",
        organisation="woking",
        roles=["lead"],
        by=SYSTEM,
        at=NOON,
    )
    page = both.get(f"/factories/{parking}/join").text
    rows = re.findall(
        r'govuk-table__header">(\w+)</th><td[^>]*>([^<]*)</td><td[^>]*>([^<]*)<', page
    )
    assert rows[3:] == [("Woking", "–", "£2.25")]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"value": 0}, "value"),
        ({"value": -5}, "value"),
        ({"source": ""}, "source"),
        ({"kind": "mood"}, "kind"),
    ],
)
def test_a_bad_figure_is_refused_beside_its_field(parking, told, field):
    usual = {"kind": "population", "value": 1, "source": "S"}
    with pytest.raises(Invalid) as refused:
        costs.state_figure(
            **usual | told, factory=parking, organisation="leeds", by=LEEDS_LEAD, at=NOON
        )
    assert field in refused.value.fields


def test_reading_a_plan_is_three_queries(parking, django_assert_num_queries):
    offer(parking)
    page = queries.factory(parking)
    with django_assert_num_queries(3):
        plan(page)
    with django_assert_num_queries(4):
        resplit(page, leaves="camden")


def test_costs_are_shared_and_committed_in_the_browser(parking, signed_in):
    leeds, camden = signed_in("lead", "leeds"), signed_in("lead", "camden")
    here = f"/factories/{parking}/costs"
    told = {"title": "Beta", "total_pence": "1,000", "rule": "fixed", "pence-leeds": "999"}
    assert "£1 less than the total" in leeds.post(f"{here}/offer", told).content.decode()
    told |= {"rule": "equal"}
    assert leeds.post(f"{here}/offer", told).status_code == 302
    page = camden.get(here).content.decode()
    assert "Commit Camden Council to £333.34" in page
    camden.post(f"{here}/1/commit", {"organisation": "camden", "pence": "33334"})
    assert "Committed so far: £333.34" in camden.get(here).content.decode()
    rows = camden.get(f"{here}?format=csv").content.decode()
    assert [row.split(",")[3] for row in rows.splitlines()[1:]] == ["333.33", "333.34", "333.33"]
    woking = signed_in("lead", "woking")
    page = woking.get(f"/factories/{parking}/join").content.decode()
    assert ("What each would pay" in page, "£250" in page) == (True, True)
    page = camden.get(f"/factories/{parking}/leave/camden").content.decode()
    assert "£500" in page


def test_a_figure_may_have_its_thousands_parted(parking, signed_in):
    told = {"organisation": "leeds", "kind": "use", "value": "1,200", "source": "Counted"}
    leeds = signed_in("lead", "leeds")
    assert leeds.post(f"/factories/{parking}/costs/figure", told).status_code == 302
    assert "use in a year 1,200 (Counted)" in leeds.get(f"/factories/{parking}/costs").text


def test_an_asked_council_sees_what_each_would_pay_before_its_yes_binds(parking, signed_in):
    offer(parking, total_pence=12_000_000)
    told = {"factory": parking, "organisation": "woking", "by": LEEDS_LEAD, "at": NOON}
    asking = membership.ask(**told, part="partner")
    woking, here = signed_in("lead", "woking"), f"/factories/{parking}/"
    door = f"{here}askings/{asking}/answer"
    listed = woking.get(f"{here}members").content.decode()
    assert (f'href="{door}"' in listed, 'value="accept"' in listed) == (True, False)
    page = woking.get(door).content.decode()
    assert re.findall(r"£[\d,.]+", page)[-2:] == ["£30,000", "£30,000"]  # Woking then, and more
    assert queries.factory(parking).part_of("woking") == ""
    told = {"answer": "accept", "shown": shown_in(page)}
    assert woking.post(door, told).status_code == 302
    assert queries.factory(parking).part_of("woking") == "partner"
    assert woking.get(door).status_code == 409


def shown_in(page):
    return re.search(r'name="shown" value="(\w{64})"', page)[1]


@pytest.fixture
def asked(parking):
    """The address at which Woking, a plan of costs in sight, answers whether it joins."""
    offer(parking, total_pence=12_000_000)
    told = {"factory": parking, "organisation": "woking", "by": LEEDS_LEAD, "at": NOON}
    return f"/factories/{parking}/askings/{membership.ask(**told, part='partner')}/answer"


@pytest.mark.parametrize("sent", [{}, {"shown": ""}, {"shown": "0" * 64}])
def test_nobody_accepts_what_they_were_not_shown(parking, signed_in, asked, sent):
    woking = signed_in("lead", "woking")
    refused = woking.post(asked, {"answer": "accept"} | sent)
    assert (refused.status_code, "You have not accepted" in refused.text) == (409, True)
    assert queries.factory(parking).part_of("woking") == ""
    assert woking.post(asked, {"answer": "accept", "shown": shown_in(refused.text)}).url
    assert queries.factory(parking).part_of("woking") == "partner"


def test_whoever_was_shown_other_shares_is_shown_those_of_now_before_a_yes_counts(
    parking, signed_in, asked
):
    woking = signed_in("lead", "woking")
    told = {"answer": "accept", "shown": shown_in(woking.get(asked).text)}
    offer(parking, total_pence=16_000_000)
    refused = woking.post(asked, told)
    assert (refused.status_code, "£40,000" in refused.text) == (409, True)
    assert queries.factory(parking).part_of("woking") == ""


@pytest.mark.parametrize(
    ("said", "status", "state"), [("perhaps", 200, "open"), ("decline", 302, "declined")]
)
def test_only_a_no_is_a_no_and_needs_nothing_shown(signed_in, asked, said, status, state):
    answered = signed_in("lead", "woking").post(asked, {"answer": said})
    assert (answered.status_code, Asking.objects.get().state) == (status, state)


def test_by_use_an_asked_council_types_its_figure_to_see_the_shares(parking, signed_in):
    for council, people in POPULATIONS.items():
        state(parking, council, people)
    offer(parking, rule="population", total_pence=1_680_000)
    told = {"factory": parking, "organisation": "woking", "by": LEEDS_LEAD, "at": NOON}
    door = f"/factories/{parking}/askings/{membership.ask(**told, part='partner')}/answer"
    woking = signed_in("lead", "woking")
    assert "Not known yet for Woking" in woking.get(door).content.decode()
    assert "£1,000" in woking.get(f"{door}?figure=100,000").content.decode()


@pytest.mark.parametrize(
    ("council", "part", "said"),
    [("woking", "observer", "You have no vote"), ("camden", "lead", "your organisation leads it")],
)
def test_who_gains_no_vote_is_shown_no_other_shares(parking, signed_in, council, part, said):
    offer(parking)
    told = {"factory": parking, "organisation": council, "by": LEEDS_LEAD, "at": NOON}
    asking = membership.ask(**told, part=part)
    page = signed_in("lead", council).get(f"/factories/{parking}/askings/{asking}/answer")
    text = page.content.decode()
    assert (said in text, "What each would pay" in text) == (True, False)


def test_nobody_else_answers_for_the_council_that_is_asked(parking, signed_in):
    told = {"factory": parking, "organisation": "woking", "by": LEEDS_LEAD, "at": NOON}
    door = f"/factories/{parking}/askings/{membership.ask(**told, part='partner')}/answer"
    assert signed_in("lead", "leeds").get(door).status_code == 403
    assert signed_in("lead", "woking").get(door.replace("askings/", "askings/9")).status_code == 404
