import json
import re
from datetime import timedelta

import pytest
from django.utils import translation

from commonworks.decisions import commands as decisions
from commonworks.decisions import queries as decided
from commonworks.decisions.commands.closing import GRACE, close
from commonworks.factories import commands
from commonworks.factories import queries as factories
from commonworks.factories.commands import assessments, deciding
from commonworks.factories.models import Option
from commonworks.factories.queries import bodies, debate, motions, phases
from commonworks.kernel.errors import Invalid, Missing, NotAllowed
from commonworks.kernel.models import Event
from commonworks.network.ports import SYSTEM
from commonworks.signposts.models import News
from tests.actors import LEEDS_LEAD, NOON, member_of

pytestmark = pytest.mark.django_db
CLOSES = NOON + timedelta(days=7)


def put(factory, by=LEEDS_LEAD, **more):
    told = {"title": "Build it", "rule": "majority", "quorum": "50%", "closes": CLOSES}
    return deciding.put_motion(**told | more, factory=factory, by=by, at=NOON)


def vote(motion, **choices):
    for council, choice in choices.items():
        by = member_of(council, "lead")
        decisions.cast(motion=motion, authority=council, choice=choice, by=by, at=NOON)


def carried(factory, **more):
    ref = put(factory, **more)
    vote(ref, leeds="for", camden="for")
    close(motion=ref, by=SYSTEM, at=CLOSES + GRACE)
    return ref


def commission(factory, motion, **more):
    told = {"kind": "build", "title": "The permit"}
    return deciding.commission(
        **told | more, factory=factory, motion=motion, by=LEEDS_LEAD, at=CLOSES
    )


def test_the_lead_and_the_partners_vote_and_nobody_else(parking):
    woking = member_of("woking", "lead")
    commands.join(factory=parking, organisation="woking", by=woking, at=NOON, part="observer")
    seats = decided.motion(put(parking)).seats
    assert [seat.authority for seat in seats] == ["camden", "cornwall", "leeds"]
    with pytest.raises(NotAllowed):
        put(parking, by=woking)


@pytest.mark.parametrize("role", ["administrator", "member", "councillor", "service-owner"])
def test_only_a_lead_or_deputy_puts_a_motion(parking, role):
    with pytest.raises(NotAllowed):
        put(parking, by=member_of("camden", role))
    assert put(parking, by=member_of("camden", "deputy"))


def test_a_motion_that_closes_in_the_past_is_refused_beside_its_field(parking):
    with pytest.raises(Invalid) as refused:
        put(parking, closes=NOON - timedelta(days=1))
    assert "closes" in refused.value.fields


def test_on_an_assessment_the_members_choose_one_of_its_options(parking):
    assessments.begin_assessment(factory=parking, title="Permits", by=LEEDS_LEAD, at=NOON)
    page = decided.motion(put(parking, about="assessment.1"))
    assert [label for _id, label in page.options] == [
        "Do nothing",
        "Build it together",
        "Buy it together",
        "Adopt what exists",
    ]


def test_a_motion_stands_beside_what_it_answers(parking):
    put(parking, about="costs")
    assert [each.title for each in motions.by_what_they_answer(parking)["costs"]] == ["Build it"]


def test_whoever_leaves_has_its_open_vote_struck_and_shown_as_such(parking):
    ref = put(parking)
    vote(ref, camden="for", cornwall="against")
    camden = member_of("camden", "lead")
    commands.leave(factory=parking, organisation="camden", by=camden, at=NOON)
    seats = {seat.authority: seat for seat in decided.motion(ref).seats}
    assert (seats["camden"].struck_at, seats["cornwall"].struck_at) == (NOON, None)


def test_nothing_is_commissioned_without_a_motion_that_was_carried(parking):
    open_ = put(parking)
    with pytest.raises(deciding.NoMandate):
        commission(parking, open_)
    vote(open_, leeds="against", camden="against")
    close(motion=open_, by=SYSTEM, at=CLOSES + GRACE)
    with pytest.raises(deciding.NoMandate):
        commission(parking, open_)
    with pytest.raises(deciding.NoMandate):
        commission(parking, "")
    with pytest.raises(Missing):
        commission(parking, "no-such-motion")


def test_a_commission_carries_the_hash_of_its_mandate_and_uses_it_once(parking):
    ref = carried(parking)
    commission(parking, ref, kind="brief")
    (line,) = phases.commissions(parking)
    assert (line.kind, line.motion) == ("Open a joint brief", ref)
    with pytest.raises(deciding.NoMandate, match="already"):
        commission(parking, ref)


def assessed_and_chosen(factory, kind):
    """A carried motion on an assessment as a whole that chose the option of this kind."""
    assessments.begin_assessment(factory=factory, title="Permits", by=LEEDS_LEAD, at=NOON)
    ref = put(factory, title="Which way?", about="assessment.1")
    wanted = Option.objects.get(kind=kind).title
    [choice] = [each for each, label in decided.motion(ref).choices if label == wanted]
    vote(ref, leeds=choice, camden=choice)
    close(motion=ref, by=SYSTEM, at=CLOSES + GRACE)
    return ref, wanted


