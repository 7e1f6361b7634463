"""What a council says keeps the audience that it was given to, whoever sees the need later."""

from dataclasses import replace
from importlib import import_module

import pytest
from django.db import connection

from commonworks.kernel.models import Event
from commonworks.needs.commands import needs, supports
from commonworks.needs.models import Support
from commonworks.needs.queries import pages
from commonworks.needs.queries.history import history
from commonworks.network.ports import ANYONE
from commonworks.signposts import queries as signposts
from commonworks.signposts.models import Card
from tests.actors import LEEDS_LEAD, NOON, member_of
from tests.needs.conftest import PERMITS
from tests.needs.test_pages import said
from tests.needs.test_supporting import LATER, merge, split, support

TOLD = {"volume": 9_137, "cost_pence": 412_300, "pain": "severe", "note": "Half are forged."}
TYPED = {"authority": "camden", "volume": "9137", "cost_pence": "4,123.00", "pain": "severe"}
SECRETS = ("9,137", "9137", "4,123", "412300", "Severe", "forged")
INSIDE = "Told to people of the network alone."
UNSEEN = "Before this edition it was written, or changed, while only people of the network saw it."
FEEDS = ("/needs/feed.atom", "/alerts/feed.atom", "/alerts/feed.atom?kind=need", "/api/v1/needs")
STAYS = "%s gave evidence for the network alone"


@pytest.fixture
def quiet(declare):
    """Leeds' need, for the network alone."""
    return declare(visibility="network", volume=None, cost_pence=None)


@pytest.fixture
def told(quiet):
    """The same, and Camden stands behind it."""
    support(quiet, **TOLD)
    return quiet


def show(need, visibility="public", **other):
    now, edition, _ = pages.said(need, by=LEEDS_LEAD)
    now = replace(now, visibility=visibility, **other)
    needs.change(need=need, said=now, edition=edition, by=LEEDS_LEAD, at=LATER)


def kept_from(text):
    return [secret for secret in SECRETS if secret in text] == []


def found(words, by):
    return [each.ref for each in signposts.search(words=words, by=by).cards]


def of_camden(need, by):
    return next(
        each
        for each in pages.need_page(need, by=by, today=NOON.date()).evidence
        if each.authority == "camden"
    )


def test_evidence_for_the_network_stays_there_when_its_need_is_made_public(told, client, sign_in):
    show(told)
    page, api = said(client.get(f"/needs/{told}/")), client.get(f"/api/v1/needs/{told}").json()
    assert ("Camden" in page, INSIDE in page, kept_from(page)) == (True, True, True)
    [leeds, camden] = api["evidence"]
    empty = {"volume": None, "cost_pence": None, "pain": "", "note": ""}
    assert (camden["name"], camden["visibility"]) == ("Camden", "network")
    assert {name: camden[name] for name in empty} == empty
    assert leeds["visibility"] == "public"
    inside = said(sign_in("surrey", "member").get(f"/needs/{told}/"))
    read = ("9,137", "£4,123", "Severe", "forged", INSIDE)
    assert [text for text in read if text not in inside] == []


def test_totals_are_of_what_their_reader_may_read(told):
    show(told, volume=100, cost_pence=100)
    sums = [
        (page.volume, page.cost_pence)
        for page in (pages.need_page(told, by=by, today=NOON.date()) for by in (ANYONE, LEEDS_LEAD))
    ]
    assert sums == [(100, 100), (9_237, 412_400)]


def test_a_public_need_is_not_found_by_a_note_for_the_network(told):
    assert found("forged", LEEDS_LEAD) == [f"need.{told}"]
    show(told)
    assert (found("forged", ANYONE), found("forged", LEEDS_LEAD)) == ([], [])
    card = Card.objects.get()
    assert kept_from(f"{card.text} {card.more} {card.facts}")


def test_what_was_told_to_anyone_is_read_by_anyone_again(permits):
    support(permits, **TOLD)
    show(permits, "network")
    show(permits)
    assert of_camden(permits, ANYONE).note == TOLD["note"]
    assert found("forged", ANYONE) == [f"need.{permits}"]


def test_who_stepped_back_keeps_the_audience_too(told, client):
    by = member_of("camden", "lead")
    supports.withdraw_support(need=told, authority="camden", by=by, at=LATER)
    show(told)
    [past] = client.get(f"/api/v1/needs/{told}").json()["past"]
    assert (past["name"], kept_from(str(past))) == ("Camden", True)


def test_evidence_keeps_its_audience_through_a_merge_and_a_split(told, declare):
    show(told)
    other = declare("surrey", title="Scratch cards")
    merge(told, other)
    assert [of_camden(ref, ANYONE).note for ref in (told, other)] == ["", ""]
    assert (found("forged", ANYONE), of_camden(other, LEEDS_LEAD).note) == ([], TOLD["note"])
    split(told)
    assert (of_camden(told, ANYONE).note, found("forged", ANYONE)) == ("", [])


def test_evidence_is_never_for_more_people_than_its_need(quiet):
    support(quiet, **TOLD, visibility="public")
    assert Support.objects.get().visibility == "network"


