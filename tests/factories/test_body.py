"""The convening body: what members adopt and elect, and what its convener does and cannot do."""

import hashlib
import json
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client

from commonworks.decisions import commands as decisions
from commonworks.decisions import queries as motions
from commonworks.decisions.commands import closing
from commonworks.factories import commands as factories
from commonworks.factories import queries
from commonworks.factories.commands import agreements, body, gates, introductions
from commonworks.factories.models import Factory, Hours, Paper, Side
from commonworks.factories.policies.body import THE_BODY, minutes_of
from commonworks.factories.queries import bodies, lists, phases
from commonworks.factories.queries import body as found
from commonworks.factories.queries import desk as desks
from commonworks.kernel import clock
from commonworks.kernel.errors import DomainError, Invalid, Missing, NotAllowed
from commonworks.kernel.models import DataKey, Event
from commonworks.needs.commands import needs, supports
from commonworks.needs.policies.said import Said
from commonworks.network.ports import BODY, SYSTEM
from commonworks.signposts import queries as signposts
from commonworks.signposts.commands import refuse_suggestion
from commonworks.signposts.models import Entry
from tests.actors import LEEDS_LEAD, NOON, member_of

pytestmark = pytest.mark.django_db
CLOSE = NOON + timedelta(days=14)
TODAY, ELECTED = NOON.date(), CLOSE.date()
YEAR_ON = ELECTED + timedelta(days=365)
CONVENER = member_of(BODY, "convener")
CONTACT = "Ada, ada@leeds.example"


@pytest.fixture
def network(councils):
    """The body: Leeds leads it, Camden and Cornwall are members, GDS observes."""
    body.found_body(lead="leeds", by=LEEDS_LEAD, at=NOON)
    for council in ("camden", "cornwall"):
        lead = member_of(council, "lead")
        factories.join(factory=THE_BODY, organisation=council, by=lead, at=NOON)
    gds = member_of("gds", "administrator")
    factories.join(factory=THE_BODY, organisation="gds", part="observer", by=gds, at=NOON)


def voted(motion, *choices):
    for council, choice in zip(("leeds", "camden", "cornwall"), choices, strict=False):
        decisions.cast(
            motion=motion,
            authority=council,
            choice=choice,
            by=member_of(council, "lead"),
            at=NOON,
        )
    closing.close(motion=motion, by=SYSTEM, at=CLOSE)


def offered(kind="constitution", **other):
    told = {"kind": kind, "text": "Open, not for profit, advisory.", "closes": CLOSE}
    if kind == "strategy":
        told |= {"year": TODAY.year, "aims": ["Twenty needs in factories", "Halve our hours"]}
    return body.offer_paper(**told | other, by=LEEDS_LEAD, at=NOON)


def elected(*names, **other):
    told = {"starts": ELECTED, "ends": YEAR_ON, "closes": CLOSE}
    return body.call_election(candidates=names, **told | other, by=LEEDS_LEAD, at=NOON)


def test_a_constitution_is_in_force_once_two_thirds_have_adopted_it(network):
    motion = offered()
    assert [paper.standing for paper in found.body(today=TODAY).papers] == ["open"]
    voted(motion, "for", "for", "against")
    page = found.body(today=TODAY)
    assert (page.constitution.number, page.constitution.standing) == (1, "in-force")


def test_a_constitution_that_half_want_is_not_adopted(network):
    voted(offered(), "for", "against")
    page = found.body(today=TODAY)
    assert (page.constitution, page.papers[0].standing) == (None, "refused")


def test_a_new_edition_replaces_the_last_and_both_stay_to_be_read(network):
    for text in ("First.", "Second."):
        voted(offered(text=text), "for", "for", "for")
    page = found.body(today=TODAY)
    assert [paper.standing for paper in page.papers] == ["in-force", "replaced"]
    assert [found.paper(number).text for number in (1, 2)] == ["First.", "Second."]


def told_by(motion):
    """The text of a motion, as its result holds it once voting has closed."""
    return json.loads(motions.result(motion).item)["text"]