@pytest.mark.parametrize(
    ("chosen", "ways"),
    [("build", ["build", "brief"]), ("adopt", ["adopt"]), ("buy", ["brief"]), ("nothing", [])],
)
@pytest.mark.parametrize("kind", ["build", "adopt", "brief"])
def test_only_a_way_of_doing_what_was_chosen_is_commissioned(parking, chosen, ways, kind):
    ref, option = assessed_and_chosen(parking, chosen)
    if kind in ways:
        commission(parking, ref, kind=kind)
    else:
        with pytest.raises((Invalid, deciding.NoMandate), match=f"chose “{option}”"):
            commission(parking, ref, kind=kind)
    assert len(phases.commissions(parking)) == (kind in ways)


def test_a_motion_for_doing_nothing_is_no_mandate(parking):
    assessments.begin_assessment(factory=parking, title="Permits", by=LEEDS_LEAD, at=NOON)
    ref = carried(parking, about=f"option.{Option.objects.get(kind='nothing').pk}")
    with pytest.raises(deciding.NoMandate, match="to do nothing"):
        commission(parking, ref)


def test_whoever_commissions_reads_what_each_motion_chose(parking, signed_in):
    _ref, option = assessed_and_chosen(parking, "buy")
    page = signed_in("lead", "leeds").get(f"/factories/{parking}/commission").content.decode()
    assert f"Which way?: {option}" in page


def test_a_motion_of_another_factory_is_no_mandate_here(parking):
    other = commands.found_factory(
        name="Housing", purpose="P", lead="camden", by=member_of("camden", "lead"), at=NOON
    )
    ref = put(other, by=member_of("camden", "lead"))
    vote(ref, camden="for")
    close(motion=ref, by=SYSTEM, at=CLOSES + GRACE)
    with pytest.raises(deciding.NoMandate):
        commission(parking, ref)


def test_a_lead_keeps_motions_to_itself_or_opens_them_to_all_members(parking):
    told = {"factory": parking, "by": LEEDS_LEAD, "at": NOON}
    camden = member_of("camden", "lead")
    deciding.choose_proposers(proposers="lead", **told)
    with pytest.raises(NotAllowed, match="of its lead authority"):
        put(parking, by=camden)
    with pytest.raises(NotAllowed):
        decisions.propose(body=f"factory.{parking}", title="T", closes=CLOSES, by=camden, at=NOON)
    assert put(parking)
    deciding.choose_proposers(proposers="members", **told)
    assert put(parking, by=camden)


@pytest.mark.parametrize("by", [member_of("camden", "lead"), member_of("leeds", "service-owner")])
def test_only_the_leads_lead_or_deputy_says_who_puts_motions(parking, by):
    with pytest.raises(NotAllowed):
        deciding.choose_proposers(factory=parking, proposers="lead", by=by, at=NOON)
    with pytest.raises(Invalid):
        deciding.choose_proposers(factory=parking, proposers="all", by=LEEDS_LEAD, at=NOON)


def test_who_may_put_a_motion_is_said_and_offered_to_those_alone(parking, signed_in):
    leeds, camden = signed_in("lead", "leeds"), signed_in("lead", "camden")
    here = f"/factories/{parking}/"
    assert leeds.post(f"{here}proposers", {"proposers": "lead"}).status_code == 302
    pages = [each.get(f"{here}decisions").content.decode() for each in (leeds, camden)]
    assert ["The lead authority alone" in page for page in pages] == [True, True]
    assert [f'href="{here}propose"' in page for page in pages] == [True, False]
    assert [f'href="{here}proposers"' in page for page in pages] == [True, False]
    assert camden.get(f"{here}propose").status_code == 403


def test_the_short_form_leads_to_the_one_with_times_and_options_filled_in(parking, signed_in):
    assessments.begin_assessment(factory=parking, title="Permits", by=LEEDS_LEAD, at=NOON)
    leeds = signed_in("lead", "leeds")
    page = leeds.get(f"/factories/{parking}/propose?about=assessment.1").content.decode()
    [door] = re.findall(r'href="(/decisions/propose[^"]+)"', page)
    full = leeds.get(door.replace("&amp;", "&")).content.decode()
    for words in ('name="opens_at"', 'value="Permits"', "Do nothing\nBuild it together"):
        assert words in full
    assert f'href="/factories/{parking}/assessments/1"' in full


def recorded(factory):
    """What the house hears of motions put to a factory, and what its followers hear."""
    rows = Event.objects.filter(name="factories.motion.put", subject=factory).order_by("id")
    said = [json.loads(row.item) for row in rows]
    told = News.objects.filter(card=f"factory.{factory}", headline__startswith="Voting is open")
    return [(each["motion"], each["about"]) for each in said], [each.link for each in told]


