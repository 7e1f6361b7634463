"""Which councils have a problem: those that say so, each counted once, whatever is merged."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonworks.kernel.errors import Invalid, Missing, NotAllowed
from commonworks.needs import queries
from commonworks.needs.commands import merging, stages, supports
from commonworks.needs.commands.needs import change
from commonworks.needs.commands.supports import BehindItAlready
from commonworks.needs.models import Need, NotPossible, Support
from commonworks.needs.policies.personal import SeemsPersonal
from commonworks.needs.policies.said import Said
from commonworks.needs.queries import pages
from commonworks.needs.queries.standing import councils_behind
from commonworks.network.ports import Actor
from commonworks.signposts.models import Card, Follow
from tests.actors import LEEDS_LEAD, NOON, member_of
from tests.needs.conftest import PERMITS

LATER = NOON + timedelta(days=3)
CONVENER = member_of("commonworks", "convener")


def support(need, authority="camden", by=None, **evidence):
    by = by or member_of(authority, "lead")
    supports.support(need=need, authority=authority, by=by, at=LATER, **evidence)


def merge(duplicate, survivor, by=CONVENER, why=""):
    merging.merge(duplicate=duplicate, survivor=survivor, why=why, by=by, at=LATER)


def split(duplicate, by=CONVENER):
    merging.split(duplicate=duplicate, by=by, at=LATER)


def page(need):
    return pages.need_page(need, by=LEEDS_LEAD, today=NOON.date())


def test_a_council_that_has_it_too_brings_its_own_evidence(permits):
    support(permits, volume=9_000, cost_pence=4_000_000, pain="severe", note="Since 2019.")
    shown = page(permits)
    camden = shown.evidence[1]
    assert (camden.name, camden.volume, camden.note) == ("Camden", 9_000, "Since 2019.")
    assert (shown.volume, shown.cost_pence) == (51_000, 22_500_000)
    assert queries.need(permits).councils == 2


def test_a_council_stands_behind_a_need_once(permits):
    support(permits)
    for council in ("camden", "leeds"):
        with pytest.raises(BehindItAlready):
            support(permits, council)
    assert queries.need(permits).councils == 2


def test_a_council_that_steps_back_stays_on_record(permits):
    support(permits)
    supports.withdraw_support(
        need=permits, authority="camden", by=member_of("camden", "lead"), at=LATER
    )
    shown = page(permits)
    assert ([each.name for each in shown.evidence], [each.name for each in shown.past]) == (
        ["Leeds"],
        ["Camden"],
    )
    support(permits)
    assert queries.need(permits).councils == 2


def test_who_does_not_support_cannot_step_back(permits):
    with pytest.raises(Missing):
        supports.withdraw_support(
            need=permits, authority="camden", by=member_of("camden", "lead"), at=LATER
        )


def test_support_is_said_by_who_answers_for_something(permits):
    with pytest.raises(NotAllowed):
        support(permits, by=member_of("camden"))
    with pytest.raises(NotAllowed):
        support(permits, by=LEEDS_LEAD)


def test_a_note_that_names_somebody_is_published_only_knowingly(permits):
    with pytest.raises(SeemsPersonal):
        support(permits, note="Ask Sarah Jenkins about it.")
    support(permits, note="Ask Sarah Jenkins about it.", despite={"personal"})


@pytest.mark.parametrize(
    ("evidence", "field"),
    [({"note": "x" * 1001}, "note"), ({"volume": -1}, "volume"), ({"pain": "x"}, "pain")],
)
def test_evidence_that_cannot_be_is_said_beside_its_field(permits, evidence, field):
    with pytest.raises(Invalid) as refused:
        support(permits, **evidence)
    assert list(refused.value.fields) == [field]


def test_a_merged_need_leads_on_and_its_councils_count_there_once(permits, declare):
    other = declare("camden", title="Scratch cards for visitors")
    for need in (permits, other):
        support(need, "surrey")
    merge(other, permits, why="The same scratch cards.")
    survivor, duplicate = page(permits), page(other)
    assert [each.name for each in survivor.evidence] == ["Leeds", "Camden", "Surrey"]
    assert [(each.ref, each.why) for each in survivor.duplicates] == [
        (other, "The same scratch cards.")
    ]
    assert (duplicate.stage, duplicate.survivor.ref) == ("merged", permits)
    assert queries.need(permits).councils == 3
    assert list(Card.objects.values_list("ref", flat=True)) == [f"need.{permits}"]


NOTHING = {"volume": None, "cost_pence": None, "pain": ""}


def test_a_council_of_two_merged_needs_has_one_line_with_all_that_it_said(permits, declare):
    support(permits, volume=5, note="At the counter.")
    other = declare("camden", title="Scratch cards", **NOTHING | {"pain": "severe"})
    support(permits, "surrey", volume=8)
    support(other, "surrey", volume=7, cost_pence=900)
    before = {ref: page(ref).evidence for ref in (permits, other)}
    merge(other, permits)
    shown = page(permits)
    assert [(each.name, each.volume, each.cost_pence, each.note) for each in shown.evidence] == [
        ("Leeds", 42_000, 18_500_000, ""),
        ("Camden", 5, None, "At the counter."),
        ("Surrey", 8, 900, ""),
    ]
    assert shown.evidence[1].pain == "severe"
    assert (shown.volume, shown.cost_pence) == (42_013, 18_500_900)
    split(other)
    assert {ref: page(ref).evidence for ref in (permits, other)} == before


@pytest.mark.parametrize(
    ("by", "told"),
    [(LEEDS_LEAD, (5, "severe", "network")), (Actor("anonymous"), (None, "severe", "public"))],
)
def test_what_is_told_of_two_lines_is_told_to_those_who_may_read_both(permits, declare, by, told):
    support(permits, volume=5, visibility="network")
    merge(declare("camden", title="Scratch cards", **NOTHING | {"pain": "severe"}), permits)
    camden = pages.need_page(permits, by=by, today=NOON.date()).evidence[1]
    assert (camden.volume, camden.pain, camden.visibility) == told


def test_a_council_that_counts_none_is_not_taken_to_have_said_nothing(permits, declare):
    support(permits, volume=5)
    merge(permits, declare("camden", title="Scratch cards", **NOTHING | {"volume": 0}), by=CONVENER)
    [camden] = [each for each in page("scratch-cards").evidence if each.name == "Camden"]
    assert camden.volume == 0


def test_support_for_a_duplicate_goes_to_the_need_that_survived(permits, declare):
    other = declare("camden", title="Scratch cards for visitors")
    merge(other, permits)
    support(other, "surrey")
    assert Support.objects.get().need_id == permits
    with pytest.raises(BehindItAlready):
        support(permits, "camden")


def test_needs_that_are_split_again_are_as_they_were(permits, declare):
    other = declare("camden", title="Scratch cards for visitors")
    support(other, "surrey")
    merge(other, permits)
    split(other, by=LEEDS_LEAD)
    assert councils_behind(permits) == {"leeds"}
    assert councils_behind(other) == {"camden", "surrey"}
    assert {card.ref for card in Card.objects.all()} == {f"need.{permits}", f"need.{other}"}
    assert [each.what for each in page(other).timeline][:2] == ["split", "merged"]


def test_both_timelines_name_the_other_need_after_a_split(permits, declare):
    other = declare("camden", title="Scratch cards for visitors")
    titles = {
        permits: "Visitor permits are still sold on paper",
        other: "Scratch cards for visitors",
    }
    merge(other, permits), split(other)
    for ref, its_other in ((permits, other), (other, permits)):
        told = [(each.what, each.other) for each in page(ref).timeline][:2]
        assert told == [("split", titles[its_other]), ("merged", titles[its_other])]


def test_a_timeline_does_not_name_a_need_that_its_reader_may_not_see(permits, declare):
    other = declare("camden", title="Scratch cards for visitors")
    merge(other, permits), split(other)
    hidden = replace(PERMITS, title="Scratch cards for visitors", visibility="network")
    lead = member_of("camden", "lead")
    change(need=other, said=hidden, edition=1, by=lead, at=LATER)
    anybody = pages.need_page(permits, by=Actor("anonymous"), today=NOON.date())
    assert [each.other for each in anybody.timeline] == ["", "", ""]


def test_who_followed_a_need_before_it_was_merged_follows_it_after_the_split(permits, declare):
    other = declare("camden", title="Scratch cards for visitors")
    for person, ref in (("a", permits), ("b", other)):
        Follow.objects.create(person=person, card=f"need.{ref}", since=NOON)
    merge(other, permits), split(other)
    assert set(Follow.objects.values_list("person", "card")) == {
        ("a", f"need.{permits}"),
        ("b", f"need.{other}"),
    }


def test_a_need_can_be_merged_again_after_it_was_split(permits, declare):
    other = declare("camden", title="Scratch cards for visitors")
    merge(other, permits)
    split(other)
    merge(other, permits)
    assert page(other).survivor.ref == permits


@pytest.mark.parametrize("who", [("camden", "lead"), ("commonworks", "convener")])
def test_a_duplicate_is_merged_by_its_own_lead_or_the_convening_body(permits, declare, who):
    other = declare("camden", title="Scratch cards for visitors")
    with pytest.raises(NotAllowed):
        merge(other, permits, by=LEEDS_LEAD)
    merge(other, permits, by=member_of(*who))


def test_a_need_is_not_merged_with_itself_nor_in_a_ring(permits, declare):
    other = declare("camden", title="Scratch cards for visitors")
    with pytest.raises(NotPossible):
        merge(permits, permits)
    merge(other, permits)
    with pytest.raises(NotPossible):
        merge(permits, other)


def test_needs_that_different_people_see_are_not_merged(permits, declare):
    other = declare("camden", title="Scratch cards", visibility="network")
    with pytest.raises(NotPossible, match="One of these needs is public"):
        merge(other, permits)


def test_a_need_with_duplicates_stays_seen_by_the_same_people(permits, declare):
    merge(declare("camden", title="Scratch cards for visitors"), permits)
    said = Said(title="T", problem="P", visibility="network")
    with pytest.raises(NotPossible, match="seen by the same people"):
        change(need=permits, said=said, edition=1, by=LEEDS_LEAD, at=LATER)


def test_a_factory_takes_on_what_survived_and_lets_it_go(permits, declare):
    other = declare("camden", title="Scratch cards for visitors")
    merge(other, permits)
    for _ in range(2):
        stages.take_on(need=other, factory="parking", by=LEEDS_LEAD, at=LATER)
    assert Card.objects.get().state == "taken-on"
    stages.let_go(need=permits, factory="parking", by=LEEDS_LEAD, at=LATER)
    assert Need.objects.get(ref=permits).stage == "open"


def test_a_need_that_is_met_takes_no_more_support(permits):
    stages.mark_met(need=permits, by=LEEDS_LEAD, at=LATER)
    with pytest.raises(NotPossible):
        support(permits)


NEEDS = ("leeds", "camden", "surrey", "woking")
STEPS = st.lists(
    st.tuples(st.sampled_from(["merge", "split"]), st.integers(0, 3), st.integers(0, 3)),
    max_size=12,
)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(STEPS)
def test_however_needs_are_merged_and_split_no_support_is_lost(declare, steps):
    """Beside a naive twin: a parent for each need, and the councils found by walking up."""
    Support.objects.all().delete()
    refs = [declare(each, title=f"Problem {each} {Need.objects.count()}") for each in NEEDS]
    for ref, supporter in zip(refs, ("bradford", "cornwall", "bradford", "leeds"), strict=True):
        support(ref, supporter)
    own = {ref: set(councils_behind(ref)) for ref in refs}
    parent = {}
    for what, one, two in steps:
        one, two = refs[one], refs[two]
        try:
            merge(one, two) if what == "merge" else split(one)
        except NotPossible:
            continue
        if what == "merge":
            parent[one] = top(two, parent)
        else:
            del parent[one]
    for ref in refs:
        if ref not in parent:
            group = [each for each in refs if top(each, parent) == ref]
            expected = set().union(*(own[each] for each in group))
            assert councils_behind(ref) == expected
            assert Need.objects.get(ref=ref).councils == len(expected)
    for ref in list(parent)[::-1]:
        split(ref)
    assert {ref: set(councils_behind(ref)) for ref in refs} == own


def top(ref, parent):
    while ref in parent:
        ref = parent[ref]
    return ref
