"""Which part an organisation can have follows from what it is: local government alone votes."""

import pytest

from commonworks.factories import commands, queries
from commonworks.factories.commands import body, debate, leaving, membership
from commonworks.factories.models import Commission, Member
from commonworks.factories.policies import parts
from commonworks.factories.policies.body import THE_BODY
from commonworks.factories.queries.debate import how_many_threads
from commonworks.kernel.errors import Invalid, Missing, NotAllowed
from commonworks.kernel.models import Event
from commonworks.network.models import Organisation
from commonworks.network.ports import SYSTEM
from commonworks.network.queries.standing import Kind
from commonworks.post.models import Message
from tests.actors import LEEDS_LEAD, NOON, member_of

pytestmark = pytest.mark.django_db
ALL = ("lead", "partner", "observer", "supporter")
WATCHING = ("observer", "supporter")
COUNCILS = (
    *("county", "non-metropolitan-district", "unitary-authority", "metropolitan-district"),
    *("london-borough", "city-corporation", "scottish-council", "welsh-council"),
    *("northern-ireland-district", "combined-authority", "combined-county-authority"),
    "greater-london-authority",
)
CAN_BE = dict.fromkeys(COUNCILS, ALL) | {
    "government-department": WATCHING,
    "local-government-body": WATCHING,
    "practitioner-network": WATCHING,
    "nhs-body": WATCHING,
    "police-force": WATCHING,
    "fire-and-rescue-authority": WATCHING,
    "convening-body": WATCHING,
    "supplier": ("supplier",),
}
GDS = member_of("gds", "administrator")
NO_VOTE = "Only councils and combined authorities lead and vote"
VOTE = (
    lambda ref: commands.join(factory=ref, organisation="gds", by=GDS, at=NOON),
    lambda ref: membership.ask(
        factory=ref, organisation="gds", part="partner", by=LEEDS_LEAD, at=NOON
    ),
    lambda ref: commands.found_factory(name="F", purpose="P", lead="gds", by=GDS, at=NOON),
)


def test_every_type_of_organisation_has_its_parts():
    assert {kind: parts.can_be(Kind("", kind)) for kind in Organisation.Type.values} == CAN_BE


@pytest.mark.parametrize("part", Member.Part.values)
@pytest.mark.parametrize("kind", Organisation.Type.values)
def test_an_organisation_joins_by_itself_in_the_parts_of_its_type_alone(parking, kind, part):
    Organisation.objects.create(ref="new", name="New", type=kind, nation="england")
    told = {"organisation": "new", "by": member_of("new", "lead"), "at": NOON, "part": part}
    if part in CAN_BE[kind] and part in ("partner", "observer", "supporter"):
        commands.join(factory=parking, **told)
    else:
        with pytest.raises(Invalid):
            commands.join(factory=parking, **told)
    assert ("new" in queries.factory(parking).voting) is (kind in COUNCILS and part == "partner")


@pytest.mark.parametrize("way", VOTE, ids=["joins", "is asked in", "founds"])
def test_central_government_gets_no_vote_and_is_told_what_it_can_be(parking, way):
    with pytest.raises(Invalid, match=NO_VOTE) as refused:
        way(parking)
    assert set(refused.value.fields) <= {"part", "lead"}


def test_the_body_is_the_same(parking):
    body.found_body(lead="leeds", by=SYSTEM, at=NOON)
    with pytest.raises(Invalid, match="can be an observer or a supporter"):
        commands.join(factory=THE_BODY, organisation="gds", by=GDS, at=NOON)
    commands.join(factory=THE_BODY, organisation="gds", by=GDS, at=NOON, part="observer")
    assert queries.factory(THE_BODY).voting == ["leeds"]


def offered(page):
    return [part for part in Member.Part.values if f'value="{part}"' in page]


def test_the_form_to_join_offers_the_parts_that_one_can_have(parking, signed_in):
    gds, woking = signed_in("administrator", "gds"), signed_in("administrator", "woking")
    door = f"/factories/{parking}/join"
    assert offered(woking.get(door).text) == ["partner", "observer", "supporter"]
    page = gds.get(door).text
    assert (offered(page), "You have no vote" in page) == (["observer", "supporter"], True)


@pytest.mark.parametrize(
    ("organisation", "choices"),
    [
        ("gds", ["observer", "supporter"]),
        ("woking", ["partner", "observer", "supporter"]),
        ("camden", ["lead"]),
        ("acme", ["supplier"]),
    ],
)
def test_the_form_to_ask_in_offers_the_parts_that_an_organisation_can_have(
    parking, signed_in, organisation, choices
):
    told = {"kind": "brief", "title": "T", "motion": "m", "commissioned_at": NOON}
    Commission.objects.create(factory_id=parking, **told)
    leeds = signed_in("lead", "leeds")
    door = leeds.post(f"/factories/{parking}/invite", {"organisation": organisation})["Location"]
    assert offered(leeds.get(door).text) == choices


def test_before_an_award_no_supplier_is_offered(parking, signed_in):
    leeds, door = signed_in("lead", "leeds"), f"/factories/{parking}/invite"
    assert ('value="gds"' in leeds.get(door).text, 'value="acme"' in leeds.get(door).text) == (
        True,
        False,
    )
    assert leeds.get(f"{door}?organisation=acme").status_code == 422


@pytest.mark.parametrize(("organisation", "shown"), [("woking", True), ("acme", False)])
def test_only_who_joins_by_itself_is_shown_the_door(parking, signed_in, organisation, shown):
    browser = signed_in("administrator", organisation)
    for page in ("", "members"):
        assert ("Join this factory" in browser.get(f"/factories/{parking}/{page}").text) is shown
    assert browser.get(f"/factories/{parking}/join").status_code == (200 if shown else 403)