@pytest.mark.parametrize("kind", ["constitution", "strategy"])
def test_the_vote_on_a_paper_names_the_hash_of_all_that_is_adopted(network, kind, client):
    motion = offered(kind, text="Open, not for profit – advisory.")
    voted(motion, "for", "for", "for")
    page = client.get("/body/papers/1").text
    file = client.get("/body/papers/1/text.txt")
    found = hashlib.sha256(file.content).hexdigest()
    assert (found in told_by(motion), found in page) == (True, True)
    assert (found, "/body/papers/1/text.txt" in page) == (file["X-Content-SHA256"], True)
    assert file["Content-Disposition"] == 'attachment; filename="paper-1.txt"'
    said = file.content.decode()
    assert said.startswith("Open, not for profit – advisory.")
    assert ("2. Halve our hours" in said) == (kind == "strategy")


def test_the_file_of_a_paper_without_aims_is_its_text(network, client):
    offered(text="Open.\n\nAdvisory.")
    assert client.get("/body/papers/1/text.txt").content == b"Open.\n\nAdvisory."
    assert client.get("/body/papers/2/text.txt").status_code == 404


def test_a_vote_of_the_body_leads_to_the_paper_or_to_the_body(network, client):
    for motion, link in ((offered(), "/body/papers/1"), (elected("Ada Lovelace"), "/body/")):
        page = client.get(f"/decisions/{motion}/").text
        assert re.findall(r'It answers: <a class="govuk-link" href="([^"]+)"', page) == [link]


def test_papers_and_elections_are_put_by_their_own_forms_alone(network, signed_in):
    offered()
    leeds = signed_in("lead", "leeds")
    for about in ("paper.1", "convener"):
        page = leeds.get(f"/decisions/propose?body=factory.network&about={about}").text
        assert "It answers" not in page


def test_what_a_vote_of_the_body_answers_costs_one_query(network, django_assert_num_queries):
    offered()
    with django_assert_num_queries(1):
        assert bodies.settled("factory.network", "paper.1").link == "/body/papers/1"
    with django_assert_num_queries(0):
        bodies.settled("factory.network", "convener")
    assert bodies.settled("factory.network", "paper.2") is None
    assert bodies.settled("factory.parking", "paper.1") is None
    assert bodies.settled("factory.parking", "convener") is None


def test_progress_is_shown_against_each_aim_of_this_years_strategy(network):
    voted(offered("strategy"), "for", "for")
    page = found.body(today=TODAY)
    first = page.aims[0]
    for percent in (10, 40):
        body.report_progress(aim=first.id, percent=percent, note="So far", by=CONVENER, at=NOON)
    aims = found.body(today=TODAY).aims
    assert [(aim.text, aim.percent) for aim in aims] == [
        ("Twenty needs in factories", 40),
        ("Halve our hours", 0),
    ]
    assert found.body(today=date(TODAY.year + 1, 1, 1)).strategy is None


def test_the_members_elect_the_convener_and_everybody_sees_until_when(network):
    voted(elected("Ada Lovelace", "Grace Hopper"), "option-2", "option-2", "option-1")
    term = found.body(today=ELECTED).term
    assert (term.name, term.days_left, term.is_over) == ("Grace Hopper", 365, False)
    after = found.body(today=ELECTED + timedelta(days=366)).term
    assert (after.name, after.is_over) == ("Grace Hopper", True)


@pytest.mark.parametrize(
    ("who", "door"),
    [
        (("lead", "leeds"), []),
        (("administrator", BODY), [f"/organisations/{BODY}/people/invite"]),
        (("steward", BODY), [f"/organisations/{BODY}/administrator"]),
    ],
)
def test_whoever_is_elected_without_an_account_waits_for_an_invitation_that_is_asked_for(
    network, signed_in, monkeypatch, who, door
):
    monkeypatch.setattr(clock, "now", lambda: CLOSE)
    voted(elected("Ada Lovelace"), "for", "for")
    client = signed_in(*who)
    page = client.get("/body/").text
    said = "Ada Lovelace cannot convene on this site yet"
    assert (said in page, "Ask an administrator of the convening body" in page) == (True, True)
    assert re.findall(rf'href="(/organisations/{BODY}/[^"]+)"', page) == door
    assert all(client.get(each).status_code == 200 for each in door)
    signed_in("convener", BODY)
    assert said not in client.get("/body/").text


