"""A council that stands behind a need says otherwise what it said of it, and shows it to others."""

import re

import pytest

from commonworks.kernel.errors import Missing, NotAllowed
from commonworks.kernel.models import Event
from commonworks.needs.commands import needs, stages, supports
from commonworks.needs.commands.supports import BehindItAlready
from commonworks.needs.models import Draft, Earlier, Need, Support
from commonworks.needs.policies.personal import SeemsPersonal
from commonworks.needs.queries import pages
from commonworks.needs.queries.history import history
from commonworks.needs.queries.standing import given
from commonworks.needs.web import describing
from commonworks.network.ports import ANYONE, Actor
from tests.actors import LEEDS_LEAD, NOON, member_of
from tests.needs.test_audience import found, of_camden, show
from tests.needs.test_pages import said
from tests.needs.test_supporting import LATER, merge, support

CAMDEN = member_of("camden", "lead")
FIRST = {"volume": 9_000, "cost_pence": 400_000, "pain": "severe", "note": "Half are forged."}
TYPED = {"authority": "camden", "volume": "9100", "cost_pence": "4,000", "pain": "severe"}
DOOR = "Change what you said"
SHOWS = "Who can see this?"
BEFORE = "What councils behind it said before"


@pytest.fixture
def backed(permits):
    """Leeds' need, and Camden stands behind it."""
    support(permits, **FIRST)
    return permits


@pytest.fixture
def kept(declare):
    """The same, which Leeds made public after Camden had told the network why."""
    ref = declare(visibility="network")
    support(ref, **FIRST)
    show(ref)
    return ref


@pytest.fixture
def camden(sign_in, councils):
    return sign_in("camden", "lead")


def amend(need, by=CAMDEN, authority="camden", **other):
    supports.amend(need=need, authority=authority, by=by, at=LATER, **FIRST | other)


def before(need, by=ANYONE):
    return [(each.name, each.visibility, each.note) for each in history(need, by=by).earlier]


def test_what_was_said_before_stays_on_record(backed, client):
    amend(backed, note="A third are forged.", volume=9_100)
    amend(backed, note="A tenth is forged.")
    now = of_camden(backed, ANYONE)
    assert (now.note, now.volume, now.since) == ("A tenth is forged.", 9_000, LATER)
    assert [each[2] for each in before(backed)] == ["A third are forged.", "Half are forged."]
    page = said(client.get(f"/needs/{backed}/history"))
    assert (BEFORE in page, "Half are forged." in page) == (True, True)
    assert (found("tenth", ANYONE), found("half", ANYONE)) == ([f"need.{backed}"], [])


def test_it_is_one_event_and_the_same_again_is_none(backed, client):
    for _ in range(2):
        amend(backed, volume=9_100)
    told = Event.objects.filter(name="needs.need.amended")
    assert (told.count(), Earlier.objects.count()) == (1, 1)
    assert "Camden changed what it said" in said(client.get(f"/needs/{backed}/"))
    assert Need.objects.get().councils == 2


def test_said_otherwise_it_stays_with_whom_it_was_given_to(kept):
    amend(kept, note="A tenth is forged.")
    read = [of_camden(kept, by).note for by in (ANYONE, LEEDS_LEAD)]
    assert read == ["", "A tenth is forged."]


def test_shown_to_others_what_was_said_before_stays_with_the_network(kept, client, sign_in):
    amend(kept, note="A tenth is forged.", visibility="public")
    assert of_camden(kept, ANYONE).note == "A tenth is forged."
    assert found("tenth", ANYONE) == [f"need.{kept}"]
    assert before(kept) == [("Camden", "network", "")]
    assert before(kept, LEEDS_LEAD) == [("Camden", "network", "Half are forged.")]
    pages_ = (each.get(f"/needs/{kept}/history") for each in (client, sign_in("surrey", "member")))
    assert ["Half are forged." in said(page) for page in pages_] == [False, True]


def test_nothing_is_shown_to_more_people_than_the_need(declare):
    ref = declare(visibility="network")
    support(ref, **FIRST)
    amend(ref, visibility="public", volume=1)
    assert Support.objects.get().visibility == "network"


def test_who_may_support_may_say_it_otherwise(backed):
    for by in (member_of("camden", "member"), LEEDS_LEAD):
        with pytest.raises(NotAllowed):
            amend(backed, by=by)
    with pytest.raises(Missing):
        amend(backed, by=LEEDS_LEAD, authority="leeds")
    with pytest.raises(SeemsPersonal):
        amend(backed, note="Sarah Jenkins waits.")


def test_what_was_said_of_a_duplicate_is_said_otherwise_where_it_counts(backed, declare, camden):
    other = declare("surrey", title="Scratch cards")
    merge(backed, other)
    sent = camden.post(f"/needs/{backed}/amend", TYPED | {"note": "A tenth is forged."})
    assert (sent.status_code, sent.url) == (302, f"/needs/{other}/")
    assert of_camden(other, ANYONE).note == "A tenth is forged."
    assert len(history(other, by=ANYONE).earlier) == 1


