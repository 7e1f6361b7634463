"""The search over everything public, as a page."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from commonworks.decisions.models import Motion
from commonworks.factories.models import Factory
from commonworks.needs.models import Stage
from commonworks.needs.models.estate import System
from commonworks.network.models import Organisation
from commonworks.services.models import Deployment, Service
from commonworks.signposts import commands as signposts
from commonworks.signposts.policies.kinds import STATES, state_name
from tests.actors import LEEDS_LEAD, NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def some_cards():
    for ref, name in (("leeds", "Leeds City Council"), ("camden", "Camden Council")):
        Organisation.objects.create(ref=ref, name=name, type="unitary", region="YH")
    put("need", "permits", "leeds", "Residents wait for parking permits")
    put("need", "skips", "camden", "Skip licences by email")
    put("factory", "parking", "leeds", "Parking factory", text="Permits that renew themselves")


def put(kind, name, authority, title, text="", state=""):
    signposts.put_card(
        ref=f"{kind}.{name}",
        kind=kind,
        title=title,
        text=text,
        state=state,
        link=f"/{name}",
        authority=authority,
        by=LEEDS_LEAD,
        at=NOON,
    )


def titles(query: str) -> list[str]:
    page = Client().get(f"/search?{query}").content.decode()
    return re.findall(r'font-weight-bold" href="/\w+">([^<]+)<', page)


def test_words_find_titles_before_texts():
    assert titles("q=permits") == ["Residents wait for parking permits", "Parking factory"]


def test_each_choice_narrows_what_was_found():
    assert titles("q=permits&kind=factory") == ["Parking factory"]
    assert titles("authority=camden") == ["Skip licences by email"]


def test_a_choice_keeps_the_words_and_is_taken_back_by_its_own_link():
    page = Client().get("/search?q=permits&kind=need").content.decode()
    assert 'class="cw-filter__tag" href="?q=permits"' in page
    assert 'href="?q=permits&amp;kind=factory"' in page


def test_a_search_can_be_followed():
    page = Client().get("/search?q=permits").content.decode()
    assert re.search(r'href="/alerts/follow\?words=permits"', page)


@pytest.mark.parametrize("query", ["q=%00%ff", "q=<script>", "kind=nothing", "q=" + "a" * 5000])
def test_odd_searches_find_nothing_and_break_nothing(query):
    answer = Client().get(f"/search?{query}")
    assert (answer.status_code, b"<script>" in answer.content) == (200, False)


def test_the_number_of_questions_does_not_grow_with_what_is_found():
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            Client().get("/search?q=permits")
        return len(captured)

    first = asked()
    for number in range(15):
        put("need", f"more{number}", "leeds", f"Permits {number}")
    assert asked() == first


def test_how_a_thing_stands_is_a_choice_in_words_of_either_language():
    put("need", "bins", "leeds", "Bins are full", state="taken-on")
    put("motion", "bins", "leeds", "Empty the bins", state="carried")
    page = Client().get("/search?q=bins").content.decode()
    assert ("Taken on by a factory" in page, "Carried" in page) == (True, True)
    welsh = Client().get("/search?q=bins&lang=cy").content.decode()
    assert ("Ymgymerodd ffatri ag ef" in welsh, "Derbyniwyd" in welsh) == (True, True)
    assert ">taken-on<" not in page + welsh


ROOMS = (Stage, Factory.Phase, System.State, Motion.State, Motion.Outcome)
ROOMS += (Service.Phase, Deployment.State)


def test_every_state_that_a_room_may_tell_has_its_words():
    told = {value for states in ROOMS for value in states.values} - {Stage.MERGED}
    assert told == set(STATES)
    with translation.override("cy"):
        same = {state for state in told if state_name(state).lower() == state}
    assert same == {"beta"}


def test_an_organisation_is_found_by_its_name_and_leads_to_all_that_it_has():
    page = Client().get("/search?q=Leeds City Council").content.decode()
    assert 'href="/organisations/leeds/">Leeds City Council</a>' in page
    assert 'href="?q=&amp;authority=leeds"' in page
    assert len(titles("q=&authority=leeds")) == 2


def test_a_name_among_other_words_narrows_the_search_to_it():
    Organisation.objects.filter(ref="leeds").update(short_name="Leeds")
    page = Client().get("/search?q=permits in Leeds").content.decode()
    assert 'href="?q=permits&amp;authority=leeds"' in page
    assert "Parking factory" in titles("q=permits&authority=leeds")


def test_an_organisation_that_is_no_more_says_so_and_has_nothing_to_look_through():
    Organisation.objects.create(ref="wansdyke", name="Wansdyke District Council", type="district")
    Organisation.objects.filter(ref="wansdyke").update(start="1974-04-01", end="1996-04-01")
    page = Client().get("/search?q=wansdyke").content.decode()
    assert ("no longer there" in page, "authority=wansdyke" in page) == (True, False)


def found_line(query: str) -> list[str]:
    page = Client().get(f"/search?{query}").content.decode()
    return re.findall(r"<h2[^>]*>([^<]* found)</h2>", page)


def test_the_line_over_what_was_found_says_what_it_is():
    Organisation.objects.create(ref="wansdyke", name="Wansdyke District Council", type="district")
    assert found_line("q=wansdyke") == ["1 organisation found"]
    assert found_line("q=permits") == ["2 things found"]
    assert found_line("q=nothing like it") == ["0 things found"]
    put("need", "wansdyke", "leeds", "Wansdyke is no more")
    assert found_line("q=wansdyke") == ["1 organisation found", "1 thing found"]
