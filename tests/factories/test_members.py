import re

import pytest

from commonworks.factories import commands, queries
from commonworks.factories.commands import membership
from commonworks.factories.models import Asking, Commission
from commonworks.factories.queries import joining, members
from commonworks.kernel.errors import Invalid, Missing, NotAllowed
from commonworks.kernel.models import Event
from tests.actors import LEEDS_LEAD, NOON, member_of

pytestmark = pytest.mark.django_db
WOKING = member_of("woking", "deputy")


def parts(factory):
    return {each.organisation: each.part for each in queries.factory(factory).now}


def ask(factory, organisation, part="partner"):
    return membership.ask(
        factory=factory, organisation=organisation, part=part, by=LEEDS_LEAD, at=NOON
    )


def answer(factory, asking, by, accepts=True):
    row, page = Asking.objects.get(pk=asking), queries.factory(factory)
    shown = joining.shown(page, organisation=row.organisation_id, part=row.part)
    told = {"factory": factory, "asking": asking, "shown": shown}
    membership.answer(**told, accepts=accepts, by=by, at=NOON)


def shown_at(client, door):
    """What a page says that it shows, as its form would send it."""
    return re.search(r'name="shown" value="(\w{64})"', client.get(door).text)[1]


def test_joining_twice_is_joining_once(parking):
    for _ in range(2):
        commands.join(factory=parking, organisation="woking", by=WOKING, at=NOON, part="observer")
    assert parts(parking)["woking"] == "observer"
    assert Event.objects.filter(name="factories.member.joined").count() == 3


def test_only_partners_and_the_lead_vote(parking):
    commands.join(factory=parking, organisation="woking", by=WOKING, at=NOON, part="supporter")
    assert queries.factory(parking).voting == ["leeds", "camden", "cornwall"]


@pytest.mark.parametrize("part", ["lead", "supplier", "guest"])
def test_nobody_joins_by_itself_as_lead_or_supplier(parking, part):
    with pytest.raises(Invalid):
        commands.join(factory=parking, organisation="woking", by=WOKING, at=NOON, part=part)


def test_an_organisation_is_a_member_once_somebody_of_it_has_accepted(parking):
    asking = ask(parking, "woking")
    assert "woking" not in parts(parking)
    with pytest.raises(NotAllowed):
        answer(parking, asking, LEEDS_LEAD)
    answer(parking, asking, WOKING)
    assert parts(parking)["woking"] == "partner"


def test_what_is_declined_stays_declined(parking):
    asking = ask(parking, "woking")
    answer(parking, asking, WOKING, accepts=False)
    with pytest.raises(membership.AnsweredAlready):
        answer(parking, asking, WOKING)
    assert "woking" not in parts(parking)


def test_an_organisation_is_asked_once_at_a_time(parking):
    asking = ask(parking, "woking")
    with pytest.raises(membership.AskedAlready):
        ask(parking, "woking")
    membership.withdraw_asking(factory=parking, asking=asking, by=LEEDS_LEAD, at=NOON)
    assert ask(parking, "woking", "observer") != asking


def test_one_who_joined_meanwhile_and_then_accepts_is_a_member_once(parking):
    asking = ask(parking, "woking")
    commands.join(factory=parking, organisation="woking", by=WOKING, at=NOON, part="observer")
    answer(parking, asking, WOKING)
    assert parts(parking)["woking"] == "observer"


def test_the_lead_is_handed_over_when_the_partner_accepts(parking):
    asking = ask(parking, "camden", "lead")
    assert parts(parking)["leeds"] == "lead"
    answer(parking, asking, member_of("camden", "lead"))
    assert parts(parking) == {"cornwall": "partner", "leeds": "partner", "camden": "lead"}


def test_only_a_partner_is_asked_to_lead(parking):
    with pytest.raises(Invalid):
        ask(parking, "woking", "lead")


def test_a_partner_who_leaves_is_not_asked_to_lead_any_more(parking):
    asking, camden = ask(parking, "camden", "lead"), member_of("camden", "lead")
    commands.leave(factory=parking, organisation="camden", by=camden, at=NOON)
    with pytest.raises(membership.AnsweredAlready):
        answer(parking, asking, camden)


def test_the_lead_stays_until_another_takes_over(parking):
    with pytest.raises(commands.LeadStays):
        commands.leave(factory=parking, organisation="leeds", by=LEEDS_LEAD, at=NOON)


def test_who_leaves_stays_on_record_and_brings_nothing_more(parking):
    camden = member_of("camden", "lead")
    membership.bring(
        factory=parking, organisation="camden", kind="money", amount=100, by=camden, at=NOON
    )
    commands.leave(factory=parking, organisation="camden", by=camden, at=NOON)
    page = queries.factory(parking)
    assert [m.left_on for m in page.members if m.organisation == "camden"] == [NOON.date()]
    (brought,) = members.contributions(parking, by=camden)
    assert (brought.amount, brought.ended_at) == ("£1", NOON)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"kind": "people-days"}, "amount"),
        ({"kind": "money", "amount": -1}, "amount"),
        ({"kind": "money", "amount": 10**18}, "amount"),
        ({"kind": "pilot-site"}, "note"),
        ({"kind": "goodwill"}, "kind"),
    ],
)
def test_a_bad_contribution_is_refused_beside_its_field(parking, told, field):
    with pytest.raises(Invalid) as refused:
        membership.bring(factory=parking, organisation="leeds", by=LEEDS_LEAD, at=NOON, **told)
    assert field in refused.value.fields


