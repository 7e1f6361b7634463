"""The pages: what is seen, what is sent, what is said when it is refused."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from commonworks.decisions import ports, queries
from commonworks.decisions.commands import closing
from commonworks.decisions.models import Ballot
from commonworks.kernel import clock
from commonworks.network.commands import people
from commonworks.network.models import Membership, Person
from commonworks.network.ports import SYSTEM
from tests.actors import member_of
from tests.decisions.putting import BODY, EVERYBODY, put, vote

pytestmark = pytest.mark.django_db
SCRIPT = '<script>alert("x")</script>'


def signed_in(council="leeds", role="lead"):
    client = Client()
    ref = people.admit(
        email=f"{role}@{council}.example",
        name=f"{role} of {council}",
        organisation=council,
        roles=[role],
        by=SYSTEM,
        at=clock.now(),
    )
    client.force_login(Person.objects.get(ref=ref))
    return client


def put_now(**other):
    at = clock.now()
    return put(**({"at": at, "closes": at + timedelta(days=7)} | other))


def text_of(answer):
    """What is read, without tags; white space as one space."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def parking(monkeypatch):
    """A factory that its room describes."""
    monkeypatch.setattr(ports, "_kinds", {})
    described = ports.Body(BODY, "Parking factory", "/factories/parking/", EVERYBODY)
    ports.bodies_of_kind("club", lambda ref: described)


def test_a_lead_votes_changes_the_vote_and_takes_it_back(councils):
    motion, client = put_now(), signed_in()
    address = f"/decisions/{motion}/vote/leeds"
    assert client.get(address).status_code == 200
    assert client.post(address, {"choice": "for", "seen": "0"}).status_code == 302
    assert "Leeds has voted: For." in text_of(client.get(address))
    assert client.post(address, {"choice": "against", "seen": "1"}).status_code == 302
    assert client.post(f"{address}/take-back").status_code == 302
    rows = Ballot.objects.order_by("number").values_list("choice", "ended_because")
    assert list(rows) == [("for", "changed"), ("against", "taken-back")]


def test_in_two_tabs_the_second_vote_is_told_of_the_first_and_not_counted(councils):
    motion, client = put_now(), signed_in()
    address = f"/decisions/{motion}/vote/leeds"
    client.post(address, {"choice": "for", "seen": "0"})
    again = client.post(address, {"choice": "against", "seen": "0"})
    assert (again.status_code, Ballot.objects.count()) == (409, 1)
    assert "somebody else has voted" in text_of(again)
    assert 'name="seen" value="1"' in again.content.decode()


def test_a_vote_without_a_choice_is_asked_for_again(councils):
    answer = signed_in().post(f"/decisions/{put_now()}/vote/leeds", {"seen": "0"})
    assert (answer.status_code, Ballot.objects.count()) == (422, 0)
    assert "Select how your organisation votes" in text_of(answer)


def test_after_the_close_the_page_says_so(councils):
    at = clock.now()
    motion = put(at=at - timedelta(days=9), closes=at - timedelta(days=2))
    answer = signed_in().post(f"/decisions/{motion}/vote/leeds", {"choice": "for", "seen": "0"})
    assert answer.status_code == 410
    assert "Voting on this motion closed on" in text_of(answer)


def test_whoever_lost_the_role_votes_no_more(councils):
    motion, client = put_now(), signed_in()
    Membership.objects.update(until=clock.now())
    answer = client.post(f"/decisions/{motion}/vote/leeds", {"choice": "for", "seen": "0"})
    assert (answer.status_code, Ballot.objects.count()) == (403, 0)


def test_the_page_tells_who_has_voted_and_not_how_until_the_close(councils):
    motion = put_now()
    vote(motion, "leeds", "against", reason="Far too dear", at=clock.now())
    page = text_of(Client().get(f"/decisions/{motion}/"))
    assert ("Has voted" in page, "Far too dear" in page) == (True, False)
    at = clock.now() + timedelta(days=7)
    closing.close(motion=motion, by=SYSTEM, at=at)
    page = text_of(Client().get(f"/decisions/{motion}/"))
    assert ("Far too dear" in page, "No quorum: 1 voted, and 2 were needed" in page) == (
        True,
        True,
    )