def test_one_candidate_is_voted_for_or_against(network):
    voted(elected("Ada Lovelace"), "for", "for", "against")
    assert found.body(today=ELECTED).term.name == "Ada Lovelace"


def test_candidates_that_tie_elect_nobody(network):
    voted(elected("Ada Lovelace", "Grace Hopper"), "option-1", "option-2")
    assert found.body(today=ELECTED).term is None


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"starts": ELECTED - timedelta(days=1)}, "starts"),
        ({"ends": ELECTED}, "ends"),
        ({"ends": ELECTED + timedelta(days=4 * 366)}, "ends"),
    ],
)
def test_a_term_that_is_not_right_is_refused(network, other, field):
    with pytest.raises(Invalid) as refused:
        elected("Ada Lovelace", **other)
    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize(
    ("kind", "other", "field"),
    [
        ("poem", {}, "kind"),
        ("constitution", {"text": " "}, "text"),
        ("constitution", {"text": "x" * 50_001}, "text"),
        ("strategy", {"year": None}, "year"),
        ("strategy", {"aims": []}, "aims"),
        ("strategy", {"closes": NOON}, "closes"),
    ],
)
def test_a_paper_that_is_not_right_is_refused_and_not_kept(network, kind, other, field):
    with pytest.raises(Invalid) as refused:
        offered(kind, **other)
    assert (list(refused.value.fields), Paper.objects.count()) == ([field], 0)


def test_departments_watch_without_a_vote(network):
    motion = offered()
    with pytest.raises(DomainError):
        decisions.cast(
            motion=motion, authority="gds", choice="for", by=member_of("gds", "lead"), at=NOON
        )
    assert [seat.authority for seat in motions.motion(motion).seats] == [
        "camden",
        "cornwall",
        "leeds",
    ]


BINDING = {
    "put a paper": lambda: body.offer_paper(
        kind="constitution", text="Mine.", closes=CLOSE, by=CONVENER, at=NOON
    ),
    "call an election": lambda: body.call_election(
        candidates=["Me"], starts=ELECTED, ends=YEAR_ON, closes=CLOSE, by=CONVENER, at=NOON
    ),
    "vote": lambda: decisions.cast(
        motion=offered(), authority="leeds", choice="for", by=CONVENER, at=NOON
    ),
    "join for a council": lambda: factories.join(
        factory=THE_BODY, organisation="woking", by=CONVENER, at=NOON
    ),
    "leave for a council": lambda: factories.leave(
        factory=THE_BODY, organisation="camden", by=CONVENER, at=NOON
    ),
    "found a factory in a council's name": lambda: factories.found_factory(
        name="Mine", purpose="P", lead="leeds", by=CONVENER, at=NOON
    ),
    "answer an introduction": lambda: introductions.answer(
        introduction=introduced(), authority="leeds", yes=True, contact="x", by=CONVENER, at=NOON
    ),
    "sign an agreement": lambda: agreements.sign_agreement(
        factory=THE_BODY, number=1, organisation="leeds", by=CONVENER, at=NOON
    ),
}


@pytest.mark.parametrize("deed", BINDING)
def test_nothing_a_convener_does_binds_a_council(network, deed):
    before = queries.factory(THE_BODY)
    with pytest.raises(NotAllowed):
        BINDING[deed]()
    assert queries.factory(THE_BODY) == before