def test_who_is_no_member_brings_nothing(parking):
    with pytest.raises(NotAllowed):
        membership.bring(
            factory=parking, organisation="woking", kind="money", amount=1, by=WOKING, at=NOON
        )


def test_what_members_see_of_each_other_is_a_fixed_number_of_queries(
    parking, django_assert_num_queries
):
    for part, organisation in (("observer", "woking"), ("supporter", "gds")):
        ask(parking, organisation, part)
    with django_assert_num_queries(3):
        page = queries.factory(parking)
    with django_assert_num_queries(2):
        assert len(members.askings(parking, by=WOKING)) == 2
    with django_assert_num_queries(0):
        assert members.standing(page, by=WOKING).runs is False
    with django_assert_num_queries(1):
        [able] = members.could_join(page, by=WOKING)
    assert able == members.Able("woking", "Woking Council", ("partner", "observer", "supporter"))
    with django_assert_num_queries(0):
        assert members.could_join(page, by=LEEDS_LEAD) == []


def test_an_officer_founds_asks_and_answers_in_the_browser(councils, signed_in):
    leeds, woking = signed_in("lead", "leeds"), signed_in("lead", "woking")
    told = {"name": "Housing <b>repairs</b>", "purpose": "P", "kind": "project", "lead": "leeds"}
    assert (
        leeds.post("/factories/found", told)["Location"] == "/factories/housing-brepairsb/members"
    )
    here = "/factories/housing-brepairsb/"
    page = leeds.get(here).content.decode()
    assert ("Housing &lt;b&gt;repairs&lt;/b&gt;" in page, "<b>repairs" in page) == (True, False)
    door = leeds.post(f"{here}invite", {"organisation": "woking"})["Location"]
    leeds.post(door, {"part": "partner"})
    page = woking.get(f"{here}members").content.decode()
    address = page.split('action="')[2].split('"')[0] if "answer" in page else ""
    (asking,) = members.askings("housing-brepairsb", by=WOKING)
    assert f"{here}askings/{asking.id}/answer" in page, address
    door = f"{here}askings/{asking.id}/answer"
    told = {"answer": "accept", "shown": shown_at(woking, door)}
    woking.post(door, told)
    assert parts("housing-brepairsb") == {"leeds": "lead", "woking": "partner"}


def test_the_page_to_which_an_invitation_leads_takes_a_yes_and_a_no(parking, signed_in):
    asking, woking = ask(parking, "woking"), signed_in("lead", "woking")
    door = f"/factories/{parking}/askings/{asking}/answer"
    page = woking.get(door).text
    assert re.findall(r'name="answer" value="(\w+)"', page) == ["accept", "decline"]
    told = {"answer": "decline", "shown": shown_at(woking, door)}
    assert woking.post(door, told).status_code == 302
    assert (Asking.objects.get(pk=asking).state, "woking" in parts(parking)) == ("declined", False)


def test_a_supplier_is_asked_in_after_something_was_commissioned(parking):
    with pytest.raises(Invalid, match="after an award"):
        ask(parking, "acme", "supplier")
    with pytest.raises(Invalid, match="as its supplier alone"):
        ask(parking, "acme", "partner")
    Commission.objects.create(
        factory_id=parking, kind="brief", title="T", motion="m", commissioned_at=NOON
    )
    with pytest.raises(Invalid, match="can be a partner, an observer or a supporter"):
        ask(parking, "woking", "supplier")
    answer(parking, ask(parking, "acme", "supplier"), member_of("acme", "administrator"))
    assert parts(parking)["acme"] == "supplier"


def test_nobody_asks_in_what_is_no_organisation(parking):
    with pytest.raises(Missing):
        ask(parking, "nowhere")


def test_an_organisation_that_is_not_on_the_list_is_kept_as_typed_and_to_be_chosen(
    parking, signed_in
):
    told = {"organisation": "", "organisation-typed": "Atlantis"}
    page = signed_in("lead", "leeds").post(f"/factories/{parking}/invite", told).content.decode()
    assert page.count("Choose an organisation from the list") == 2
    assert "Enter an answer" not in page and "Choose an answer" not in page


def test_people_days_may_have_their_thousands_parted(parking, signed_in):
    told = {"organisation": "leeds", "kind": "people-days", "days": "1,200"}
    leeds = signed_in("lead", "leeds")
    assert leeds.post(f"/factories/{parking}/bring", told).status_code == 302
    assert "1,200 days" in leeds.get(f"/factories/{parking}/members").text


@pytest.mark.parametrize("section", ["/factories/", "/factories/parking/members"])
def test_a_table_is_stacked_where_the_screen_is_narrow(parking, client, section):
    assert 'class="govuk-table cw-stacked"' in client.get(section).content.decode()