def test_the_result_is_downloaded_as_the_bytes_of_the_hash(councils):
    motion = put_now()
    closing.close(motion=motion, by=SYSTEM, at=clock.now() + timedelta(days=8))
    answer = Client().get(f"/decisions/{motion}/result.json")
    digest = hashlib.sha256(answer.content).hexdigest()
    assert (answer["X-Content-SHA256"], queries.motion(motion).sha256) == (digest, digest)
    assert digest in Client().get(f"/decisions/{motion}/").content.decode()


def test_there_is_nothing_to_download_before(councils):
    assert Client().get(f"/decisions/{put_now()}/result.json").status_code == 404


def test_the_votes_are_downloaded_as_a_table_without_formulas(councils):
    motion = put_now(open_tally=True)
    vote(motion, "leeds", "for", reason="=1+1", at=clock.now())
    lines = Client().get(f"/decisions/{motion}/?format=csv").content.decode("utf-8-sig")
    assert lines.splitlines()[3] == "Leeds,For,'=1+1"


FORM = {
    "title": "Build it together",
    "rule": "majority",
    "quorum": "50%",
    "closes-day": "1",
    "closes-month": "12",
    "closes_at": "5pm",
}


def proposed(client, **other):
    year = str(clock.now().year + 1)
    told = FORM | {"closes-year": year, "closes-month": "1"} | other
    return client.post(f"/decisions/propose?body={BODY}", told)


def test_a_lead_puts_a_motion_with_options(councils, parking):
    answer = proposed(signed_in(), choices="Build\r\n\r\nAdopt\r\n")
    assert answer.status_code == 302
    motion = queries.motion(answer["Location"].split("/")[-2])
    assert (motion.body_name, motion.options) == (
        "Parking factory",
        (("option-1", "Build"), ("option-2", "Adopt")),
    )


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"closes_at": "soon"}, "Enter a time, like 5pm or 17:00."),
        ({"closes-year": "2020"}, "Voting must close in the future."),
        ({"closes-day": "30", "closes-month": "2"}, "The date must be a real date"),
        ({"quorum": "9"}, "Only 4 may vote, so 9 votes cannot be reached."),
        ({"text": "x" * 50_000}, "Use 20,000 characters or fewer; these are 50,000."),
        ({"title": ""}, "Enter an answer: "),
        ({"opens_at": "9am"}, "Enter the day on which voting opens"),
    ],
)
def test_a_motion_that_is_not_right_is_shown_again_with_what_was_typed(
    councils, parking, other, said
):
    answer = proposed(signed_in(), **other)
    assert (answer.status_code, queries.how_many()) == (422, 0)
    assert said in text_of(answer)


def test_voting_that_opens_today_without_a_time_opens_now(councils, parking):
    today = timezone.localdate(clock.now())
    day = {"opens-day": today.day, "opens-month": today.month, "opens-year": today.year}
    answer = proposed(signed_in(), **day, opens_at="")
    assert answer.status_code == 302
    assert queries.motion(answer["Location"].split("/")[-2]).state == "open"


def test_a_deadline_in_the_hour_that_the_clocks_skip_is_refused(councils, parking):
    night = {"closes-day": "28", "closes-month": "3", "closes-year": "2027", "closes_at": "1:30am"}
    assert "clocks go forward that night" in text_of(proposed(signed_in(), **night))


def test_a_body_that_nobody_describes_is_missing(councils):
    assert signed_in().get("/decisions/propose?body=club.chess").status_code == 404


def test_what_people_write_is_shown_as_text(councils):
    motion = put_now(title=f"A {SCRIPT}", text=f"B {SCRIPT}", choices=(f"C {SCRIPT}", "D"))
    vote(motion, "leeds", "option-1", reason=SCRIPT, at=clock.now())
    closing.close(motion=motion, by=SYSTEM, at=clock.now() + timedelta(days=8))
    pages = (f"/decisions/{motion}/", "/decisions/", f"/decisions/{motion}/?lang=cy")
    assert [SCRIPT in Client().get(page).content.decode() for page in pages] == [False] * 3


