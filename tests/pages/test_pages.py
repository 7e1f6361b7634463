"""The front of the house, a council's desk, and how the house is running."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonworks.kernel import deliveries
from commonworks.network.models import Membership, Organisation, Person
from commonworks.network.ports import BODY
from tests.actors import NOON
from tests.measures.events import deliver_all, happen
from tests.services import permits

pytestmark = pytest.mark.django_db


def text_of(path: str, browser: Client | None = None) -> str:
    return (browser or Client()).get(path).content.decode()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/", "Councils build a service once, and run it everywhere"),
        ("/?lang=cy", "Rwy’n byw yma"),
        ("/how-it-works", "A definition, not a copy"),
        ("/for-councils", "What stays yours"),
        ("/for-suppliers", "Not here yet"),
        ("/search", "Search for"),
        ("/find", "Find what your council offers"),
    ],
)
def test_a_page_for_everyone_is_there_with_nothing_in_the_house_yet(path, words):
    answer = Client().get(path)
    assert (answer.status_code, words in answer.content.decode()) == (200, True)


def test_the_front_page_has_three_doors_and_says_what_runs_now():
    permits.founded()
    permits.published()
    permits.live("leeds")
    page = text_of("/")
    doors = ["I live here", "I work for a council", "I sell to councils"]
    assert [door in page for door in doors] == [True, True, True]
    assert "1 council runs it: see how it is doing" in page


def test_the_front_page_costs_ten_questions_to_the_database():
    permits.founded()
    permits.published()
    with CaptureQueriesContext(connection) as asked:
        Client().get("/")
    assert len(asked) == 10


def test_search_finds_what_has_a_card():
    permits.founded()
    permits.published()
    assert "Apply for a bay permit" in text_of("/search?q=bay")
    assert "0 things found" in text_of("/search?q=xylophone")


def test_what_was_searched_for_is_shown_as_text():
    assert "<script>alert" not in text_of("/search?q=<script>alert(1)</script>")


def signed_in(role: str, organisation: str) -> Client:
    place, _ = Organisation.objects.get_or_create(
        ref=organisation,
        defaults={
            "name": organisation.title(),
            "short_name": organisation.title(),
            "type": "body" if organisation == BODY else "unitary-authority",
            "nation": "england",
        },
    )
    person = Person.objects.create(email=f"{role}@{organisation}.example", name=f"{role} officer")
    Membership.objects.create(person=person, organisation=place, role=role, since=NOON)
    browser = Client()
    browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


@pytest.mark.parametrize(
    ("role", "doors"),
    [
        ("caseworker", {"/casework/leeds/"}),
        ("service-owner", {"/casework/leeds/", "/manage/leeds/", "/needs/declare"}),
        (
            "administrator",
            {
                "/casework/leeds/",
                "/manage/leeds/",
                "/needs/declare",
                "/organisations/leeds/people",
            },
        ),
        ("member", set()),
    ],
)
def test_a_desk_has_the_doors_of_its_role_and_no_other(role, doors):
    page = text_of("/my-council/", signed_in(role, "leeds"))
    work = {"/casework/leeds/", "/manage/leeds/", "/organisations/leeds/people"}
    private = {*work, "/needs/declare"}
    assert {door for door in private if f'href="{door}"' in page} == doors


@pytest.mark.parametrize(("role", "there"), [("convener", True), ("member", False)])
def test_a_convener_comes_to_the_desk_from_their_own_page(role, there):
    page = text_of("/my-council/", signed_in(role, "commonworks"))
    assert ('href="/body/desk"' in page) == there


@pytest.mark.parametrize("path", ["/my-council/", "/operations/"])
def test_whoever_is_not_signed_in_is_asked_to(path):
    answer = Client().get(path)
    assert (answer.status_code, answer["Location"]) == (302, f"/account/sign-in?next={path}")


def a_dead_letter() -> None:
    happen("draft.submitted", seconds="soon")
    for day in range(20):
        deliver_all(NOON + timedelta(days=day))


def test_a_steward_sees_what_was_given_up_and_has_it_tried_again():
    a_dead_letter()
    steward = signed_in("steward", BODY)
    assert "services.draft.submitted" in text_of("/operations/", steward)
    [letter] = deliveries.dead_letters()
    answer = steward.post(f"/operations/{letter.id}/again")
    assert (answer.status_code, deliveries.dead_letters()) == (302, [])


def test_nobody_else_does():
    a_dead_letter()
    officer = signed_in("administrator", "leeds")
    [letter] = deliveries.dead_letters()
    answers = [officer.get("/operations/"), officer.post(f"/operations/{letter.id}/again")]
    assert [each.status_code for each in answers] == [403, 403]
    assert deliveries.dead_letters() == [letter]


def test_trying_again_what_is_not_waiting_says_so():
    assert signed_in("steward", BODY).post("/operations/1/again").status_code == 404