@pytest.mark.parametrize(
    ("visibility", "who"), [("public", "Anyone"), ("network", "Only people of the network")]
)
def test_who_will_read_it_is_said_before_it_is_told(sign_in, declare, visibility, who):
    ref = declare(visibility=visibility)
    assert f"{who} can read what you say here" in said(
        sign_in("camden", "lead").get(f"/needs/{ref}/support")
    )


@pytest.mark.parametrize("note", ["Half are forged.", "Half are forged, says Sarah Jenkins."])
def test_what_was_typed_for_the_network_stays_there_if_the_need_is_shown_meanwhile(
    sign_in, quiet, note
):
    camden = sign_in("camden", "lead")
    typed = TYPED | {"note": note, "visibility": "network"}
    if "Jenkins" in note:
        warned = camden.post(f"/needs/{quiet}/support", typed).url
        show(quiet)
        camden.post(warned)
    else:
        show(quiet)
        camden.post(f"/needs/{quiet}/support", typed)
    assert (Support.objects.get().visibility, of_camden(quiet, ANYONE).note) == ("network", "")


def test_the_form_of_support_carries_the_audience_that_it_names(sign_in, quiet):
    form = sign_in("camden", "lead").get(f"/needs/{quiet}/support").content.decode()
    assert 'name="visibility" value="network"' in form


def test_whoever_makes_a_need_public_is_told_what_stays_with_the_network(sign_in, told):
    leeds = sign_in("leeds", "lead")
    assert STAYS % "1 council" in said(leeds.get(f"/needs/{told}/change"))
    support(told, "surrey", note="Ours too.")
    support(told, "woking")
    assert STAYS % "2 councils" in said(leeds.get(f"/needs/{told}/change"))


def test_where_nothing_was_told_to_the_network_alone_nothing_is_said_of_it(sign_in, permits):
    support(permits, **TOLD)
    page = said(sign_in("leeds", "lead").get(f"/needs/{permits}/change"))
    assert STAYS % "1 council" not in page


def test_an_audience_that_there_is_not_is_refused(sign_in, permits):
    answer = sign_in("camden", "lead").post(
        f"/api/v1/needs/{permits}/support",
        {"authority": "camden", "visibility": "moon"},
        content_type="application/json",
    )
    assert answer.status_code == 422


def editions(need, by):
    """(number, unseen, what changed of the problem) of each, the first first."""
    return [
        (each.number, each.unseen, *_of_problem(each))
        for each in history(need, by=by).editions[::-1]
    ]


def _of_problem(edition):
    return [(each.before, each.after) for each in edition.changes if each.name == "problem"]


def test_of_editions_outsiders_see_those_that_were_public_and_what_changed_between_them(quiet):
    for visibility, problem in (
        *(("network", "Second"), ("public", "Third"), ("public", "Fourth")),
        *(("network", "Fifth"), ("public", "Sixth")),
    ):
        show(quiet, visibility, problem=problem)
    assert editions(quiet, ANYONE) == [
        (3, True, (None, "Third")),
        (4, False, ("Third", "Fourth")),
        (6, True, ("Fourth", "Sixth")),
    ]
    inside = editions(quiet, member_of("surrey"))
    assert [number for number, *_ in inside] == [1, 2, 3, 4, 5, 6]
    assert [each for each in inside if each[1]] == []


def test_the_page_of_editions_says_in_one_line_what_it_leaves_out(quiet, client, sign_in):
    show(quiet, problem="Third", title="Shown")
    show(quiet, "network", problem="Fourth")
    show(quiet, problem="Third")
    outside = said(client.get(f"/needs/{quiet}/history"))
    hidden = (PERMITS.problem, PERMITS.title, "Fourth")
    assert [text for text in hidden if text in outside] == []
    assert outside.count(UNSEEN) == 2
    inside = said(sign_in("surrey", "member").get(f"/needs/{quiet}/history"))
    assert [text for text in hidden if text not in inside] == []
    assert UNSEEN not in inside


def test_of_needs_merged_and_split_outsiders_see_the_public_editions_alone(quiet, declare):
    other = declare("camden", title="Scratch cards", visibility="network")
    merge(other, quiet), split(other)
    show(quiet, title="Shown", problem="Third")
    assert [number for number, *_ in editions(quiet, ANYONE)] == [2]
    page = pages.need_page(quiet, by=ANYONE, today=NOON.date())
    assert [each.other for each in page.timeline] == [""] * 4


def test_no_public_event_feed_or_card_keeps_what_a_need_said_to_the_network(quiet, client):
    show(quiet, title="Shown", problem="Third", tried="", who="", constraints="")
    told = [*Event.objects.values_list("item", flat=True), *map(str, Card.objects.values())]
    told += [client.get(each).content.decode() for each in FEEDS]
    words = ("counter", "spreadsheet", "enforcement", "Residents of permit zones", PERMITS.title)
    assert [word for word in words if word in " ".join(told)] == []


def test_evidence_from_before_is_for_whoever_saw_its_need_at_the_migration(told, declare):
    open_ = declare(title="Skips")
    support(open_, **TOLD)
    Support.objects.update(visibility="network")
    migration = import_module("commonworks.needs.migrations.0008_who_may_read_evidence")
    with connection.cursor() as cursor:
        cursor.execute(migration.AS_ITS_NEED)
    rows = Support.objects.values_list("need", "visibility")
    assert dict(rows) == {told: "network", open_: "public"}