def test_a_motion_is_withdrawn_by_whoever_put_it(councils):
    motion, client = put_now(), signed_in()
    assert client.get(f"/decisions/{motion}/withdraw").status_code == 200
    assert client.post(f"/decisions/{motion}/withdraw").status_code == 302
    assert "withdrawn before anybody voted" in text_of(client.get(f"/decisions/{motion}/"))


def test_a_council_says_that_its_votes_need_a_mandate(councils):
    client = signed_in()
    assert client.post("/decisions/mandates/leeds", {"required": "yes"}).status_code == 302
    answer = client.post(f"/decisions/{put_now()}/vote/leeds", {"choice": "for", "seen": "0"})
    assert (answer.status_code, Ballot.objects.count()) == (422, 0)
    assert text_of(answer).count("Enter an answer") >= 1


@pytest.mark.parametrize(("role", "offered"), [("administrator", True), ("member", False)])
def test_the_account_leads_whoever_keeps_it_to_the_mandate_rule(councils, role, offered):
    page = signed_in(role=role).get("/account/").content.decode()
    assert ('href="/decisions/mandates/leeds"' in page) is offered


def test_the_account_shows_what_waits_for_its_votes(councils):
    put_now()
    assert "Build it together , club.parking: not voted yet" in text_of(
        signed_in().get("/account/")
    )


def test_the_list_is_narrowed_by_body_and_state(councils):
    put_now(title="One")
    put_now(title="Two", body="club.other")
    page = text_of(Client().get(f"/decisions/?body={BODY}&state=open"))
    assert ("One" in page, "Two" in page) == (True, False)


def test_programs_read_motions_and_no_votes_before_the_close(councils):
    motion = put_now()
    vote(motion, "leeds", "for", at=clock.now())
    [line] = Client().get(f"/api/v1/motions?body={BODY}").json()
    assert (line["ref"], line["voted"], line["seats"]) == (motion, 1, 4)
    seats = Client().get(f"/api/v1/motions/{motion}").json()["seats"]
    assert [(s["authority"], s["voted"], s["vote"]) for s in seats if s["voted"]] == [
        ("leeds", True, "")
    ]


def test_a_colleague_sees_who_cast_the_ballot_and_strangers_see_the_council(councils):
    motion = put_now()
    client, deputy = signed_in(), signed_in(role="deputy")
    client.post(f"/decisions/{motion}/vote/leeds", {"choice": "for", "seen": "0"})
    assert "Cast by lead of leeds" in text_of(deputy.get(f"/decisions/{motion}/vote/leeds"))
    assert "lead of leeds" not in text_of(Client().get(f"/decisions/{motion}/"))


def test_a_member_of_the_council_cannot_vote_for_it(councils):
    motion = put_now(by=member_of("york", "lead"))
    assert signed_in(role="administrator").get(f"/decisions/{motion}/vote/leeds").status_code == 403


ODD = ["Pay 50% now", "Split %(x)s", "<img src=x onerror=alert(1)>"]


def test_an_option_may_hold_a_percent_sign_or_a_tag_on_every_page(councils):
    motion, client = put_now(choices=ODD), signed_in()
    for number, label in enumerate(ODD, 1):
        client.post(f"/decisions/{motion}/vote/leeds", {"choice": f"option-{number}"})
        for page in (f"/decisions/{motion}/vote/leeds", f"/decisions/{motion}/"):
            html = client.get(page).content.decode()
            assert (escape(label) in html, "<img" in html) == (True, False)


@pytest.mark.parametrize("label", ODD)
def test_what_a_motion_answers_may_be_called_anything(councils, monkeypatch, label):
    monkeypatch.setattr(ports, "_kinds", {})
    described = ports.Body(BODY, "Parking factory", "/factories/parking/", EVERYBODY)
    settled = ports.Settled(label, "/factories/parking/options")
    ports.bodies_of_kind("club", lambda ref: described, settles=lambda *_: settled)
    html = Client().get(f"/decisions/{put_now(answers='assessment.1')}/").content.decode()
    assert (escape(label) in html, "<img" in html) == (True, False)