@pytest.mark.parametrize("who", [LEEDS_LEAD, member_of(BODY, "steward"), member_of("gds", "lead")])
def test_only_a_convener_does_the_conveners_work(network, who):
    for deed in (
        lambda: body.log_hours(on=TODAY, hours="1", purpose="advising", by=who, at=NOON),
        lambda: body.report_progress(aim=1, percent=1, by=who, at=NOON),
        lambda: introductions.introduce(first="leeds", second="camden", why="x", by=who, at=NOON),
        lambda: desks.desk(by=who, today=TODAY),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_the_body_counts_its_own_hours_in_public(network):
    for hours, purpose in (("1.5", "advising"), ("0:45", "advising"), ("2", "running")):
        body.log_hours(on=TODAY, hours=hours, purpose=purpose, by=CONVENER, at=NOON)
    page = found.body(today=TODAY)
    assert [each.hours for each in page.years] == ["0", "2.2", "2", "0"]
    assert page.total.minutes == 255


@pytest.mark.parametrize("wrong", ["", "0", "25", "1:75", "-1", "one", "1.2.3", "1e3", "٣"])
def test_hours_that_are_none_are_refused(network, wrong):
    assert minutes_of(wrong) == 0
    with pytest.raises(Invalid):
        body.log_hours(on=TODAY, hours=wrong, purpose="advising", by=CONVENER, at=NOON)
    assert Hours.objects.count() == 0


def introduced(first="leeds", second="camden"):
    return introductions.introduce(
        first=first, second=second, why="The same contract ends", by=CONVENER, at=NOON
    )


def answer(ref, council, yes=True, contact=CONTACT):
    introductions.answer(
        introduction=ref,
        authority=council,
        yes=yes,
        contact=contact,
        by=member_of(council, "lead"),
        at=NOON,
    )


def contacts(*councils, by=None):
    actors = [by] if by else [member_of(council, "lead") for council in councils]
    return [each.contact for actor in actors for each in desks.introductions(by=actor)]


def test_a_contact_is_shared_once_both_have_said_yes_and_with_them_alone(network):
    ref = introduced()
    answer(ref, "leeds")
    assert contacts("leeds", "camden") == ["", ""]
    answer(ref, "camden", contact="Bea, bea@camden.example")
    assert contacts("leeds", "camden") == ["Bea, bea@camden.example", CONTACT]
    assert (contacts(by=CONVENER), contacts("cornwall")) == ([""], [])


def test_a_contact_is_sealed_and_in_no_event(network):
    answer(introduced(), "leeds")
    sealed = Side.objects.get(authority="leeds").contact
    assert b"ada@" not in bytes(sealed)
    said = "".join(f"{event.item}{event.ids}" for event in Event.objects.all())
    assert "ada@" not in said


def test_a_no_ends_it_and_destroys_what_the_other_would_have_shared(network):
    ref = introduced()
    answer(ref, "leeds")
    answer(ref, "camden", yes=False, contact="")
    assert list(Side.objects.exclude(contact=None)) == []
    assert DataKey.objects.filter(subject__startswith="introduction-").count() == 0
    with pytest.raises(introductions.Answered):
        answer(ref, "camden")


def test_an_introduction_is_no_business_of_a_third_council(network):
    with pytest.raises(Missing):
        answer(introduced(), "cornwall")


@pytest.mark.parametrize(
    ("first", "second", "field"), [("leeds", "leeds", "second"), ("x", "leeds", "first")]
)
def test_two_different_organisations_are_introduced(network, first, second, field):
    with pytest.raises(Invalid) as refused:
        introduced(first, second)
    assert list(refused.value.fields) == [field]


def test_the_desk_shows_what_waits_for_a_word(network):
    quiet = factories.found_factory(
        name="Quiet", purpose="P", lead="leeds", by=LEEDS_LEAD, at=NOON - timedelta(days=61)
    )
    factories.found_factory(name="Busy", purpose="P", lead="camden", by=SYSTEM, at=NOON)
    desk = desks.desk(by=CONVENER, today=TODAY)
    assert [each.ref for each in desk.quiet] == [quiet]
    assert [ref for ref, _name in desk.alone] == ["cornwall", "woking"]


def declared(council, title, **more):
    said = Said(title=title, problem="People wait for weeks for a reply.", **more)
    return needs.declare(authority=council, said=said, by=member_of(council, "lead"), at=NOON)


def test_the_desk_shows_needs_that_several_councils_have_and_no_factory(network):
    taken, shared = declared("leeds", "Taken"), declared("woking", "Scratch cards")
    declared("cornwall", "Mine alone")
    factories.found_factory(
        name="Busy", purpose="P", lead="leeds", needs=[taken], by=LEEDS_LEAD, at=NOON
    )
    supports.support(need=shared, authority="camden", by=member_of("camden", "lead"), at=NOON)
    desk = desks.desk(by=CONVENER, today=TODAY)
    assert [(each.about, [ref for ref, _name in each.councils]) for each in desk.clusters] == [
        ("Scratch cards", ["camden", "woking"])
    ]
    assert [each.title for each in desk.loose] == ["Mine alone"]


def test_the_desk_says_what_nobody_has_confirmed(network):
    declared("cornwall", "Mine alone")
    factory = factories.found_factory(
        name="Quiet", purpose="P", lead="leeds", by=LEEDS_LEAD, at=NOON - timedelta(days=61)
    )
    Factory.objects.filter(ref=factory).update(freshness="stale")
    now, later = (desks.desk(by=CONVENER, today=day) for day in (TODAY, TODAY.replace(year=2030)))
    assert [desk.loose[0].freshness for desk in (now, later)] == ["fresh", "stale"]
    assert [each.freshness for each in now.quiet] == ["stale"]


def about_parking(**more):
    """Two needs that say much the same, of two councils, and one that says something else."""
    said = Said(
        title="Residents wait weeks for a parking permit",
        problem="Applications for parking permits come on paper.",
        **more,
    )
    told = [("leeds", said), ("camden", replace(said, title="Parking permits for residents wait"))]
    return [
        *(
            needs.declare(authority=council, said=each, by=member_of(council, "lead"), at=NOON)
            for council, each in told
        ),
        declared("woking", "Allotments are let by letter"),
    ]


def test_needs_that_say_the_same_are_one_cluster_and_it_says_why(network):
    about_parking()
    desk = desks.desk(by=CONVENER, today=TODAY)
    [cluster] = desk.clusters
    assert [ref for ref, _name in cluster.councils] == ["camden", "leeds"]
    [why] = cluster.why
    assert "parking permit" in why.partition(": ")[2]
    assert [each.title for each in desk.loose] == ["Allotments are let by letter"]


def test_needs_for_the_network_that_say_the_same_are_joined_for_the_convener(network):
    about_parking(visibility="network")
    [cluster] = desks.desk(by=CONVENER, today=TODAY).clusters
    assert [ref for ref, _name in cluster.councils] == ["camden", "leeds"]


def test_what_a_council_said_is_not_the_same_is_not_joined(network):
    first, second, _other = about_parking()
    refuse_suggestion(
        text_ref=f"need.{first}",
        ref=f"need.{second}",
        authority="leeds",
        by=member_of("leeds", "lead"),
        at=NOON,
    )
    assert desks.desk(by=CONVENER, today=TODAY).clusters == ()


def test_the_desk_asks_as_often_for_many_needs_as_for_few(network, django_assert_max_num_queries):
    about_parking()
    desks.desk(by=CONVENER, today=TODAY)  # the index follows the cards
    with django_assert_max_num_queries(18):
        desks.desk(by=CONVENER, today=TODAY)
    for number in range(30):
        declared("leeds", f"Matter {number} of leaves in street {number}")
    with django_assert_max_num_queries(18):
        desks.desk(by=CONVENER, today=TODAY)


def test_the_page_costs_the_same_however_much_there_is(network, django_assert_max_num_queries):
    for round in range(3):
        voted(offered("strategy"), "for", "for")
        starts = ELECTED + timedelta(days=400 * round)
        elected("Ada", "Grace", starts=starts, ends=starts + timedelta(days=365))
    with django_assert_max_num_queries(12):
        found.body(today=TODAY)
    with django_assert_max_num_queries(15):
        desks.desk(by=CONVENER, today=TODAY)


def text_of(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def test_the_body_is_shown_to_everybody_with_what_is_not_there_yet(network):
    page = text_of(Client().get("/body/"))
    assert "have not elected a convener yet" in page
    assert "have not adopted a constitution yet" in page
    assert "Without a vote: gds" in page


def test_there_is_no_page_of_a_body_that_was_not_founded(councils):
    assert Client().get("/body/").status_code == 404


def test_a_lead_puts_a_strategy_and_a_convener_logs_hours_in_the_browser(network, signed_in):
    soon = clock.now().date() + timedelta(days=30)
    day = {"day": soon.day, "month": soon.month, "year": soon.year}
    told = {f"closes-{part}": str(value) for part, value in day.items()}
    strategy = {"kind": "strategy", "year": str(clock.now().year), "text": "T", "aims": "A\r\nB"}
    lead, convener = signed_in("lead", "camden"), signed_in("convener", BODY)
    sent = lead.post("/body/offer", strategy | told | {"quorum": "50%"})
    assert (sent.status_code, Paper.objects.get().aims.count()) == (302, 2)
    today = clock.now().date()
    on = {"on-day": today.day, "on-month": today.month, "on-year": today.year}
    sent = convener.post("/body/hours", {**on, "hours": "2", "purpose": "advising"})
    assert (sent.status_code, Hours.objects.get().minutes) == (302, 120)
    assert convener.get("/body/desk").status_code == 200
    assert "2 hours" in text_of(Client().get("/body/"))


def test_two_councils_are_introduced_in_the_browser(network, signed_in):
    convener = signed_in("convener", BODY)
    told = {"first": "leeds", "second": "camden", "why": "Same supplier <b>x</b>"}
    assert convener.post("/body/introduce", told).status_code == 302
    ref = Side.objects.first().introduction_id
    for council in ("leeds", "camden"):
        client = signed_in("lead", council)
        page = client.get("/body/introductions")
        assert "Same supplier &lt;b&gt;x&lt;/b&gt;" in page.content.decode()
        said = {"yes": "yes", "contact": f"Desk of {council}"}
        assert client.post(f"/body/introductions/{ref}/{council}", said).status_code == 302
    assert "Write to: Desk of leeds" in text_of(client.get("/body/introductions"))


def test_the_body_is_no_factory_in_any_list_count_or_phase(network, client):
    bins = factories.found_factory(name="Bins", purpose="P", lead="leeds", by=SYSTEM, at=NOON)
    everything = lists.Filters()
    assert ([each.ref for each in lists.factories(everything)], lists.how_many(everything)) == (
        [bins],
        1,
    )
    assert [each.ref for each in lists.of("leeds")] == [bins]
    assert [(each.phase, each.count) for each in phases.board() if each.count] == [("discovery", 1)]
    assert client.get("/api/v1/factories").json()["total"] == 1
    assert [each.ref for each in signposts.cards(kind="factory")] == [f"factory.{bins}"]
    [card] = signposts.cards(kind="body")
    assert (card.link, card.state) == ("/body/", "")


def test_the_bodys_own_pages_show_no_phase_and_it_goes_through_none(network, client):
    page = client.get(f"/factories/{THE_BODY}/").content.decode()
    assert "Discovery" not in page and "discovery" not in page
    assert "since it was founded" not in page and f"/factories/{THE_BODY}/phases" not in page
    assert client.get(f"/factories/{THE_BODY}/phases").status_code == 404
    assert client.get(f"/api/v1/factories/{THE_BODY}").json()["phase"] == ""
    with pytest.raises(gates.NotPossible, match="has no phases"):
        gates.stop(factory=THE_BODY, lessons="L", by=LEEDS_LEAD, at=NOON)


def test_nobody_is_asked_whether_the_network_is_still_there(network):
    assert not Entry.objects.exists()


def test_a_factory_that_is_called_network_is_not_the_body(councils):
    ref = factories.found_factory(name="Network", purpose="P", lead="leeds", by=LEEDS_LEAD, at=NOON)
    assert ref == "network-2"