def test_who_cannot_lead_is_offered_no_founding_and_told_why(councils, signed_in):
    gds = signed_in("administrator", "gds")
    assert 'href="/factories/found"' not in gds.get("/factories/").text
    answer = gds.get("/factories/found")
    assert (answer.status_code, NO_VOTE in answer.text) == (403, True)


def joins(factory, organisation, part):
    by = member_of(organisation, "administrator")
    commands.join(factory=factory, organisation=organisation, part=part, by=by, at=NOON)


def supplies(factory, organisation="acme"):
    """Added by the lead, after an award."""
    told = {"kind": "brief", "title": "T", "motion": "m", "commissioned_at": NOON}
    Commission.objects.create(factory_id=factory, **told)
    row = {"part": "supplier", "joined_on": NOON}
    Member.objects.create(factory_id=factory, organisation_id=organisation, **row)


def ends(factory, organisation, by=LEEDS_LEAD, reason="Nobody came."):
    told = {"factory": factory, "organisation": organisation, "by": by, "at": NOON}
    leaving.end_part(**told, reason=reason)


def say(factory, council="camden", **more):
    told = {"factory": factory, "organisation": council, "text": "I think so.", "at": NOON}
    return debate.comment(**told | more, by=member_of(council, "administrator"))


@pytest.mark.parametrize(
    ("organisation", "part", "reads"),
    [
        ("leeds", "", True),
        ("camden", "", True),
        ("woking", "observer", True),
        ("woking", "supporter", True),
        ("gds", "observer", False),
        ("gds", "supporter", True),
        ("acme", "supplier", False),
    ],
)
def test_members_read_what_is_among_them_but_for_suppliers_and_departments_that_watch(
    parking, organisation, part, reads
):
    if part == "supplier":
        supplies(parking)
    elif part:
        joins(parking, organisation, part)
    ref = say(parking, audience="members")
    by = member_of(organisation, "administrator")
    assert how_many_threads(queries.factory(parking), by=by) == reads
    if not reads:
        with pytest.raises(Invalid, match="does not read what is for members alone"):
            say(parking, organisation, audience="members")
        with pytest.raises(Missing):
            say(parking, organisation, answers=ref)


def test_a_supplier_is_offered_to_write_for_everybody_alone(parking, signed_in):
    supplies(parking)
    acme, camden = signed_in("supplier", "acme"), signed_in("member", "camden")
    pages = [each.get(f"/factories/{parking}/debate/write").text for each in (acme, camden)]
    assert ['value="members"' in page for page in pages] == [False, True]


@pytest.mark.parametrize(
    ("organisation", "part"),
    [("woking", "observer"), ("woking", "supporter"), ("gds", "observer"), ("acme", "supplier")],
)
def test_the_lead_ends_the_part_of_who_has_no_vote_and_it_stays_on_record(
    parking, admit, organisation, part
):
    admit("administrator", organisation)
    supplies(parking) if part == "supplier" else joins(parking, organisation, part)
    ends(parking, organisation)
    [row] = [m for m in queries.factory(parking).members if m.organisation == organisation]
    assert (row.left_on, row.ended_because) == (NOON.date(), "Nobody came.")
    told = Event.objects.get(name="factories.member.ended").item
    assert '"reason":"Nobody came."' in told
    assert Message.objects.count() == 1


@pytest.mark.parametrize("council", ["camden", "leeds"])
def test_nobody_ends_the_part_of_a_council_that_votes(parking, council):
    with pytest.raises(leaving.LeavesByItself):
        ends(parking, council)
    assert council in queries.factory(parking).voting


def test_only_those_who_speak_for_the_lead_end_a_part_and_they_say_why(parking):
    joins(parking, "woking", "observer")
    for by in (member_of("camden", "lead"), member_of("leeds", "service-owner")):
        with pytest.raises(NotAllowed):
            ends(parking, "woking", by=by)
    with pytest.raises(Invalid):
        ends(parking, "woking", reason=" ")
    with pytest.raises(Missing):
        ends(parking, "gds")


def test_who_was_sent_away_watches_again_once_it_is_asked_and_a_council_may_join_to_vote(
    parking, signed_in
):
    for organisation in ("woking", "gds"):
        joins(parking, organisation, "observer")
        ends(parking, organisation)
        for part in ("observer", "supporter"):
            with pytest.raises(NotAllowed, match="Ask the lead"):
                joins(parking, organisation, part)
    door = f"/factories/{parking}/join"
    assert signed_in("administrator", "gds").get(door).status_code == 403
    assert offered(signed_in("administrator", "woking").get(door).text) == ["partner"]
    joins(parking, "woking", "partner")
    ref = membership.ask(
        factory=parking, organisation="gds", part="observer", by=LEEDS_LEAD, at=NOON
    )
    assert ref


def test_the_lead_ends_a_part_in_the_browser_and_everybody_reads_why(parking, signed_in, client):
    joins(parking, "woking", "observer")
    leeds, camden = signed_in("lead", "leeds"), signed_in("lead", "camden")
    here, said = f"/factories/{parking}/members", "End the part of Woking Council"
    assert [said in each.get(here).text for each in (leeds, camden)] == [True, False]
    assert said in leeds.get(f"{here}/woking/end").text
    assert leeds.post(f"{here}/woking/end", {"reason": ""}).status_code == 422
    assert leeds.post(f"{here}/woking/end", {"reason": "Nobody <b>came</b>"})["Location"] == here
    page = client.get(here).text
    assert ("Nobody &lt;b&gt;came" in page, "Why the lead ended it" in page) == (True, True)
    assert leeds.post(f"{here}/camden/end", {"reason": "R"}).status_code == 409