@pytest.mark.parametrize("end", [needs.withdraw, stages.mark_met])
def test_it_can_be_put_right_after_the_need_has_ended(backed, camden, end):
    end(need=backed, by=LEEDS_LEAD, at=LATER)
    assert DOOR in said(camden.get(f"/needs/{backed}/"))
    amend(backed, note="A tenth is forged.")
    assert of_camden(backed, ANYONE).note == "A tenth is forged."


def test_the_door_is_for_a_council_that_stands_behind_it_and_its_form_is_filled_in(
    backed, camden, sign_in
):
    for council in ("leeds", "surrey"):
        assert DOOR not in said(sign_in(council, "lead").get(f"/needs/{backed}/"))
    page = camden.get(f"/needs/{backed}/").content.decode()
    assert f'href="/needs/{backed}/amend">{DOOR}' in page
    form = camden.get(f"/needs/{backed}/amend").content.decode()
    filled = ('value="9000"', 'value="4,000"', "Half are forged.", 'value="severe" checked')
    assert [text for text in filled if text not in form] == []
    assert SHOWS not in form


def test_where_it_was_for_the_network_alone_the_council_is_asked_whether_to_show_it(kept, camden):
    form = camden.get(f"/needs/{kept}/amend").content.decode()
    assert (SHOWS in form, 'value="network" checked' in form) == (True, True)
    camden.post(f"/needs/{kept}/amend", TYPED | {"note": "Now", "visibility": "public"})
    shown = of_camden(kept, ANYONE)
    assert (shown.note, shown.volume) == ("Now", 9_100)
    assert SHOWS not in camden.get(f"/needs/{kept}/amend").content.decode()


def test_a_name_is_asked_about_first_and_then_saved_knowingly(kept, camden):
    typed = TYPED | {"note": "Sarah Jenkins waits.", "visibility": "public"}
    warned = camden.post(f"/needs/{kept}/amend", typed).url
    assert "A name Sarah Jenkins" in said(camden.get(warned))
    assert b"Jenkins" not in bytes(Draft.objects.get().said)
    back = camden.get(warned.removesuffix("personal"), follow=True).content.decode()
    assert ("Sarah Jenkins waits." in back, 'value="public" checked' in back) == (True, True)
    sent = [camden.post(warned).url for _ in range(2)]
    assert sent == [f"/needs/{kept}/"] * 2
    assert (of_camden(kept, ANYONE).note, Earlier.objects.count()) == ("Sarah Jenkins waits.", 1)


def test_support_said_twice_leads_to_where_it_is_said_otherwise(backed, camden):
    with pytest.raises(BehindItAlready, match=f"Choose “{DOOR}” on its page"):
        support(backed)
    typed = TYPED | {"note": "A tenth is forged."}
    refused = camden.post(f"/needs/{backed}/support", typed)
    page = refused.content.decode()
    assert (refused.status_code, "A tenth is forged." in page) == (409, True)
    [to] = re.findall(r'<form method="post" action="(/needs/[^"]+/amend)"', page)
    camden.post(to, typed)
    assert of_camden(backed, ANYONE).note == "A tenth is forged."


def test_led_there_nobody_shows_what_was_for_the_network_without_being_asked(kept, camden):
    refused = camden.post(f"/needs/{kept}/support", TYPED | {"visibility": "public"})
    assert 'name="visibility"' not in refused.content.decode()
    asked = camden.post(f"/needs/{kept}/amend", TYPED)
    assert (asked.status_code, "Choose who can see this" in said(asked)) == (422, True)


def test_whoever_declared_it_is_not_led_there(backed, sign_in):
    with pytest.raises(BehindItAlready, match="it declared it"):
        support(backed, "leeds")
    refused = sign_in("leeds", "lead").post(f"/needs/{backed}/support", {"authority": "leeds"})
    assert (refused.status_code, DOOR in said(refused)) == (409, False)


def test_the_api_says_it_otherwise_and_its_refusal_names_the_door(backed, camden):
    told = {"authority": "camden", "volume": 5, "visibility": "public"}
    post = {"data": told, "content_type": "application/json"}
    refused = camden.post(f"/api/v1/needs/{backed}/support", **post)
    assert (refused.status_code, DOOR in refused.content.decode()) == (409, True)
    assert camden.post(f"/api/v1/needs/{backed}/amend", **post).status_code == 204
    now = of_camden(backed, ANYONE)
    assert (now.volume, now.note) == (5, "")


def test_somebody_who_speaks_for_two_councils_says_it_for_each(backed):
    support(backed, "surrey", note="Ours too.")
    both = Actor("b", frozenset({("camden", "lead"), ("surrey", "lead")}), "B")
    asked = [given(backed, by=both, authority=each).authority for each in ("", "surrey")]
    assert asked == ["camden", "surrey"]
    page = pages.need_page(backed, by=both, today=NOON.date())
    doors = [each for each in describing.doors(page, both) if DOOR in each.text]
    assert [(each.text, each.href.partition("?")[2]) for each in doors] == [
        (f"{DOOR} (Camden)", "authority=camden"),
        (f"{DOOR} (Surrey)", "authority=surrey"),
    ]
