import pytest
from django.test import RequestFactory

from commonworks.frontend.fields import Field, Option
from commonworks.frontend.lists import Chosen, Filter, Pagination
from commonworks.kernel.errors import Missing

STATE = Field("select", "state", "State", options=(Option("open", "Open"), Option("done", "Done")))
WORD = Field("text", "q", "Word")


def get(address):
    return RequestFactory().get(address)


@pytest.mark.parametrize(
    ("page", "numbers"),
    [
        (1, [1, 2, None, 10]),
        (5, [1, None, 4, 5, 6, None, 10]),
        (10, [1, None, 9, 10]),
    ],
)
def test_the_first_the_last_and_the_neighbours_are_linked(page, numbers):
    assert Pagination.of(get(f"/?page={page}"), 250).numbers == numbers


def test_a_page_keeps_the_rest_of_the_address():
    assert Pagination.of(get("/?q=a+b&page=2"), 250).url(3) == "?q=a+b&page=3"


@pytest.mark.parametrize("page", ["0", "11", "-1", "x", "²", "9" * 30, ""])
def test_a_page_that_is_not_there_is_missing(page):
    with pytest.raises(Missing):
        Pagination.of(get(f"/?page={page}"), 250)


@pytest.mark.parametrize(("total", "last"), [(0, 1), (25, 1), (26, 2)])
def test_a_page_that_is_not_there_is_told_how_many_there_are(total, last):
    with pytest.raises(Missing, match=f"This list ends with page {last}: there is no page 9."):
        Pagination.of(get("/?page=9"), total)


def test_an_empty_list_has_one_page():
    pages = Pagination.of(get("/"), 0)
    assert (pages.numbers, pages.first_shown, pages.last_shown) == ([1], 0, 0)


def test_a_filter_stands_in_the_address_and_each_choice_can_be_taken_out():
    found = Filter.of(get("/?state=open&q=zone&page=4&sort=due"), [STATE, WORD])
    assert [field.value for field in found.fields] == ["open", "zone"]
    assert found.chosen == [
        Chosen("State: Open", "?q=zone&sort=due"),
        Chosen("Word: zone", "?state=open&sort=due"),
    ]
    assert found.kept == [("sort", "due")]


def test_an_option_that_does_not_exist_is_as_good_as_none():
    found = Filter.of(get("/?state=<script>"), [STATE])
    assert (found.fields[0].value, found.chosen) == ("", [])