@pytest.mark.parametrize(
    "door", ["/factories/parking/propose?", "/decisions/propose?body=factory."]
)
def test_a_motion_is_recorded_and_told_once_by_whichever_form_it_is_put(parking, signed_in, door):
    day = {"closes-day": "1", "closes-month": "2", "closes-year": "2027"}
    told = {
        "title": "Go",
        "rule": "majority",
        "quorum": "50%",
        "opens_at": "",
        "closes_at": "17:00",
    }
    form = door.replace("factory.", f"factory.{parking}&") + "about=costs"
    link = signed_in("lead", "camden").post(form, told | day)["Location"]
    assert recorded(parking) == ([(link.split("/")[2], "costs")], [link])


def test_a_motion_that_is_refused_is_not_recorded(parking):
    with pytest.raises(Invalid):
        put(parking, quorum="none")
    assert recorded(parking) == ([], [])


def test_a_motion_and_the_assessment_that_it_answers_lead_to_each_other(parking, client):
    assessments.begin_assessment(factory=parking, title="Permits", by=LEEDS_LEAD, at=NOON)
    ref, at = put(parking, about="assessment.1"), f"/factories/{parking}/assessments/1"
    assert f'href="{at}"' in client.get(f"/decisions/{ref}/").content.decode()
    assert f'href="/decisions/{ref}/"' in client.get(at).content.decode()


def test_a_motion_leads_to_the_option_or_section_that_it_answers(parking, client):
    assessments.begin_assessment(factory=parking, title="Permits", by=LEEDS_LEAD, at=NOON)
    option = Option.objects.get(kind="build").pk
    told = {
        f"option.{option}": f"/factories/{parking}/assessments/1#option-{option}",
        "costs": f"/factories/{parking}/costs",
        "agreement": f"/factories/{parking}/agreement",
        "gate.alpha": f"/factories/{parking}/phases",
    }
    for about, link in told.items():
        page = client.get(f"/decisions/{put(parking, about=about)}/").content.decode()
        assert re.findall(r'It answers: <a class="govuk-link" href="([^"]+)"', page) == [link]
    for about in ("", "option.999999", "assessment.9", "mood"):
        page = client.get(f"/decisions/{put(parking, about=about)}/").content.decode()
        assert "It answers" not in page


def test_what_a_motion_answers_costs_two_queries_at_most(parking, django_assert_num_queries):
    assessments.begin_assessment(factory=parking, title="Permits", by=LEEDS_LEAD, at=NOON)
    with django_assert_num_queries(2):
        assert len(bodies.settled(f"factory.{parking}", "assessment.1").choices) == 4
    with django_assert_num_queries(1):
        bodies.settled(f"factory.{parking}", "option.1")
    with django_assert_num_queries(0):
        bodies.settled(f"factory.{parking}", "costs")


def test_an_option_of_another_factory_is_not_what_a_motion_answers(parking):
    assessments.begin_assessment(factory=parking, title="Permits", by=LEEDS_LEAD, at=NOON)
    told = {"name": "Housing", "purpose": "P", "lead": "leeds", "by": LEEDS_LEAD, "at": NOON}
    other = commands.found_factory(**told)
    assert bodies.settled(f"factory.{other}", f"option.{Option.objects.first().pk}") is None


def test_a_factorys_motions_are_two_queries(parking, django_assert_num_queries):
    for number in range(5):
        put(parking, title=f"Motion {number}")
    with django_assert_num_queries(2):
        assert len(motions.open_motions(parking)) == 5


def test_a_lead_puts_a_motion_and_commissions_in_the_browser(parking, signed_in):
    leeds = signed_in("lead", "leeds")
    told = {"title": "Go", "rule": "majority", "quorum": "50%"}
    day = {"closes-day": "1", "closes-month": "2", "closes-year": "2020"}
    answer = leeds.post(f"/factories/{parking}/propose?about=costs", told | day)
    assert "Voting must close in the future" in answer.content.decode()
    day["closes-year"] = "2027"
    answer = leeds.post(f"/factories/{parking}/propose?about=costs", told | day)
    assert answer["Location"].startswith("/decisions/")
    assert "Go" in leeds.get(f"/factories/{parking}/").content.decode()
    ref = carried(parking)
    made = {"kind": "brief", "title": "A <i>brief</i>", "motion": ref}
    assert leeds.post(f"/factories/{parking}/commission", made).status_code == 302
    page = leeds.get(f"/factories/{parking}/decisions").content.decode()
    assert "A &lt;i&gt;brief&lt;/i&gt;" in page


def test_motions_subjects_and_the_timeline_are_named_in_welsh(parking):
    commission(parking, carried(parking), title="Permit")
    with translation.override("cy"):
        found = factories.factory(parking)
        titles = [each.title for each in phases.timeline(found)]
        subjects = [each.label for each in debate.subjects(found, by=LEEDS_LEAD)]
    assert (titles, subjects[:3]) == (
        ["Sefydlwyd", "Comisiynwyd: Permit"],
        ["Yn gyffredinol", "Y cytundeb", "Costau a chyfrannau"],
    )
