"""A postcode typed on the front page: looked up there, and what its councils run."""

import re

import pytest
from django.test import Client

from commonworks.network.models import Organisation
from commonworks.places.queries import authority_of
from commonworks.services.commands import deployments
from commonworks.services.models import Asked
from tests.actors import NOON
from tests.services import permits

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]
GARDEN = permits.PERMIT.replace("bay-permit", "garden-bin").replace("a bay permit", "a garden bin")


def find(postcode: str):
    answer = Client().get("/find", {"postcode": postcode})
    return answer, answer.content.decode()


@pytest.fixture
def two_services():
    """Leeds runs permits and Camden garden bins; everybody else runs neither."""
    permits.founded()
    permits.published()
    permits.published(GARDEN)
    permits.live("leeds")
    deployment = permits.live("camden", "garden-bin")
    assert deployment == "camden.garden-bin"


@pytest.mark.parametrize(
    "typed", ["", "LS1", "LS1 4A?", "ZZ99 3WZ", "JE2 3AB", "LS1 9ZZ", "<script>", "LS1 4A" * 9]
)
def test_a_postcode_that_leads_nowhere_is_explained_in_the_words_of_places(two_services, typed):
    answer, text = find(typed)
    said = re.search(r'id="postcode-error".*?</span>(.*?)</p>', text, re.DOTALL)
    plain = said[1].strip().replace("&#34;", '"').replace("&lt;", "<").replace("&gt;", ">")
    assert (answer.status_code, plain) == (422, authority_of(typed[:64]).problem)
    assert "<script>" not in text


def test_an_island_is_told_in_the_readers_language_that_no_uk_council_is_there(two_services):
    answer = Client().get("/find", {"postcode": "JE2 3AB", "lang": "cy"})
    said = "Mae’r cod post hwn yn Ynysoedd y Sianel: nid yw’n perthyn i unrhyw gyngor yn y DU."
    assert (answer.status_code, answer.content.decode().count(said)) == (422, 2)  # above, beside


def test_a_slip_is_met_with_what_may_have_been_meant(two_services):
    _, text = find("LSI 4AP")
    assert 'href="?postcode=LS1+4AP"' in text


def test_a_council_shows_what_it_runs_and_is_asked_for_the_rest(two_services):
    answer, text = find("ls14ap")
    assert (answer.status_code, "Leeds Council" in text) == (200, True)
    assert 'href="/s/leeds/bay-permit/"' in text
    assert 'href="/s/leeds/garden-bin/"' not in text
    [asked] = re.findall(r'action="/services/([\w-]+)/ask"', text)
    assert asked == "garden-bin"


def test_asking_from_there_is_counted(two_services):
    Client().post("/services/garden-bin/ask", {"council": "leeds"})
    assert list(Asked.objects.values_list("service", "council", "times")) == [
        ("garden-bin", "leeds", 1)
    ]


def test_a_council_that_runs_nothing_is_linked_to_and_asked_for_each(two_services):
    _, text = find("TR1 3AY")
    assert re.findall(r'action="/services/([\w-]+)/ask"', text) == ["bay-permit", "garden-bin"]
    assert 'href="https://cornwall.example"' in text


def test_either_council_of_a_district_can_be_asked_and_serves_it(two_services):
    Organisation.objects.create(
        ref="harrogate", name="Harrogate", short_name="Harrogate", type="district", nation="england"
    )
    _, text = find("LS21 9ZZ")
    assert 'href="/s/leeds/bay-permit/"' in text
    asked = re.findall(r'name="council" value="(\w+)"', text)
    assert asked == ["harrogate", "leeds"]


def test_a_paused_service_is_shown_and_not_linked_to(two_services):
    deployments.pause(deployment="leeds.bay-permit", by=permits.OWNER, at=NOON)
    permits.live("cornwall")
    _, text = find("LS1 4AP")
    assert ("has paused this service" in text, 'href="/s/leeds/bay-permit/"' in text) == (
        True,
        False,
    )


def test_with_one_service_at_all_a_postcode_goes_straight_on():
    permits.founded()
    permits.published()
    permits.live("leeds")
    answer, _ = find("LS1 4AP")
    assert (answer.status_code, answer["Location"]) == (
        302,
        "/services/bay-permit/find?postcode=LS1+4AP",
    )


def test_with_no_service_at_all_the_council_is_named(django_assert_max_num_queries):
    permits.founded()
    with django_assert_max_num_queries(5):
        answer, text = find("LS1 4AP")
    assert (answer.status_code, "Your council does not run a service here yet." in text) == (
        200,
        True,
    )
